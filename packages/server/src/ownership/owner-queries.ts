import type { LabSession } from '@critical-callout/domain/auth';
import { NOBODY, type OwnerState } from '@critical-callout/domain/ownership';
import { sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';

/** Reports somebody must still be told of: alias `r`. The same set as the worklist's. */
export const OPEN_REPORT = sql<boolean>`(r.critical_values in ${IS.open} and r.dismissed_at is null and r.is_collected)`;

export type OwnedBill = { billId: number; billNumber: string; isOpen: boolean };

/**
 * Locks those of the orders that the session sees, in the order of their numbers: the same lock a closing takes, so an
 * order is never claimed and closed at the same moment. It keeps nobody from reading, and touches no version.
 */
export async function lockVisibleBills(tx: Tx, session: LabSession, billIds: readonly number[]): Promise<OwnedBill[]> {
  const { rows } = await sql<OwnedBill>`
    select b.id as "billId", b.bill_number as "billNumber",
      exists (select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and ${OPEN_REPORT}) as "isOpen"
    from bills b
    where b.lab_id = ${session.labId} and b.id = any(${[...billIds]}::bigint[])
      and exists (select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and ${visibleReports(session)})
    order by b.id for no key update of b`.execute(tx);
  return rows;
}

/** Is one of these orders' open reports out of sight of the session? Answers the first such order. */
export async function findUnseenBill(tx: Tx, session: LabSession, billIds: readonly number[]): Promise<string | undefined> {
  const { rows } = await sql<{ bill_number: string }>`
    select b.bill_number from bills b
    where b.lab_id = ${session.labId} and b.id = any(${[...billIds]}::bigint[])
      and not exists (select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and ${visibleReports(session)})
    order by b.id limit 1`.execute(tx);
  return rows[0]?.bill_number;
}

type OwnerRow = {
  bill_id: number;
  assigned_user_id: string | null;
  assigned_name: string | null;
  queue_department_id: number | null;
  claim_user_id: string | null;
  claim_name: string | null;
  claimed_at: Date | null;
  lease_until: Date | null;
};

/** Who has these orders; the caller holds the orders' locks. */
export async function listOwners(tx: Tx, labId: number, billIds: readonly number[]): Promise<Map<number, OwnerState>> {
  const { rows } = await sql<OwnerRow>`
    select bill_id, assigned_user_id, assigned_name, queue_department_id, claim_user_id, claim_name, claimed_at, lease_until
    from bill_owners where lab_id = ${labId} and bill_id = any(${[...billIds]}::bigint[])`.execute(tx);
  const known = new Map(rows.map((row) => [row.bill_id, stateOf(row)]));
  return new Map(billIds.map((billId) => [billId, known.get(billId) ?? NOBODY]));
}

function stateOf(row: OwnerRow): OwnerState {
  const { assigned_user_id, assigned_name, claim_user_id, claim_name, claimed_at, lease_until } = row;
  return {
    assignedTo: assigned_user_id === null ? null : { userId: assigned_user_id, name: assigned_name ?? '' },
    queueId: row.queue_department_id,
    claim:
      claim_user_id === null || !claimed_at || !lease_until
        ? null
        : { userId: claim_user_id, name: claim_name ?? '', claimedAt: claimed_at, leaseUntil: lease_until },
  };
}

export type OwnerUpdate = { billId: number; state: OwnerState; isGivenUp: boolean; eventSeq: number };

/** One statement for any number of orders. */
export async function saveOwners(tx: Tx, labId: number, updates: readonly OwnerUpdate[], now: Date): Promise<void> {
  if (updates.length === 0) return;
  const rows = updates.map(({ billId, state: { assignedTo, queueId, claim }, isGivenUp, eventSeq }) => ({
    billId,
    assignedUserId: assignedTo?.userId ?? null,
    assignedName: assignedTo?.name ?? null,
    assignedAt: assignedTo ? now : null,
    queueId,
    claimUserId: claim?.userId ?? null,
    claimName: claim?.name ?? null,
    claimedAt: claim?.claimedAt ?? null,
    leaseUntil: claim?.leaseUntil ?? null,
    unownedSince: isGivenUp ? now : null,
    eventSeq,
  }));
  await sql`
    insert into bill_owners (lab_id, bill_id, assigned_user_id, assigned_name, assigned_at, queue_department_id, claim_user_id, claim_name, claimed_at,
      lease_until, unowned_since, event_seq)
    select ${labId}, o."billId", o."assignedUserId", o."assignedName", o."assignedAt", o."queueId", o."claimUserId", o."claimName", o."claimedAt",
      o."leaseUntil", o."unownedSince", o."eventSeq"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o ("billId" bigint, "assignedUserId" text, "assignedName" text, "assignedAt" timestamptz,
      "queueId" bigint, "claimUserId" text, "claimName" text, "claimedAt" timestamptz, "leaseUntil" timestamptz, "unownedSince" timestamptz, "eventSeq" bigint)
    on conflict (lab_id, bill_id) do update set assigned_user_id = excluded.assigned_user_id, assigned_name = excluded.assigned_name,
      -- The day it was assigned is kept while it stays with the same person.
      assigned_at = case when bill_owners.assigned_user_id = excluded.assigned_user_id then bill_owners.assigned_at else excluded.assigned_at end,
      queue_department_id = excluded.queue_department_id, claim_user_id = excluded.claim_user_id, claim_name = excluded.claim_name,
      claimed_at = excluded.claimed_at, lease_until = excluded.lease_until,
      -- Whatever changed, the next stretch without anybody alarms again.
      unowned_since = coalesce(excluded.unowned_since, bill_owners.unowned_since), unowned_alarmed_at = null, event_seq = excluded.event_seq`.execute(
    tx,
  );
}

/** The end of a lease, and nothing else: no event. */
export async function renewLease(tx: Tx, labId: number, billId: number, leaseUntil: Date): Promise<void> {
  await sql`update bill_owners set lease_until = ${leaseUntil} where lab_id = ${labId} and bill_id = ${billId} and claim_user_id is not null`.execute(
    tx,
  );
}

/** Of those of the orders on which nothing is open any more, nobody has anything: an order that opens again begins anew. */
export async function endOwnership(tx: Tx, labId: number, billIds: readonly number[], now: Date): Promise<void> {
  await sql`
    with closed as (
      select b.id from unnest(${[...billIds]}::bigint[]) b(id)
      where not exists (select from lab_reports r where r.lab_id = ${labId} and r.bill_id = b.id and ${OPEN_REPORT})),
    gone as (
      update handover_items i set state = 'gone', settled_at = ${now}, gone_reason = 'closed'
      from closed where i.lab_id = ${labId} and i.bill_id = closed.id and i.state = 'waiting')
    delete from bill_owners o using closed where o.lab_id = ${labId} and o.bill_id = closed.id`.execute(tx);
}

/** Tells open screens that who has what changed, where no event of the trail says so. */
export async function notifyPresence(tx: Tx, labId: number): Promise<void> {
  await sql`select pg_notify('critical_callout_presence', ${String(labId)})`.execute(tx);
}
