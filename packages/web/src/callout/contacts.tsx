import type { Contact, CriticalRecords } from '@critical-callout/contract/callout';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormContext } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { StateMark } from '../ui/marks.tsx';
import css from './callout.module.css';
import type { CalloutForm } from './form.ts';

/** Whom to call, how they were found, and their numbers. One press takes name and number into the record. */
export function Contacts({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const { bill, contacts } = records;
  return (
    <section aria-labelledby="contacts-title" className={css.section}>
      <h3 id="contacts-title">{t('contacts.title')}</h3>
      {(records.hasNoContact || contacts.length === 0) && (
        <p className={css.alarm}>{t('contacts.none', { where: bill.ward ?? bill.billNumber })}</p>
      )}
      <ul className={css.contacts}>
        {contacts.map((contact) => (
          <ContactLine key={`${contact.kind} ${contact.party?.kind} ${contact.party?.id} ${contact.name}`} contact={contact} />
        ))}
      </ul>
    </section>
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
      <Button size="compact-sm" variant="outline" onClick={use}>
        {t('contacts.use', { name: contact.name })}
      </Button>
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
