import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import css from './callout.module.css';
import type { CalloutForm } from './form.ts';

/** Whoever answered named somebody else: saved with the attempt, they are the next to be called. */
export function SentToFields(): ReactNode {
  const t = useText();
  const { register, control } = useFormContext<CalloutForm>();
  const outcome = useWatch({ control, name: 'outcome' });
  if (outcome !== 'sent-to-someone-else') return null;
  return (
    <div className={css.row} data-testid="sent-to">
      <TextInput
        label={t('sentTo.name')}
        description={t('sentTo.hint')}
        autoComplete="off"
        maxLength={200}
        id="field-sentTo.name"
        {...register('sentTo.name')}
      />
      <TextInput
        label={t('sentTo.phone')}
        autoComplete="off"
        inputMode="tel"
        maxLength={60}
        id="field-sentTo.phone"
        {...register('sentTo.phone')}
      />
    </div>
  );
}
