import type { BillOwnership, Present } from '@critical-callout/contract/ownership';
import type { LabSession } from '@critical-callout/domain/auth';
import { sessionMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { decideOwner, evolveOwner, NOBODY, type OwnerCommand, ownerOf, type Person } from '@critical-callout/domain/ownership';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { requireAssignee } from './assignees.ts';
import { ownerEvent } from './events.ts';
import { listOwnership } from './list-ownership.ts';
import { listOwners, lockVisibleBills, notifyPresence, renewLease, saveOwners } from './owner-queries.ts';

export const personOf = ({ userId, userName }: LabSession): Person => ({ userId, name: userName });

export async function readOwnership(tx: Tx, labId: number, billId: number, now: Date): Promise<BillOwnership> {
  const ownership = (await listOwnership(tx, labId, [billId], now)).get(billId);
  if (!ownership) throw new Error(`order ${billId} is not in lab ${labId}`);
  return { billId, ...ownership, serverTime: now.toISOString() };
}

/**
 * One change of who has an order, behind the order's lock: of two people who claim at once one gets it and the other is
 * told who. Neither the order's version nor its deadline is touched, so nobody's call is ever refused for it.
 */
export async function changeOwner(
  tx: Tx,
  asked: { session: LabSession; billId: number; command: OwnerCommand; now: Date },
): Promise<BillOwnership> {
  const { session, billId, command, now } = asked;
  const { labId } = session;
  const [bill] = await lockVisibleBills(tx, session, [billId]);
  if (!bill) throw new Refused(refusal('ownership.bill-unknown', `order ${billId} is unknown here`), 404);
  if (!bill.isOpen && command.type !== 'release') {
    throw new Refused(refusal('ownership.nothing-open', `order ${billId} has no open callout`), 409);
  }
  const before = (await listOwners(tx, labId, [billId])).get(billId) ?? NOBODY;
  const decided = decideOwner(before, command, now);
  if ('refusal' in decided) throw new Refused(decided, 409);
  for (const event of decided.events) {
    if (event.type === 'claim-renewed') {
      await renewLease(tx, labId, billId, event.leaseUntil);
      continue;
    }
    const state = evolveOwner(before, event);
    const eventSeq = await appendEvents(tx, labId, [ownerEvent(billId, event, actorOf(session), now)]);
    await saveOwners(tx, labId, [{ billId, state, isGivenUp: ownerOf(state, now) === null, eventSeq }], now);
  }
  return readOwnership(tx, labId, billId, now);
}

/** To a person who may call and sees the order, into a queue of the laboratory, or back to nobody. */
export async function assignOrder(
  tx: Tx,
  asked: { session: LabSession; billId: number; userId: string | null; departmentId: number | null; now: Date },
): Promise<BillOwnership> {
  const { session, billId, userId, departmentId, now } = asked;
  const to = userId === null ? null : await requireAssignee(tx, session.labId, userId, [billId]);
  if (departmentId !== null) await requireQueue(tx, session.labId, departmentId);
  const maySupervise = sessionMay(session, 'worklist.supervise');
  const command = { type: 'assign' as const, by: personOf(session), to, queueId: departmentId, maySupervise };
  return changeOwner(tx, { session, billId, command, now });
}

async function requireQueue(tx: Tx, labId: number, departmentId: number): Promise<void> {
  const { rows } = await sql`select 1 from departments where lab_id = ${labId} and id = ${departmentId}`.execute(tx);
  if (rows.length > 0) return;
  throw new Refused(
    refusal('ownership.queue-unknown', `department ${departmentId} is unknown here`, {
      field: 'departmentId',
      value: departmentId,
    }),
    422,
  );
}

/** How long "has this open" lasts without a further word; the panel says so every fifteen seconds. */
const PRESENCE_SECONDS = 45;

/** The panel is open: says so to the others, and renews the person's own claim. */
export async function bePresent(
  tx: Tx,
  asked: { session: LabSession; billId: number; present: Present; now: Date },
): Promise<BillOwnership> {
  const { session, billId, now } = asked;
  const { isCalling, called } = asked.present;
  const kind = (isCalling && called?.kind) || null;
  // Presence is read without a line in the access log: it names no patient.
  const calledName = kind === null || kind === 'patient' ? null : (called?.name ?? null);
  const { labId } = session;
  const [bill] = await lockVisibleBills(tx, session, [billId]);
  if (!bill) throw new Refused(refusal('ownership.bill-unknown', `order ${billId} is unknown here`), 404);
  const { userId, name } = personOf(session);
  const until = new Date(now.getTime() + PRESENCE_SECONDS * 1000);
  const { rows } = await sql<{ is_new: boolean; is_other_call: boolean }>`
    with before as (select call_started_at, called_kind, called_name from bill_presence
      where lab_id = ${labId} and bill_id = ${billId} and user_id = ${userId} and seen_until > ${now}),
    written as (
      insert into bill_presence (lab_id, bill_id, user_id, name, opened_at, seen_until, call_started_at, called_kind, called_name)
      values (${labId}, ${billId}, ${userId}, ${name}, ${now}, ${until}, ${isCalling ? now : null}, ${kind}, ${calledName})
      on conflict (lab_id, bill_id, user_id) do update set name = excluded.name, seen_until = excluded.seen_until,
        opened_at = case when bill_presence.seen_until > ${now} then bill_presence.opened_at else excluded.opened_at end,
        called_kind = excluded.called_kind, called_name = excluded.called_name,
        -- Another card is another call, with a clock of its own.
        call_started_at = case when excluded.call_started_at is null then null
          when bill_presence.seen_until > ${now} and (bill_presence.called_kind, bill_presence.called_name) is not distinct from (excluded.called_kind, excluded.called_name)
            then coalesce(bill_presence.call_started_at, excluded.call_started_at)
          else excluded.call_started_at end)
    select not exists (select from before) as is_new, (select (call_started_at is not null, called_kind, called_name) from before)
      is distinct from (${isCalling}::boolean, ${kind}::text, ${calledName}::text) as is_other_call`.execute(tx);
  const before = (await listOwners(tx, labId, [billId])).get(billId) ?? NOBODY;
  const renewed = decideOwner(before, { type: 'renew', by: { userId, name } }, now);
  if ('events' in renewed) {
    for (const event of renewed.events) if (event.type === 'claim-renewed') await renewLease(tx, labId, billId, event.leaseUntil);
  }
  const [row] = rows;
  if (row?.is_new || row?.is_other_call) await notifyPresence(tx, labId);
  return readOwnership(tx, labId, billId, now);
}

export async function leave(tx: Tx, session: LabSession, billId: number, now: Date): Promise<BillOwnership> {
  const { labId, userId } = session;
  const [bill] = await lockVisibleBills(tx, session, [billId]);
  if (!bill) throw new Refused(refusal('ownership.bill-unknown', `order ${billId} is unknown here`), 404);
  const { numAffectedRows } =
    await sql`delete from bill_presence where lab_id = ${labId} and bill_id = ${billId} and user_id = ${userId}`.execute(tx);
  if ((numAffectedRows ?? 0n) > 0n) await notifyPresence(tx, labId);
  return readOwnership(tx, labId, billId, now);
}
