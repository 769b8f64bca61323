import type { CriticalRecords } from '@critical-callout/contract/callout';
import type { Contact } from '@critical-callout/contract/order-contacts';
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { announce } from '../platform/announce.tsx';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { formatMoment } from '../ui/dates.ts';
import css from './callout.module.css';
import { AddContact } from './contact-dialogs.tsx';
import { CallButton, ContactLine } from './contact-line.tsx';
import { ladderOf } from './ladder.ts';
import { OverheadPages } from './overhead-pages.tsx';
import { useEscalation, useOrderContacts } from './use-callout.ts';

/** Whom to call, how they were found, and their numbers. One press takes name and number into the record. */
export function Contacts({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const mayWrite = useMay('callout.write');
  const { bill, contacts } = records;
  const { data } = useOrderContacts(bill.billId);
  const [isAdding, setAdding] = useState(false);
  const ladder = ladderOf(contacts, data);
  const number = (ladder.find(({ isNext }) => isNext) ?? ladder.find(({ contact }) => contact.phone !== null))?.contact.phone;
  useShortcuts({
    copyNumber: () => {
      if (number) void navigator.clipboard?.writeText(number).then(() => announce(t('failure.copied')));
    },
  });
  return (
    <section aria-labelledby="contacts-title" className={css.section}>
      <div className={css.titleLine}>
        <h3 id="contacts-title">{t('contacts.title')}</h3>
        <LadderLine billId={bill.billId} />
        {mayWrite && (
          <Button size="compact-sm" variant="subtle" className={css.configure} onClick={() => setAdding(true)}>
            {t('contacts.add')}
          </Button>
        )}
      </div>
      <OverheadPages billId={bill.billId} />
      <NoContact records={records} hasAdded={ladder.some(({ added }) => added !== null)} />
      <ul className={css.contacts}>
        {ladder.map((rung) => {
          const { kind, party, name } = rung.contact;
          return (
            <ContactLine
              key={rung.added ? `added ${rung.added.id}` : `${kind} ${party?.kind} ${party?.id} ${name}`}
              rung={rung}
              records={records}
            />
          );
        })}
      </ul>
      {isAdding && <AddContact records={records} onClose={() => setAdding(false)} />}
    </section>
  );
}

/** Nobody is known for the order: the laboratory's own last resort is called, and somebody has the task to mend the directory. */
function NoContact({ records, hasAdded }: { records: CriticalRecords; hasAdded: boolean }): ReactNode {
  const { lab } = useMe();
  const t = useText();
  const mayWrite = useMay('callout.write');
  const { bill, contacts, hasNoContact } = records;
  if (hasAdded || (!hasNoContact && contacts.length > 0)) return null;
  const where = bill.ward ?? bill.billNumber;
  const last: Contact | undefined = contacts.find(({ party, phone }) => party?.kind === 'lab' && phone !== null);
  const number = last?.phone ?? lab.switchboard;
  return (
    <p className={css.alarm} data-testid="no-contact">
      {number ? t('contacts.noneCall', { where, number }) : t('contacts.none', { where })} {t('contacts.noneTask')}{' '}
      {mayWrite && number && !last && <CallButton bill={bill} contact={{ kind: 'others', name: t('contacts.switchboard') }} />}
    </p>
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
  const { held } = next;
  const isHeld = held !== null && Date.parse(held.until) > now;
  return (
    <p className={css.found}>
      {isHeld
        ? t('contacts.stepHeld', { step: next.number, at: formatMoment(held.until, now, lab.zone), by: held.by })
        : t('contacts.stepOnly', { step: next.number, at: formatMoment(next.dueAt, now, lab.zone) })}
    </p>
  );
}
