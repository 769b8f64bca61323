import type { DeliveriesQuery, Delivery, DeliveryAttempt, DeliveryContent } from '@critical-callout/contract/deliveries';
import type { LabSession } from '@critical-callout/domain/auth';
import type { DeliveryState } from '@critical-callout/domain/delivery';
import { type RawBuilder, sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';

/** For each delivery, whether the session may see all, some (`false`) or none (`null`) of the reports it is about. */
function seesReports(session: LabSession): RawBuilder<boolean> {
  return sql`lateral (
    select bool_and(${visibleReports(session)}) as all_seen, bool_or(${visibleReports(session)}) as some_seen
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = d.lab_id and r.bill_id = d.bill_id and r.id = any(e.lab_report_ids))`;
}

const COLUMNS = sql`d.id, d.bill_id, d.bill_number, e.lab_report_ids, d.channel, d.recipient_kind, d.recipient_name, d.address, d.state, d.reason,
  d.attempts, d.due_at, d.queued_at, d.finished_at, d.message_id, d.content`;

export type DeliveryRow = {
  id: number;
  bill_id: number | null;
  bill_number: string;
  lab_report_ids: number[];
  channel: Delivery['channel'];
  recipient_kind: Delivery['recipientKind'];
  recipient_name: string;
  address: string;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  due_at: Date | null;
  queued_at: Date;
  finished_at: Date | null;
  message_id: string;
  content: DeliveryContent;
};

/** Newest first. A message about several reports is listed for whoever may see one of them. */
export async function listDeliveries(tx: Tx, session: LabSession, query: DeliveriesQuery): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select ${COLUMNS}
    from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq, ${seesReports(session)} as seen
    where d.lab_id = ${session.labId} and seen.some_seen
      and (${query.state ?? null}::text[] is null or d.state = any(${query.state ?? null}::text[]))
      and (${query.billId ?? null}::bigint is null or d.bill_id = ${query.billId ?? null})
      and (${query.cursor ?? null}::bigint is null or d.id < ${query.cursor ?? null})
    order by d.id desc limit ${query.limit}
  `.execute(tx);
  return rows;
}

export async function findDelivery(
  tx: Tx,
  session: LabSession,
  id: number,
): Promise<(DeliveryRow & { all_seen: boolean }) | undefined> {
  const { rows } = await sql<DeliveryRow & { all_seen: boolean }>`
    select ${COLUMNS}, seen.all_seen
    from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq, ${seesReports(session)} as seen
    where d.lab_id = ${session.labId} and d.id = ${id} and seen.some_seen
  `.execute(tx);
  return rows[0];
}

/** Locks the row against a sender that wants to claim it; ask findDelivery first whether the session may see it. */
export async function lockDelivery(
  tx: Tx,
  labId: number,
  id: number,
): Promise<{ state: DeliveryState; attempts: number } | undefined> {
  const { rows } = await sql<{ state: DeliveryState; attempts: number }>`
    select state, attempts from deliveries where lab_id = ${labId} and id = ${id} for update
  `.execute(tx);
  return rows[0];
}

export async function listAttempts(tx: Tx, labId: number, deliveryId: number): Promise<DeliveryAttempt[]> {
  const { rows } = await sql<{
    attempt: number;
    started_at: Date;
    ended_at: Date;
    result: DeliveryAttempt['result'];
    answer: string;
  }>`
    select attempt, started_at, ended_at, result, answer from delivery_attempts
    where lab_id = ${labId} and delivery_id = ${deliveryId} order by attempt limit 1000
  `.execute(tx);
  return rows.map(({ started_at, ended_at, ...row }) => ({
    ...row,
    startedAt: started_at.toISOString(),
    endedAt: ended_at.toISOString(),
  }));
}

/** Due now, with the whole retry schedule before it again. */
export async function requeueDelivery(tx: Tx, labId: number, id: number, now: Date): Promise<void> {
  await sql`
    update deliveries set state = 'queued', reason = null, due_at = ${now}, finished_at = null, attempts_before = attempts
    where lab_id = ${labId} and id = ${id}
  `.execute(tx);
}

export async function insertResend(tx: Tx, labId: number, id: number, eventSeq: number, now: Date): Promise<void> {
  await sql`
    insert into delivery_resends (lab_id, delivery_id, event_seq, resent_at) values (${labId}, ${id}, ${eventSeq}, ${now})
  `.execute(tx);
}

export async function cancelDelivery(tx: Tx, labId: number, id: number, reason: string, now: Date): Promise<void> {
  await sql`
    update deliveries set state = 'cancelled', reason = ${reason}, due_at = null, finished_at = ${now} where lab_id = ${labId} and id = ${id}
  `.execute(tx);
}
