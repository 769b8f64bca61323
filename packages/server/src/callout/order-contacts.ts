import type { AddContact, Contact, OrderContacts, SkipContact } from '@critical-callout/contract/order-contacts';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { CALLOUT_CATEGORY } from '@critical-callout/domain/callout';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import { visibleReports } from '../auth/index.ts';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import type { CalloutDirectory, SuggestContact } from './ports.ts';

type Asked = { session: LabSession; billId: number; now: Date };
type OrderOfContacts = { id: number; bill_number: string; patient_id: number; open_since: Date | null };

/** How far back calls to a contact are counted. */
const COUNTED_DAYS = 180;

/** What callers said of the contacts of an order, and how often each was reached. */
export async function readOrderContacts(tx: Tx, asked: Asked, directory: CalloutDirectory): Promise<OrderContacts> {
  const { session, billId, now } = asked;
  const order = await getOrder(tx, asked);
  const { rows } = await sql<StoredContact>`
    select id, kind, party_kind, party_id, name, phone, role, reason, sent_by, by_name, at from callout_contacts
    where lab_id = ${session.labId} and bill_id = ${billId} order by id limit 200`.execute(tx);
  const resolved = (await directory.resolveContacts(tx, session.labId, [billId], now)).get(billId)?.contacts ?? [];
  const added = rows.filter(({ kind }) => kind === 'added');
  const mayCall = sessionMay(session, 'callout.write');
  return {
    // A callout that opened again starts its ladder anew, and so do its contacts.
    skipped: rows
      .filter((row) => row.kind === 'skipped' && isOfOpening(row, order))
      .map((row) => ({ party: partyOf(row), name: row.name, reason: row.reason, ...said(row) })),
    added: added.map((row) => ({
      id: row.id,
      name: row.name,
      phone: mayCall ? row.phone : null,
      role: row.role,
      note: row.reason,
      sentBy: isOfOpening(row, order) ? row.sent_by : null,
      ...said(row),
    })),
    talks: await listTalks(tx, session.labId, [...resolved.map(wayTo), ...added.map(wayTo)], now),
  };
}

type StoredContact = {
  id: number;
  kind: 'skipped' | 'added';
  party_kind: NonNullable<SkipContact['party']>['kind'] | null;
  party_id: number | null;
  name: string;
  phone: string;
  role: string;
  reason: string;
  sent_by: string | null;
  by_name: string;
  at: Date;
};

const isOfOpening = ({ at }: StoredContact, { open_since: since }: OrderOfContacts): boolean => since === null || at >= since;
const said = ({ by_name, at }: StoredContact) => ({ by: by_name, at: at.toISOString() });
const partyOf = ({ party_kind: kind, party_id: id }: StoredContact): SkipContact['party'] => (kind && id ? { kind, id } : null);

const digits = (number: string): string => number.replaceAll(/\D/g, '');
type Way = { name: string; numbers: string[] };
function wayTo({ name, phone, points = [] }: { name: string; phone: string | null; points?: Contact['points'] }): Way {
  const numbers = [phone ?? '', ...points.flatMap((point) => (point.channel === 'phone' ? [point.value, point.dialled] : []))];
  return { name, numbers: [...new Set(numbers.map(digits).filter((number) => number !== ''))] };
}

/** Calls in which the contact's name or one of its numbers was written down; a call about several reports counts once. */
async function listTalks(tx: Tx, labId: number, ways: readonly Way[], now: Date): Promise<OrderContacts['talks']> {
  const since = new Date(now.getTime() - COUNTED_DAYS * 86_400_000);
  const counted = sql`k.lab_id = ${labId} and k.performed_at >= ${since} and k.closing_code is null`;
  const { rows } = await sql<{
    name: string;
    tried: number;
    reached: number;
    last_at: Date | null;
    last_reached_at: Date | null;
  }>`
    select c.name, count(distinct k.event_seq)::integer as tried, count(distinct k.event_seq) filter (where k.is_reached)::integer as reached,
      max(k.performed_at) as last_at, max(k.performed_at) filter (where k.is_reached) as last_reached_at
    from jsonb_to_recordset(${JSON.stringify(ways.map((way, ord) => ({ ord, ...way })))}::jsonb) as c(ord integer, name text, numbers text[])
    left join lateral (
      select k.event_seq, k.performed_at, k.outcome in ('reached-read-back', 'reached-no-read-back') as is_reached from critical_callouts k
      where ${counted} and lower(k.critical_callout_meta #>> '{already_notified,phone_call,name}') = lower(c.name)
        and k.critical_callout_meta #>> '{already_notified,phone_call,name}' <> ''
      union
      select k.event_seq, k.performed_at, k.outcome in ('reached-read-back', 'reached-no-read-back') from critical_callouts k
      where ${counted} and regexp_replace(k.critical_callout_meta #>> '{already_notified,phone_call,contact}', '\\D', '', 'g') = any(c.numbers)
        and k.critical_callout_meta #>> '{already_notified,phone_call,contact}' <> ''
    ) k on true
    group by c.ord, c.name order by c.ord`.execute(tx);
  return rows.map(({ name, tried, reached, last_at, last_reached_at }) => ({
    name,
    tried,
    reached,
    lastAt: last_at?.toISOString() ?? null,
    lastReachedAt: last_reached_at?.toISOString() ?? null,
  }));
}

