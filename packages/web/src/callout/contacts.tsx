import type { Contact, CriticalRecords } from '@critical-callout/contract/callout';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormContext } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { announce } from '../platform/announce.tsx';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatMoment } from '../ui/dates.ts';
import { StateMark } from '../ui/marks.tsx';
import css from './callout.module.css';
import type { CalloutForm } from './form.ts';
import { useEscalation } from './use-callout.ts';

/** Whom to call, how they were found, and their numbers. One press takes name and number into the record. */
export function Contacts({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const { bill, contacts } = records;
  const number = contacts.find(({ phone }) => phone !== null)?.phone ?? null;
  useShortcuts({
    copyNumber: () => {
      if (number !== null) void navigator.clipboard?.writeText(number).then(() => announce(t('failure.copied')));
    },
  });
  return (
    <section aria-labelledby="contacts-title" className={css.section}>
      <div className={css.titleLine}>
        <h3 id="contacts-title">{t('contacts.title')}</h3>
        <LadderLine billId={bill.billId} />
      </div>
      {(records.hasNoContact || contacts.length === 0) && (
        <p className={css.alarm}>
          {t(lab.switchboard === '' ? 'contacts.none' : 'contacts.noneButSwitchboard', {
            where: bill.ward ?? bill.billNumber,
            number: lab.switchboard,
          })}
        </p>
      )}
      <ul className={css.contacts}>
        {contacts.map((contact) => (
          <ContactLine key={`${contact.kind} ${contact.party?.kind} ${contact.party?.id} ${contact.name}`} contact={contact} />
        ))}
      </ul>
    </section>
  );
}

/** What happens if nobody calls: the step of the ladder that is next, and when. */
function LadderLine({ billId }: { billId: number }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { data } = useEscalation(billId);
  const runs = data?.runs.filter(({ stoppedAt }) => stoppedAt === null) ?? [];
  if (runs.some(({ exhaustedAt }) => exhaustedAt !== null)) return <p className={css.alarm}>{t('contacts.exhausted')}</p>;
  const [next] = runs
    .flatMap(({ steps }) => steps.filter(({ doneAt }) => doneAt === null))
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
  if (!next) return null;
  return (
    <p className={css.found}>{t('contacts.stepOnly', { step: next.number, at: formatMoment(next.dueAt, now, lab.zone) })}</p>
  );
}

function ContactLine({ contact }: { contact: Contact }): ReactNode {
  const t = useText();
  const { setValue, setFocus } = useFormContext<CalloutForm>();
  const use = (): void => {
    setValue('told.name', contact.name, { shouldDirty: true });
    setValue('told.contact', contact.phone ?? '', { shouldDirty: true });
    setFocus('told.name');
  };
  return (
    <li>
      <div>
        <p className={css.contactName}>
          <strong>
            <bdi>{contact.name}</bdi>
          </strong>{' '}
          <span className={css.found}>{contact.reason}</span>
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
        </p>
        {contact.points.length > 0 ? <Points contact={contact} /> : <Plain contact={contact} />}
      </div>
      <span className={css.buttons}>
        {contact.phone && <CopyButton value={contact.phone} label={t('contacts.copyNumber', { name: contact.name })} />}
        <Button size="compact-sm" variant="outline" onClick={use}>
          {t('contacts.use', { name: contact.name })}
        </Button>
      </span>
    </li>
  );
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
