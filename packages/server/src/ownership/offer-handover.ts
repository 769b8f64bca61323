import type { OfferHandover } from '@critical-callout/contract/ownership';
import { ownershipPolicySchema } from '@critical-callout/contract/ownership';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { ownerOf, type Person } from '@critical-callout/domain/ownership';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { requireAssignee } from './assignees.ts';
import { OWNERSHIP_CATEGORY } from './events.ts';
import { listOwners, lockVisibleBills, notifyPresence, OPEN_REPORT, type OwnedBill } from './owner-queries.ts';
import { personOf } from './owners.ts';
import { type ListRotaGaps, readSituation } from './situation.ts';

const MAX_ITEMS = 500;

type Offering = { session: LabSession; offer: OfferHandover; now: Date; listRotaGaps: ListRotaGaps };

/** Offers open orders to a person or to whoever comes; nothing changes hands before it is accepted. Answers its number. */
export async function offerHandover(tx: Tx, { session, offer, now, listRotaGaps }: Offering): Promise<number> {
  const { labId } = session;
  const me = personOf(session);
  if (offer.toUserId === me.userId) {
    throw new Refused(refusal('ownership.own-handover', 'a hand-over is to somebody else', { field: 'toUserId' }), 422);
  }
  const wanted = offer.isWholeQueue ? await listQueue(tx, session, offer.departmentId) : offer.items.map(({ billId }) => billId);
  if (!offer.isWholeQueue && wanted.length === 0) {
    throw new Refused(
      refusal('ownership.handover-empty', 'items names no order; hand over the whole queue to record that nothing is open', {
        field: 'items',
      }),
      422,
    );
  }
  const bills = await lockVisibleBills(tx, session, wanted);
  const taken = await choose(tx, session, offer, wanted, bills, now);
  const to =
    offer.toUserId === null
      ? null
      : await requireAssignee(
          tx,
          labId,
          offer.toUserId,
          taken.map(({ billId }) => billId),
        );
  const minutes = (await readPolicy(tx, labId)).handover_accept_minutes;
  const situation = await readSituation(tx, labId, now, listRotaGaps);
  const due = new Date(now.getTime() + minutes * 60_000);
  const { rows } = await sql<{ id: number }>`
    insert into handovers (lab_id, from_user_id, from_name, to_user_id, to_name, department_id, is_whole_queue, note, situation, state, created_at, due_at)
    values (${labId}, ${me.userId}, ${me.name}, ${to?.userId ?? null}, ${to?.name ?? null}, ${offer.departmentId}, ${offer.isWholeQueue}, ${offer.note},
      ${JSON.stringify(situation)}::jsonb, 'offered', ${now}, ${due}) returning id`.execute(tx);
  const id = rows[0]?.id ?? 0;
  const lines = new Map(offer.items.map((line) => [line.billId, line]));
  const items = taken.map((bill, position) => ({ position, ...bill, ...lineOf(lines.get(bill.billId)) }));
  await sql`
    insert into handover_items (lab_id, handover_id, position, bill_id, bill_number, summary, actions, if_then, state)
    select ${labId}, ${id}, i.position, i."billId", i."billNumber", i.summary, i.actions, i."ifThen", 'waiting'
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as i (position integer, "billId" bigint, "billNumber" text, summary text, actions text, "ifThen" text)`.execute(
    tx,
  );
  const eventSeq = await appendEvents(
    tx,
    labId,
    offerEvents({ id, session, to, items, note: offer.note, departmentId: offer.departmentId, now }),
  );
  await sql`update handovers set event_seq = ${eventSeq} where lab_id = ${labId} and id = ${id}`.execute(tx);
  await notifyPresence(tx, labId);
  return id;
}

const lineOf = (line: OfferHandover['items'][number] | undefined) => ({
  summary: line?.summary ?? '',
  actions: line?.actions ?? '',
  ifThen: line?.ifThen ?? '',
});

async function readPolicy(tx: Tx, labId: number) {
  const { rows } = await sql<{
    value: unknown;
  }>`select value from lab_settings where lab_id = ${labId} and key = 'ownership_policy'`.execute(tx);
  return ownershipPolicySchema.parse(rows[0]?.value ?? {});
}

