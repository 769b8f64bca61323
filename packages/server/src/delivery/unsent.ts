import { type RawBuilder, sql } from 'kysely';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import { IS } from '../platform/critical-values-sql.ts';
import type { Database, Tx } from '../platform/db.ts';
import { deliveryEvent, type EventDelivery } from './event.ts';
import { cancelDelivery } from './queries.ts';

/**
 * Nobody has to be told any more what delivery `d` would say: each of its reports was closed, withdrawn or dismissed after
 * the message was asked for. A message that closed its callout itself (as-declared), and one sent of something done before,
 * is still wanted, and so is one a person sent again. Read from the rows at every look, so it makes no difference whether the callout was closed before, while
 * or after a try was under way.
 */
export const IS_UNWANTED: RawBuilder<boolean> = sql<boolean>`(d.bill_id is not null and not d.is_test
  and exists (select from events v, unnest(v.lab_report_ids) where v.lab_id = d.lab_id and v.seq = d.event_seq)
  and not exists (select from events v join lab_reports r on r.lab_id = v.lab_id and r.bill_id = d.bill_id and r.id = any(v.lab_report_ids)
    where v.lab_id = d.lab_id and v.seq = d.event_seq
      and (r.dismissed_at is null or r.dismissed_at < greatest(d.queued_at, (select max(s.resent_at) from delivery_resends s where s.lab_id = d.lab_id and s.delivery_id = d.id)))
      and (r.critical_values in ${IS.open} or coalesce(r.critical_event_seq, 0) <= greatest(d.event_seq,
        (select max(s.event_seq) from delivery_resends s where s.lab_id = d.lab_id and s.delivery_id = d.id)))))`;

type Unwanted = EventDelivery & { lab_id: number; has_done: boolean; has_dismissed: boolean };

/** Cancels what waits and is not wanted any more, and says so. Rows somebody else holds are left for the next look. */
export async function cancelUnwanted(db: Database, now: Date, limit: number): Promise<number> {
  const found = await db.inSystem(async (tx) => {
    const { rows } = await sql<{ lab_id: number; id: number }>`
      select d.lab_id, d.id from deliveries d where d.state = 'queued' and ${IS_UNWANTED} order by d.due_at limit ${limit}`.execute(
      tx,
    );
    return rows;
  });
  let cancelled = 0;
  for (const { lab_id, id } of found) {
    if (await db.inLab(lab_id, (tx) => cancelOne(tx, lab_id, id, now))) cancelled += 1;
  }
  return cancelled;
}

async function cancelOne(tx: Tx, labId: number, id: number, now: Date): Promise<boolean> {
  const { rows } = await sql<Unwanted>`
    select d.lab_id, d.id, d.bill_id, d.channel, d.recipient_kind, d.recipient_name, d.message_id, d.attempts, e.lab_report_ids,
      exists (select from lab_reports r where r.lab_id = d.lab_id and r.id = any(e.lab_report_ids) and r.critical_values = ${IS.done}) as has_done,
      exists (select from lab_reports r where r.lab_id = d.lab_id and r.id = any(e.lab_report_ids) and r.dismissed_at is not null) as has_dismissed
    from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
    where d.lab_id = ${labId} and d.id = ${id} and d.state = 'queued' and ${IS_UNWANTED}
    for update of d skip locked`.execute(tx);
  const [row] = rows;
  if (!row) return false;
  const reason = `not sent any more: the callout was ${row.has_done ? 'done' : row.has_dismissed ? 'dismissed' : 'withdrawn'}`;
  await cancelDelivery(tx, labId, id, reason, now);
  await appendEvents(tx, labId, [deliveryEvent('cancelled', row, { at: now, actor: SYSTEM_ACTOR, reason })]);
  return true;
}
