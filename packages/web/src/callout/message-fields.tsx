import type { CriticalRecords } from '@critical-callout/contract/callout';
import { Checkbox, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import css from './callout.module.css';
import { type CalloutForm, hasRecipient, RECIPIENTS, type Recipient } from './form.ts';
import { useOfferedChannels } from './use-callout.ts';

/** Messages to send besides the call: to whom, and by which channels this server has. */
export function MessageFields({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const { register, control } = useFormContext<CalloutForm>();
  const [recipients, chosen] = useWatch({ control, name: ['recipients', 'channels'] });
  const channels = useOfferedChannels();
  const maySettings = useMay('settings.read');
  const isAnyChosen = Object.values(chosen).some(Boolean);
  return (
    <fieldset className={css.section}>
      <legend className="visually-hidden">{t('messages.legend')}</legend>
      <div className={css.titleLine}>
        <strong aria-hidden="true">{t('messages.legend')}</strong>
        {isAnyChosen && !hasRecipient({ recipients }) && <p className={css.found}>{t('messages.noRecipient')}</p>}
        {maySettings && (
          <Link to="/settings/notification" className={css.configure}>
            {t('settings.title')}
          </Link>
        )}
      </div>
      <div className={css.pairs}>
        <div className={css.checks}>
          {RECIPIENTS.map((kind) => (
            <Checkbox
              key={kind}
              id={`field-recipients.${kind}`}
              label={t(`recipient.${kind}`)}
              description={
                kind === 'others' || !recipients[kind] ? undefined : addressesOf(kind, records) || t('contacts.noEmail')
              }
              {...register(`recipients.${kind}`)}
            />
          ))}
        </div>
        <div className={css.checks}>
          {channels.map(({ channel, isDown }) => (
            <Checkbox
              key={channel}
              label={t(`channel.${channel}`)}
              description={isDown ? t('channel.down') : undefined}
              {...register(`channels.${channel}`)}
            />
          ))}
        </div>
      </div>
      {recipients.others && <OtherFields />}
    </fieldset>
  );
}

/** Every address of the first contact of this kind that messages can go to. */
function addressesOf(kind: Recipient, { contacts }: CriticalRecords): string {
  const contact =
    contacts.find((one) => one.kind === kind && (one.email || one.fax)) ?? contacts.find((one) => one.kind === kind);
  const texts =
    contact?.points.filter(({ channel }) => channel === 'sms' || channel === 'whatsapp').map(({ value }) => value) ?? [];
  return [contact?.email, contact?.fax, ...texts].filter(Boolean).join(' · ');
}

function OtherFields(): ReactNode {
  const t = useText();
  const { register } = useFormContext<CalloutForm>();
  return (
    <div className={css.row}>
      <TextInput label={t('other.name')} autoComplete="off" maxLength={200} id="field-other.name" {...register('other.name')} />
      <TextInput
        label={t('other.email')}
        type="email"
        autoComplete="off"
        maxLength={254}
        id="field-other.email"
        {...register('other.email')}
      />
      <TextInput
        label={t('other.faxNumber')}
        inputMode="tel"
        autoComplete="off"
        maxLength={40}
        id="field-other.faxNumber"
        {...register('other.faxNumber')}
      />
      <TextInput
        label={t('other.contactNumber')}
        inputMode="tel"
        autoComplete="off"
        maxLength={40}
        id="field-other.contactNumber"
        {...register('other.contactNumber')}
      />
    </div>
  );
}
