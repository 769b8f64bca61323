import type { CriticalRecords } from '@critical-callout/contract/callout';
import { type ReactNode, useEffect, useRef } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { alarm } from '../platform/announce.tsx';
import { useText } from '../platform/text.tsx';
import { Mark } from '../ui/marks.tsx';
import css from './callout.module.css';
import { type ChangedValue, findChangedValues } from './changes.ts';
import type { CalloutForm } from './form.ts';

/** Watches for values corrected while the form is open; what was read back of the old value is cleared. */
export function useChangedValues(
  seen: CriticalRecords,
  records: CriticalRecords,
  form: UseFormReturn<CalloutForm>,
): ChangedValue[] {
  const t = useText();
  const changes = findChangedValues(seen, records);
  const handled = useRef(new Set<string>());
  useEffect(() => {
    for (const { key, after } of changes) {
      const once = `${key} ${after}`;
      if (handled.current.has(once)) continue;
      handled.current.add(once);
      form.setValue(`heard.${key}`, '', { shouldDirty: true });
      form.setValue(`heardAgain.${key}`, '');
      alarm(t('changed.title'));
    }
  }, [changes, form, t]);
  return changes;
}

export function ChangedStrip({ changes }: { changes: readonly ChangedValue[] }): ReactNode {
  const t = useText();
  if (changes.length === 0) return null;
  return (
    <section className={`${css.changed} ${css.staying}`} aria-labelledby="changed-title" data-testid="changed">
      <h3 id="changed-title">
        <Mark name="review" /> {t('changed.title')}
      </h3>
      <ul>
        {changes.map(({ key, parameterName, before, after }) => (
          <li key={key}>
            <bdi>{parameterName}</bdi>: <s>{before}</s> → <strong>{after ?? t('changed.gone')}</strong>
          </li>
        ))}
      </ul>
      <p>{t('changed.text')}</p>
    </section>
  );
}
