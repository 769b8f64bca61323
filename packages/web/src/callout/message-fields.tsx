import type { CriticalRecords } from '@critical-callout/contract/callout';
import { Checkbox, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import css from './callout.module.css';
import { type CalloutForm, CHANNELS, RECIPIENTS, type Recipient } from './form.ts';

/** Messages to send besides the call: to whom, and by which channels this server has. */
export function MessageFields({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const { register, control } = useFormContext<CalloutForm>();
  const [recipients, sendEmail] = useWatch({ control, name: ['recipients', 'sendEmail'] });
  const addressOf = (kind: Recipient): string | null =>
    records.contacts.find((contact) => contact.kind === kind && contact.email)?.email ?? null;
  return (
    <fieldset className={css.section}>
      <legend>{t('messages.legend')}</legend>
      <div className={css.checks}>
        {RECIPIENTS.map((kind) => (
          <Checkbox
            key={kind}
            id={`field-recipients.${kind}`}
            label={t(`recipient.${kind}`)}
            description={kind === 'others' ? undefined : (addressOf(kind) ?? t('contacts.noEmail'))}
            {...register(`recipients.${kind}`)}
          />
        ))}
      </div>
      {recipients.others && (
        <div className={css.row}>
          <TextInput
            label={t('other.name')}
            autoComplete="off"
            maxLength={200}
            id="field-other.name"
            {...register('other.name')}
          />
          <TextInput
            label={t('other.email')}
            type="email"
            autoComplete="off"
            maxLength={254}
            id="field-other.email"
            {...register('other.email')}
          />
          <TextInput
            label={t('other.contactNumber')}
            autoComplete="off"
            maxLength={40}
            id="field-other.contactNumber"
            {...register('other.contactNumber')}
          />
        </div>
      )}
      <div className={css.checks}>
        {CHANNELS.map((channel) => (
          <Checkbox key={channel} label={t(`channel.${channel}`)} {...register('sendEmail')} />
        ))}
      </div>
      {sendEmail && !RECIPIENTS.some((kind) => recipients[kind]) && <p className={css.found}>{t('messages.noRecipient')}</p>}
    </fieldset>
  );
}