/** Everything open in the queue, most urgent first, that does not wait in another hand-over. */
async function listQueue(tx: Tx, session: LabSession, departmentId: number | null): Promise<number[]> {
  const { rows } = await sql<{ bill_id: number }>`
    select r.bill_id from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = ${session.labId} and ${OPEN_REPORT} and ${visibleReports(session)} and (${departmentId}::bigint is null or r.department_id = ${departmentId})
      and not exists (select from handover_items i where i.lab_id = r.lab_id and i.bill_id = r.bill_id and i.state = 'waiting')
    group by r.bill_id order by min(r.due_at), r.bill_id limit ${MAX_ITEMS}`.execute(tx);
  return rows.map(({ bill_id }) => bill_id);
}

/** Of a whole queue what is the giver's or nobody's; of a selection all, or it is refused by name. */
async function choose(
  tx: Tx,
  session: LabSession,
  offer: OfferHandover,
  wanted: readonly number[],
  bills: readonly OwnedBill[],
  now: Date,
): Promise<OwnedBill[]> {
  const owners = await listOwners(tx, session.labId, wanted);
  const known = new Map(bills.map((bill) => [bill.billId, bill]));
  const isMine = (billId: number): boolean => {
    const owner = owners.get(billId);
    const person = owner ? ownerOf(owner, now) : null;
    return (
      person === null || person.userId === session.userId || (!offer.isWholeQueue && sessionMay(session, 'worklist.supervise'))
    );
  };
  if (offer.isWholeQueue)
    return wanted.flatMap((billId) => known.get(billId) ?? []).filter((bill) => bill.isOpen && isMine(bill.billId));
  const refuse = (code: string, words: string, billId: number): never => {
    throw new Refused(
      refusal(code, `order ${known.get(billId)?.billNumber ?? billId} ${words}`, { field: 'items', billId }),
      422,
    );
  };
  const waiting = await listWaiting(tx, session.labId, wanted);
  return [...new Set(wanted)].map((billId) => {
    const bill = known.get(billId);
    if (!bill?.isOpen) return refuse('ownership.nothing-open', 'has no open callout here', billId);
    if (!isMine(billId)) return refuse('ownership.claimed', 'is in the hands of somebody else', billId);
    if (waiting.has(billId)) return refuse('ownership.handed-over-already', 'waits in another hand-over already', billId);
    return bill;
  });
}

async function listWaiting(tx: Tx, labId: number, billIds: readonly number[]): Promise<Set<number>> {
  const { rows } = await sql<{ bill_id: number }>`
    select bill_id from handover_items where lab_id = ${labId} and bill_id = any(${[...billIds]}::bigint[]) and state = 'waiting'`.execute(
    tx,
  );
  return new Set(rows.map(({ bill_id }) => bill_id));
}

type Offered = {
  id: number;
  session: LabSession;
  to: Person | null;
  items: readonly { billId: number; summary: string; actions: string; ifThen: string }[];
  note: string;
  departmentId: number | null;
  now: Date;
};

/** One line for the hand-over, and one for each order, with what was said of it. */
function offerEvents({ id, session, to, items, note, departmentId, now }: Offered) {
  const actor = actorOf(session);
  const receiver = to ? { user_id: to.userId, name: to.name } : null;
  const common = {
    at: now,
    category: OWNERSHIP_CATEGORY,
    actor,
    handover_id: id,
    from: { user_id: session.userId, name: session.userName },
    to: receiver,
  };
  const name = to?.name ?? 'the next shift';
  return [
    {
      ...common,
      type: 'handover-offered',
      text: `Hand-over offered by ${session.userName} - to ${name} - orders ${items.length}`,
      lab_report_ids: [],
      note,
      department_id: departmentId,
      bill_ids: items.map(({ billId }) => billId),
    },
    ...items.map(({ billId, summary, actions, ifThen }) => ({
      ...common,
      type: 'order-handover-offered',
      text: `Order offered for hand-over by ${session.userName} - to ${name}`,
      bill_id: billId,
      lab_report_ids: [],
      summary,
      actions,
      if_then: ifThen,
    })),
  ];
}