/** Somebody is not called now: the next one is. It stops nothing. */
export async function skipContact(tx: Tx, asked: Asked & SkipContact): Promise<void> {
  const { session, now, party, name, reason } = asked;
  const order = await getOrder(tx, asked);
  const eventSeq = await appendEvents(tx, session.labId, [
    {
      at: now,
      category: CALLOUT_CATEGORY,
      type: 'callout-contact-skipped',
      text: `Contact skipped - ${name}, By - ${session.userName}, Reason - ${reason}`,
      actor: actorOf(session),
      bill_id: order.id,
      patient_id: order.patient_id,
      contact: { party, name },
      reason,
    },
  ]);
  await insertContact(tx, asked, { kind: 'skipped', party, name, phone: '', role: '', reason, eventSeq });
}

/**
 * Somebody the directory does not know is to be called for this order; whoever keeps the directory hears of it. `sentBy`: the
 * call was sent on to them by whoever answered.
 */
export async function addContact(
  tx: Tx,
  asked: Asked & AddContact & { sentBy?: string },
  suggest: SuggestContact,
): Promise<void> {
  const { session, billId, now, name, phone, role, note, sentBy } = asked;
  const order = await getOrder(tx, asked);
  // Before the event of the order: whoever mends the directory takes a task first and the audit trail after it, too.
  const words = [name, role, phone].filter((word) => word !== '').join(', ');
  const detail = `${words}: added by ${session.userName} for order ${order.bill_number}.${note === '' ? '' : ` ${note}`}`;
  const known = { labId: session.labId, billId, billNumber: order.bill_number, actor: actorOf(session), now };
  await suggest(tx, { ...known, name, phone, detail });
  const eventSeq = await appendEvents(tx, session.labId, [
    {
      at: now,
      category: CALLOUT_CATEGORY,
      type: 'callout-contact-added',
      text: `Contact added - ${words}, By - ${session.userName}${note === '' ? '' : `, Note - ${note}`}`,
      actor: actorOf(session),
      bill_id: order.id,
      patient_id: order.patient_id,
      contact: { name, phone, role },
      note,
      ...(sentBy === undefined ? {} : { sent_by: sentBy }),
    },
  ]);
  await insertContact(tx, asked, { kind: 'added', party: null, name, phone, role, reason: note, sentBy, eventSeq });
}

type NewContact = Pick<StoredContact, 'kind' | 'name' | 'phone' | 'role' | 'reason'> & {
  party: SkipContact['party'];
  sentBy?: string | undefined;
  eventSeq: number;
};

async function insertContact(tx: Tx, { session, billId, now }: Asked, contact: NewContact): Promise<void> {
  const { kind, party, name, phone, role, reason, sentBy, eventSeq } = contact;
  await sql`insert into callout_contacts (lab_id, bill_id, kind, party_kind, party_id, name, phone, role, reason, sent_by, by_name, at, event_seq)
    values (${session.labId}, ${billId}, ${kind}, ${party?.kind ?? null}, ${party?.id ?? null}, ${name}, ${phone}, ${role}, ${reason},
      ${sentBy ?? null}, ${session.userName}, ${now}, ${eventSeq})`.execute(tx);
}

/** The order, if the session sees one of its reports; another laboratory's and an unknown one answer alike. */
async function getOrder(tx: Tx, { session, billId }: Asked): Promise<OrderOfContacts> {
  const { rows } = await sql<OrderOfContacts>`
    select b.id, b.bill_number, b.patient_id, (select min(o.critical_at) from lab_reports o
      where o.lab_id = b.lab_id and o.bill_id = b.id and o.critical_values in ${IS.open}) as open_since
    from bills b where b.lab_id = ${session.labId} and b.id = ${billId}
      and exists (select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and ${visibleReports(session)})`.execute(
    tx,
  );
  const [order] = rows;
  if (!order) throw new Refused(refusal('callout.bill-unknown', `order ${billId} has no callout here`), 404);
  return order;
}
