import type { CriticalRecords } from '@critical-callout/contract/callout';
import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormContext } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { joinNames } from '../ui/names.ts';
import css from './callout.module.css';
import type { CalloutForm } from './form.ts';
import { useCallHelp } from './use-callout.ts';

/** The laboratory's words for the telephone, its places filled in; unknown places stay as they are. */
export function fillScript(script: string, places: Record<string, string>): string {
  return script.replaceAll(/\{(\w+)\}/g, (whole, name: string) => places[name] ?? whole);
}

/** What to say, and what the other side stated: they say the patient's name and date of birth, not the caller. */
export function CallScript({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const me = useMe();
  const { register } = useFormContext<CalloutForm>();
  const { script } = useCallHelp();
  const { bill, reports } = records;
  const places = {
    caller: me.name,
    lab: me.lab.name,
    test: joinNames(reports.map(({ testName }) => testName)),
    ward: bill.ward ?? '',
  };
  const identifiers = [
    'name',
    'born',
    'identifier',
    ...(bill.patient.secondIdentifier === null ? [] : (['second-identifier'] as const)),
  ] as const;
  return (
    <section className={css.identify}>
      <fieldset className={css.identified}>
        <legend>{t('identified.legend')}</legend>
        <div className={css.checks}>
          {identifiers.map((identifier) => (
            <Checkbox key={identifier} label={t(`identified.${identifier}`)} {...register(`identifiedBy.${identifier}`)} />
          ))}
        </div>
      </fieldset>
      <details className={css.rest}>
        <summary>{t('script.title')}</summary>
        {script !== '' && <p className={css.instruction}>{fillScript(script, places)}</p>}
        <p className={css.found}>{t('identified.hint')}</p>
      </details>
    </section>
  );
}
