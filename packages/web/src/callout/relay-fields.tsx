import type { CriticalRecords } from '@critical-callout/contract/callout';
import { Button, Checkbox, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import css from './callout.module.css';
import { type CalloutForm, isOpen } from './form.ts';
import { deskTold, waitingRelay } from './relay.ts';

/** Shown when the person told speaks for a desk that must pass the result on: to whom it goes, or that they call back. */
export function RelayFields({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const { register, control } = useFormContext<CalloutForm>();
  const [told, outcome, passedOnTo] = useWatch({ control, name: ['told', 'outcome', 'relay.passedOnTo'] });
  const desk = deskTold(told, records);
  if (desk === null || (outcome !== 'reached-read-back' && outcome !== 'reached-no-read-back')) return null;
  return (
    <fieldset className={css.section} data-testid="relay">
      <legend>{t('relay.legend')}</legend>
      <p className={css.found}>{t('relay.why', { desk })}</p>
      <div className={css.row}>
        <TextInput
          label={t('relay.passedOnTo')}
          description={t('relay.passedOnToHint')}
          autoComplete="off"
          maxLength={200}
          id="field-relay.passedOnTo"
          {...register('relay.passedOnTo')}
        />
        <TextInput
          label={t('relay.confirmedBy')}
          description={t('relay.confirmedByHint')}
          autoComplete="off"
          maxLength={200}
          id="field-relay.confirmedBy"
          {...register('relay.confirmedBy')}
        />
      </div>
      <Checkbox
        label={t('relay.willCallBack')}
        disabled={passedOnTo.trim() !== ''}
        id="field-relay.willCallBack"
        {...register('relay.willCallBack')}
      />
    </fieldset>
  );
}

/** A desk was told and has not said yet to whom the result went. When it calls back, only that is left to be written down. */
export function RelayWaiting({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { setValue } = useFormContext<CalloutForm>();
  const waiting = waitingRelay(records);
  if (!waiting || !records.reports.some(isOpen)) return null;
  const calledBack = (): void => {
    setValue('outcome', 'reached-read-back', { shouldDirty: true });
    setValue('told.name', waiting.name, { shouldDirty: true });
    setValue('told.contact', waiting.contact, { shouldDirty: true });
    // The field is there once the desk is known to be told.
    requestAnimationFrame(() => document.getElementById('field-relay.passedOnTo')?.focus());
  };
  return (
    <div className={css.instruction} data-testid="relay-waiting">
      <p className={css.contactName}>{t('relay.waiting', { desk: waiting.desk, at: formatMoment(waiting.at, now, lab.zone) })}</p>
      <Button size="compact-md" variant="outline" onClick={calledBack}>
        {t('relay.calledBack')}
      </Button>
    </div>
  );
}
