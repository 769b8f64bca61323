import type { DeliveriesQuery, Delivery, DeliveryAttempt, DeliveryContent } from '@critical-callout/contract/deliveries';
import type { LabSession } from '@critical-callout/domain/auth';
import type { DeliveryState, NextCause, NextOutcome, StatusResult } from '@critical-callout/domain/delivery';
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
  d.attempts, d.attempts_before, d.due_at, d.queued_at, d.finished_at, d.message_id, d.content, d.is_test, d.template_purpose, d.template_language,
  d.template_version, more.*`;

/** What hangs on a delivery: its order, its last answer, what followed it, what it followed, and who handled it. */
const MORE = sql`lateral (
  select b.accession_number, p.family_name, p.given_name, last.answer as last_answer, f.cause, f.outcome, f.next_delivery_id, f.next_step,
    coalesce(l.delivery_id, o.delivery_id) as follows_id, coalesce(l.how, o.outcome) as follows_how, h.handled_at, h.handled_by, h.reason as handled_reason
  from (select 1) one
  left join bills b on b.lab_id = d.lab_id and b.id = d.bill_id
  left join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
  left join lateral (select a.answer from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id order by a.attempt desc limit 1) last on true
  left join delivery_follow_ups f on f.lab_id = d.lab_id and f.delivery_id = d.id
  left join delivery_links l on l.lab_id = d.lab_id and l.next_delivery_id = d.id
  left join lateral (select o.delivery_id, o.outcome from delivery_follow_ups o where o.lab_id = d.lab_id and o.next_delivery_id = d.id limit 1) o on true
  left join lateral (select h.handled_at, h.handled_by, h.reason from delivery_handlings h where h.lab_id = d.lab_id and h.delivery_id = d.id
    and h.handled_at >= coalesce(d.finished_at, d.queued_at) order by h.id desc limit 1) h on true)`;

/** Failed, unknown or late; whether somebody handled it is asked beside. */
const isTroubled = (lateBefore: Date): RawBuilder<boolean> => sql<boolean>`(not d.is_test and (d.state in ('failed', 'unknown')
  or (d.state in ('queued', 'sending') and d.queued_at < ${lateBefore})))`;
const IS_HANDLED = sql<boolean>`exists (select from delivery_handlings h where h.lab_id = d.lab_id and h.delivery_id = d.id
  and h.handled_at >= coalesce(d.finished_at, d.queued_at))`;

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
  attempts_before: number;
  is_test: boolean;
  template_purpose: string | null;
  template_language: string | null;
  template_version: number | null;
  accession_number: string | null;
  family_name: string | null;
  given_name: string | null;
  last_answer: string | null;
  cause: NextCause | null;
  outcome: NextOutcome | null;
  next_delivery_id: number | null;
  next_step: number | null;
  follows_id: number | null;
  follows_how: Follows | null;
  handled_at: Date | null;
  handled_by: string | null;
  handled_reason: string | null;
};
export type Follows = NonNullable<Delivery['follows']>['how'];

/** Newest first. A message about several reports is listed for whoever may see one of them; a test for everybody. */
export async function listDeliveries(
  tx: Tx,
  session: LabSession,
  query: DeliveriesQuery,
  lateBefore: Date,
): Promise<DeliveryRow[]> {
  const conditions = [sql<boolean>`d.lab_id = ${session.labId}`, sql<boolean>`(seen.some_seen or d.is_test)`];
  if (query.state) conditions.push(sql<boolean>`d.state = any(${query.state}::text[])`);
  if (query.channel) conditions.push(sql<boolean>`d.channel = any(${query.channel}::text[])`);
  if (query.recipient) {
    const part = query.recipient.toLowerCase();
    conditions.push(
      sql<boolean>`(position(${part} in lower(d.recipient_name)) > 0 or position(${part} in lower(d.address)) > 0)`,
    );
  }
  if (query.from) conditions.push(sql<boolean>`d.queued_at >= ${query.from}::timestamptz`);
  if (query.to) conditions.push(sql<boolean>`d.queued_at < ${query.to}::timestamptz`);
  if (query.attention === '1') conditions.push(sql<boolean>`${isTroubled(lateBefore)} and not ${IS_HANDLED}`);
  if (query.billId) conditions.push(sql<boolean>`d.bill_id = ${query.billId}`);
  if (query.cursor) conditions.push(sql<boolean>`d.id < ${query.cursor}`);
  const { rows } = await sql<DeliveryRow>`
    select ${COLUMNS}
    from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq, ${seesReports(session)} as seen, ${MORE} as more
    where ${sql.join(conditions, sql` and `)} order by d.id desc limit ${query.limit}
  `.execute(tx);
  return rows;
}

export type DeliveryCounts = { attention: number; queuedToday: number; confirmedToday: number };

export async function countDeliveries(tx: Tx, session: LabSession, now: Date, lateBefore: Date): Promise<DeliveryCounts> {
  const { rows } = await sql<DeliveryCounts>`
    with today as (select date_trunc('day', ${now}::timestamptz at time zone l.zone) at time zone l.zone as at from labs l where l.id = ${session.labId})
    select count(*) filter (where ${isTroubled(lateBefore)} and not ${IS_HANDLED}) as attention,
      count(*) filter (where d.queued_at >= today.at) as "queuedToday",
      count(*) filter (where d.queued_at >= today.at and d.state in ('accepted', 'delivered')) as "confirmedToday"
    from today, deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq, ${seesReports(session)} as seen
    where d.lab_id = ${session.labId} and not d.is_test and seen.some_seen
      and (d.queued_at >= today.at or d.state in ('failed', 'unknown', 'queued', 'sending'))
  `.execute(tx);
  return rows[0] ?? { attention: 0, queuedToday: 0, confirmedToday: 0 };
}

export async function findDelivery(
  tx: Tx,
  session: LabSession,
  id: number,
): Promise<(DeliveryRow & { all_seen: boolean }) | undefined> {
  const { rows } = await sql<DeliveryRow & { all_seen: boolean }>`
    select ${COLUMNS}, coalesce(seen.all_seen, d.is_test) as all_seen
    from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq, ${seesReports(session)} as seen, ${MORE} as more
    where d.lab_id = ${session.labId} and d.id = ${id} and (seen.some_seen or d.is_test)
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

export async function listStatusReports(
  tx: Tx,
  labId: number,
  deliveryId: number,
): Promise<{ at: Date; result: StatusResult; words: string }[]> {
  const { rows } = await sql<{ at: Date; result: StatusResult; words: string }>`
    select received_at as at, result, words from delivery_status_reports
    where lab_id = ${labId} and delivery_id = ${deliveryId} order by id limit 200
  `.execute(tx);
  return rows;
}

export async function listFollowers(tx: Tx, labId: number, deliveryId: number): Promise<{ deliveryId: number; how: Follows }[]> {
  const { rows } = await sql<{ deliveryId: number; how: Follows }>`
    select next_delivery_id as "deliveryId", how from delivery_links where lab_id = ${labId} and delivery_id = ${deliveryId}
    union all
    select next_delivery_id, outcome from delivery_follow_ups where lab_id = ${labId} and delivery_id = ${deliveryId} and next_delivery_id is not null
    order by 1 limit 200
  `.execute(tx);
  return rows;
}

export async function insertHandling(
  tx: Tx,
  labId: number,
  id: number,
  handling: { now: Date; byName: string; reason: string },
): Promise<void> {
  await sql`
    insert into delivery_handlings (lab_id, delivery_id, handled_at, handled_by, reason)
    values (${labId}, ${id}, ${handling.now}, ${handling.byName}, ${handling.reason})
  `.execute(tx);
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
