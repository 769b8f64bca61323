import type { Bill, CriticalRecords } from '@critical-callout/contract/callout';
import type { Contact } from '@critical-callout/contract/order-contacts';
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { useMay, useMe } from '../auth/index.ts';
import { type Called, CallsTo, endCall, isCalled, startCall, useCallAbout } from '../ownership/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatMoment } from '../ui/dates.ts';
import { StateMark } from '../ui/marks.tsx';
import css from './callout.module.css';
import { SkipContact } from './contact-dialogs.tsx';
import { type CalloutForm, focusField } from './form.ts';
import type { Rung } from './ladder.ts';

/** Somebody who can be called: who, why, how often they were reached, every number, and what can be done. */
export function ContactLine({ rung, records }: { rung: Rung; records: CriticalRecords }): ReactNode {
  const t = useText();
  const mayWrite = useMay('callout.write');
  const { setValue } = useFormContext<CalloutForm>();
  const [isSkipping, setSkipping] = useState(false);
  const { contact, skipped, isNext } = rung;
  const { bill } = records;
  const use = (): void => {
    setValue('told.name', contact.name, { shouldDirty: true });
    setValue('told.contact', contact.phone ?? '', { shouldDirty: true });
    focusField('told.name');
  };
  return (
    <li data-next={isNext || undefined} data-skipped={skipped !== null || undefined}>
      <div>
        <WhoLine rung={rung} billId={bill.billId} />
        {contact.points.length > 0 ? <Points contact={contact} /> : <Plain contact={contact} />}
      </div>
      <span className={css.buttons}>
        {contact.phone && <CopyButton value={contact.phone} label={t('contacts.copyNumber', { name: contact.name })} />}
        {mayWrite && !skipped && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t('contacts.skipOf', { name: contact.name })}
            onClick={() => setSkipping(true)}
          >
            {t('contacts.skip')}
          </Button>
        )}
        {mayWrite && contact.phone && <CallButton bill={bill} contact={contact} />}
        <Button size="compact-sm" variant="outline" onClick={use}>
          {t('contacts.use', { name: contact.name })}
        </Button>
      </span>
      {isSkipping && <SkipContact records={records} contact={contact} onClose={() => setSkipping(false)} />}
    </li>
  );
}

/** Starts the clock of the call to this contact and takes the order; pressed again it ends the call. */
export function CallButton({
  bill,
  contact: { kind, name },
}: {
  bill: Pick<Bill, 'billId' | 'billNumber'>;
  contact: Called;
}): ReactNode {
  const t = useText();
  const call = useCallAbout(bill.billId);
  const isCalling = call !== null && isCalled(call.called, { kind, name });
  return (
    <Button
      size="compact-sm"
      variant={isCalling ? 'filled' : 'outline'}
      aria-label={isCalling ? undefined : t('ownership.startCallTo', { name })}
      onClick={() => (isCalling ? endCall(bill.billId) : void startCall(bill.billId, bill.billNumber, { kind, name }))}
    >
      {t(isCalling ? 'ownership.endCall' : 'ownership.startCall')}
    </Button>
  );
}

function WhoLine({ rung, billId }: { rung: Rung; billId: number }): ReactNode {
  const { contact, skipped, talk, added, isNext } = rung;
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const last = talk?.lastReachedAt ?? talk?.lastAt;
  return (
    <p className={css.contactName}>
      <strong>
        <bdi>{contact.name}</bdi>
      </strong>{' '}
      {contact.reason !== '' && <span className={css.found}>{contact.reason}</span>}
      {added && <span className={css.found}>{addedWords(added, t)}</span>}
      <CallsTo billId={billId} contact={contact} />
      {isNext && (
        <StateMark name="calling" tone="blue">
          {t('contacts.next')}
        </StateMark>
      )}
      {contact.isOnDuty && (
        <StateMark name="match" tone="done">
          {t('contacts.onDuty')}
        </StateMark>
      )}
      {contact.receives !== 'may-receive' && (
        <StateMark name="review" tone={contact.receives === 'may-not-receive' ? 'critical' : 'amber'}>
          {t(`contacts.${contact.receives}`)}
        </StateMark>
      )}
      {talk && last && (
        <span className={css.found}>
          {t('contacts.talk', { reached: talk.reached, tried: talk.tried, at: formatMoment(last, now, lab.zone) })}
        </span>
      )}
      {skipped && (
        <span className={css.skipped}>
          {t('contacts.skipped', { by: skipped.by, at: formatMoment(skipped.at, now, lab.zone), reason: skipped.reason })}
        </span>
      )}
    </p>
  );
}

/** Who brought them in: whoever answered the last call, or a colleague with a note. */
function addedWords({ sentBy, by, note }: NonNullable<Rung['added']>, t: Translate): string {
  if (sentBy !== null) return sentBy === '' ? t('contacts.sentOn') : t('contacts.sentOnBy', { by: sentBy });
  return [t('contacts.addedBy', { by }), note].filter(Boolean).join(' · ');
}

/** Every number and address, what can be used now first; the others say when. */
function Points({ contact }: { contact: Contact }): ReactNode {
  const t = useText();
  return (
    <ul className={css.points}>
      {contact.points.map(({ channel, value, dialled, hours, isUsableNow }) => (
        <li key={`${channel} ${value} ${hours}`}>
          <span className={css.found}>{t(`contactChannel.${channel}`)}</span>{' '}
          {channel === 'phone' && isUsableNow ? <a href={`tel:${dialled}`}>{value}</a> : <bdi>{value}</bdi>}
          {!isUsableNow && <span className={css.found}> {t('contacts.notNow', { hours: hours || '–' })}</span>}
        </li>
      ))}
    </ul>
  );
}

function Plain({ contact }: { contact: Contact }): ReactNode {
  const t = useText();
  return (
    <p className={css.contactName}>
      {contact.phone ? <a href={`tel:${contact.phone.replaceAll(/[^\d+*#]/g, '')}`}>{contact.phone}</a> : t('contacts.noPhone')}
      {' · '}
      {contact.email ?? t('contacts.noEmail')}
    </p>
  );
}
