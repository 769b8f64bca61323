import type { DeliveryContent } from '@critical-callout/contract/deliveries';
import type { DeliveryState } from '@critical-callout/domain/delivery';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { IS_UNWANTED } from './unsent.ts';

/** One claimed delivery: the right to send it until the lease ends, proven by `fence`. */
export type Claimed = {
  lab_id: number;
  id: number;
  fence: number;
  /** Number of the try now under way. */
  attempts: number;
  claimed_at: Date;
  channel: string;
  recipient_name: string;
  address: string;
  content: DeliveryContent;
  message_id: string;
  queued_at: Date;
  lab_name: string;
};

/**
 * A message over a channel this process does not have is left to others this long. Then it is tried all the same, is told that
 * the channel is not set up, and ends as its retry schedule does: nothing waits for ever.
 */
const NOBODY_SENDS_MS = 10 * 60_000;

/** Takes due rows, oldest due first, across all laboratories. Rows another process is taking are skipped, not waited for. */
export async function claimDue(
  tx: Tx,
  { now, leaseUntil, channels, limit }: { now: Date; leaseUntil: Date; channels: string[]; limit: number },
): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    with due as (
      select d.lab_id, d.id from deliveries d
      where d.state = 'queued' and d.due_at <= ${now} 
        and (d.channel = any(${channels}::text[]) or d.due_at <= ${new Date(now.getTime() - NOBODY_SENDS_MS)}) and not ${IS_UNWANTED}
      order by d.due_at limit ${limit} for update of d skip locked
    )
    update deliveries d
    set state = 'sending', claimed_at = ${now}, lease_until = ${leaseUntil}, fence = d.fence + 1, attempts = d.attempts + 1
    from due, labs l
    where d.lab_id = due.lab_id and d.id = due.id and l.id = d.lab_id
    returning d.lab_id, d.id, d.fence, d.attempts, d.claimed_at, d.channel, d.recipient_name, d.address, d.content, d.message_id, d.queued_at,
      l.name as lab_name
  `.execute(tx);
  return rows;
}

export type ExpiredLease = { lab_id: number; id: number; fence: number; claimed_at: Date };

export async function listExpiredLeases(tx: Tx, now: Date, limit: number): Promise<ExpiredLease[]> {
  const { rows } = await sql<ExpiredLease>`
    select lab_id, id, fence, claimed_at from deliveries where state = 'sending' and lease_until <= ${now} order by lease_until limit ${limit}
  `.execute(tx);
  return rows;
}

export type InSending = {
  bill_id: number | null;
  channel: string;
  recipient_kind: string;
  recipient_name: string;
  message_id: string;
  attempts: number;
  attempts_before: number;
  unknown_before: number;
  lab_report_ids: number[];
};

/**
 * Locks the row if the claim still holds: same fence, still sending. Nothing comes back when the lease ran out and
 * another process took over; whoever lost must not write. `expiredAt` asks for a lease that has run out by then.
 */
export async function lockClaim(
  tx: Tx,
  claim: { lab_id: number; id: number; fence: number },
  expiredAt: Date | null,
): Promise<InSending | undefined> {
  const { rows } = await sql<InSending>`
    select d.bill_id, d.channel, d.recipient_kind, d.recipient_name, d.message_id, d.attempts, d.attempts_before, e.lab_report_ids,
      (select count(*) from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id and a.attempt > d.attempts_before
        and a.result = 'unknown') as unknown_before
    from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
    where d.lab_id = ${claim.lab_id} and d.id = ${claim.id} and d.fence = ${claim.fence} and d.state = 'sending'
      and (${expiredAt}::timestamptz is null or d.lease_until <= ${expiredAt})
    for update of d
  `.execute(tx);
  return rows[0];
}

export type Settlement = { state: DeliveryState; reason: string | null; dueAt: Date | null; finishedAt: Date | null };

export async function settleDelivery(tx: Tx, claim: { lab_id: number; id: number }, to: Settlement): Promise<void> {
  await sql`
    update deliveries set state = ${to.state}, reason = ${to.reason}, due_at = ${to.dueAt}, finished_at = ${to.finishedAt},
      lease_until = null, claimed_at = null
    where lab_id = ${claim.lab_id} and id = ${claim.id}
  `.execute(tx);
}

export type AttemptRow = { attempt: number; startedAt: Date; endedAt: Date; result: string; answer: string; ref: string | null };

export async function insertAttempt(tx: Tx, claim: { lab_id: number; id: number }, row: AttemptRow): Promise<void> {
  await sql`
    insert into delivery_attempts (lab_id, delivery_id, attempt, started_at, ended_at, result, answer, provider_ref)
    values (${claim.lab_id}, ${claim.id}, ${row.attempt}, ${row.startedAt}, ${row.endedAt}, ${row.result}, ${row.answer}, ${row.ref})
  `.execute(tx);
}
