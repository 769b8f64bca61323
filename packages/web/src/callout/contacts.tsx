import type { Contact, CriticalRecords } from '@critical-callout/contract/callout';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormContext } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import css from './callout.module.css';
import type { CalloutForm } from './form.ts';

/** Whom to call, how they were found, and their numbers. One press takes name and number into the record. */
export function Contacts({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const { bill, contacts } = records;
  return (
    <section aria-labelledby="contacts-title" className={css.section}>
      <h3 id="contacts-title">{t('contacts.title')}</h3>
      {contacts.length === 0 && <p className={css.alarm}>{t('contacts.none', { where: bill.ward ?? bill.billNumber })}</p>}
      <ul className={css.contacts}>
        {contacts.map((contact) => (
          <ContactLine key={`${contact.kind} ${contact.name} ${contact.reason}`} contact={contact} />
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
      <span>
        <strong>
          <bdi>{contact.name}</bdi>
        </strong>{' '}
        <span className={css.found}>{contact.reason}</span>
        <br />
        {contact.phone ? <a href={`tel:${contact.phone.replaceAll(/[^\d+*#]/g, '')}`}>{contact.phone}</a> : t('contacts.noPhone')}
        {' · '}
        {contact.email ?? t('contacts.noEmail')}
      </span>
      <Button size="compact-sm" variant="outline" onClick={use}>
        {t('contacts.use', { name: contact.name })}
      </Button>
    </li>
  );
}
