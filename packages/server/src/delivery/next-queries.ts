import type { NextCause, NextOutcome, SentMessage } from '@critical-callout/domain/delivery';
import { sql } from 'kysely';
import type { DeliveryRecipientKind } from '../callout/index.ts';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';

/** Written in the transaction that learns of it. Asking again counts only where nothing came of it before. */
export async function askForNext(
  tx: Tx,
  labId: number,
  deliveryId: number,
  ask: { cause: NextCause; reason: string; now: Date },
): Promise<void> {
  await sql`
    insert into delivery_follow_ups (lab_id, delivery_id, cause, reason, asked_at)
    select d.lab_id, d.id, ${ask.cause}, ${ask.reason}, ${ask.now} from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
    -- A code tells nobody a result: that it failed is for its recipient to see.
    where d.lab_id = ${labId} and d.id = ${deliveryId} and e.type <> 'acknowledgement-code-sent'
    on conflict (lab_id, delivery_id) do update set cause = excluded.cause, reason = excluded.reason, asked_at = excluded.asked_at,
      done_at = null, outcome = null, event_seq = null
    where delivery_follow_ups.outcome in ('under-way', 'not-needed')
  `.execute(tx);
}

export type FollowUp = {
  cause: NextCause;
  reason: string;
  outcome: NextOutcome | null;
  next_delivery_id: number | null;
  next_step: number | null;
};

export async function lockFollowUp(tx: Tx, labId: number, deliveryId: number): Promise<FollowUp | undefined> {
  const { rows } = await sql<FollowUp>`
    select cause, reason, outcome, next_delivery_id, next_step from delivery_follow_ups
    where lab_id = ${labId} and delivery_id = ${deliveryId} for update
  `.execute(tx);
  return rows[0];
}

export async function endFollowUp(
  tx: Tx,
  labId: number,
  deliveryId: number,
  end: { outcome: NextOutcome; nextDeliveryId?: number; nextStep?: number; eventSeq?: number; now: Date },
): Promise<void> {
  await sql`
    update delivery_follow_ups set done_at = ${end.now}, outcome = ${end.outcome}, next_delivery_id = ${end.nextDeliveryId ?? null},
      next_step = ${end.nextStep ?? null}, event_seq = ${end.eventSeq ?? null}
    where lab_id = ${labId} and delivery_id = ${deliveryId}
  `.execute(tx);
}

export type WaitingFollowUp = { lab_id: number; delivery_id: number; cause: NextCause; reason: string };

export async function listWaitingFollowUps(tx: Tx, limit: number): Promise<WaitingFollowUp[]> {
  const { rows } = await sql<WaitingFollowUp>`
    select lab_id, delivery_id, cause, reason from delivery_follow_ups where done_at is null order by faults, asked_at limit ${limit}
  `.execute(tx);
  return rows;
}

export async function noteFault(tx: Tx, labId: number, deliveryId: number): Promise<void> {
  await sql`update delivery_follow_ups set faults = faults + 1 where lab_id = ${labId} and delivery_id = ${deliveryId}`.execute(
    tx,
  );
}

/** Every writer of a callout takes its order first, then the rest: so does whoever tells the next. null: the order is gone. */
export async function lockBillOfDelivery(tx: Tx, labId: number, deliveryId: number): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select b.id from bills b join deliveries d on d.lab_id = b.lab_id and d.bill_id = b.id
    where d.lab_id = ${labId} and d.id = ${deliveryId} for update of b
  `.execute(tx);
  return rows[0]?.id ?? null;
}

export type Failed = SentMessage & {
  recipientKind: DeliveryRecipientKind;
  messageId: string;
  attempts: number;
  eventType: string;
  actorName: string | null;
  /** Whom the directory named when the callout was made, in order: `doctor/7`, or a name where the directory had no entry. */
  resolved: string[];
  /** Typed in for this callout (notify_to_others). */
  other: { name: string; email: string; fax: string; contactNumber: string } | null;
  /** Reports of the message of which nobody has been told in person yet. */
  untoldReportIds: number[];
  /** Since when the earliest of its reports has been critical. */
  since: Date | null;
};

/**
 * A completed callout that rests on messages alone (as-declared) still needs somebody who gets them: its reports count as
 * told only where somebody was reached or the outcome says why nobody can be.
 */
export async function getFailed(tx: Tx, labId: number, deliveryId: number): Promise<Failed> {
  const { rows } = await sql<Failed>`
    with recursive chain (id, depth) as (
      select ${deliveryId}::bigint, 0
      union all
      select f.delivery_id, c.depth + 1 from chain c join delivery_follow_ups f on f.lab_id = ${labId} and f.next_delivery_id = c.id where c.depth < 50)
    select d.id, d.channel, d.address, d.recipient_name as name, d.state, d.event_seq as "eventSeq", d.recipient_kind as "recipientKind",
      d.message_id as "messageId", d.attempts, first.type as "eventType", first.actor as "actorName", first.resolved, first.other,
      array(select r.id from lab_reports r where r.lab_id = d.lab_id and r.bill_id = d.bill_id and r.id = any(e.lab_report_ids)
        and r.dismissed_at is null and (r.critical_values in ${IS.open} or (r.critical_values = ${IS.done} and (
          select k.outcome not in ('reached-read-back', 'reached-no-read-back', 'patient-deceased', 'declared') from critical_callouts k
          where k.lab_id = r.lab_id and k.lab_report_id = r.id order by k.id desc limit 1))) order by r.id) as "untoldReportIds",
      (select min(r.critical_at) from lab_reports r where r.lab_id = d.lab_id and r.bill_id = d.bill_id and r.id = any(e.lab_report_ids)) as since
    from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
    -- What one message led to belongs to the callout that sent the first.
    cross join lateral (
      select b.type, coalesce(b.payload ->> 'callout_done_by', b.payload #>> '{actor,name}') as actor,
        array(select coalesce((c #>> '{party,kind}') || '/' || (c #>> '{party,id}'), c ->> 'name')
          from jsonb_array_elements(coalesce((b.payload -> 'resolved_contacts')::jsonb, '[]')) with ordinality as t (c, n) order by n) as resolved,
        (select k.critical_callout_meta -> 'notify_to_others' from critical_callouts k
          where k.lab_id = a.lab_id and k.bill_id = a.bill_id and k.event_seq = a.event_seq limit 1) as other
      from chain c join deliveries a on a.lab_id = d.lab_id and a.id = c.id join events b on b.lab_id = a.lab_id and b.seq = a.event_seq
      order by c.depth desc limit 1) first
    where d.lab_id = ${labId} and d.id = ${deliveryId}
  `.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`delivery ${deliveryId} is not in laboratory ${labId}`);
  return row;
}

/** The other messages about the order since it became critical. */
export async function listOtherMessages(
  tx: Tx,
  labId: number,
  of: { billId: number; deliveryId: number; since: Date | null },
): Promise<SentMessage[]> {
  const { rows } = await sql<SentMessage>`
    select id, channel, address, recipient_name as name, state, event_seq as "eventSeq" from deliveries
    where lab_id = ${labId} and bill_id = ${of.billId} and id <> ${of.deliveryId} and state <> 'cancelled'
      and (${of.since}::timestamptz is null or queued_at >= ${of.since})
    order by id desc limit 500
  `.execute(tx);
  return rows;
}
