import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useFormContext } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import css from './callout.module.css';
import { type CalloutForm, focusField, OUTCOMES, type Outcome } from './form.ts';
import { SentToFields } from './sent-to-fields.tsx';

/** How many outcomes have a number key. */
const KEYS = 9;

/** By outcome: what must be typed next. */
const FIRST_FIELD: Partial<Record<Outcome, string>> = {
  'reached-read-back': 'told.name',
  'reached-no-read-back': 'told.name',
  'sent-to-someone-else': 'sentTo.name',
  other: 'comment',
};

/** What became of the call. Keys 1–9 choose while the focus is in the panel and no text is being typed. */
export function OutcomeFields(): ReactNode {
  const t = useText();
  const { register, setValue } = useFormContext<CalloutForm>();
  useShortcuts({
    outcome: (key) => {
      const outcome = OUTCOMES[Number(key) - 1];
      if (!outcome) return;
      // The fields of an outcome are there before the next key is pressed.
      flushSync(() => setValue('outcome', outcome, { shouldDirty: true }));
      // What must be typed for it comes next. Otherwise the focus shows what was chosen.
      const field = FIRST_FIELD[outcome];
      if (field) focusField(field);
      else document.querySelector<HTMLElement>(`input[name="outcome"][value="${outcome}"]`)?.focus();
    },
  });
  return (
    <fieldset className={css.section} id="field-outcome" tabIndex={-1} aria-keyshortcuts="1 2 3 4 5 6 7 8 9">
      <legend>{t('outcome.legend')}</legend>
      <div className={css.outcomes}>
        {OUTCOMES.map((outcome, index) => (
          <Radio
            key={outcome}
            value={outcome}
            label={
              <>
                {index < KEYS && <kbd>{index + 1}</kbd>} {t(`outcome.${outcome}`)}
              </>
            }
            {...register('outcome')}
          />
        ))}
      </div>
      <SentToFields />
    </fieldset>
  );
}
