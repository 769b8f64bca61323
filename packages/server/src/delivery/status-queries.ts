import type { DeliveryState, StatusResult } from '@critical-callout/domain/delivery';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

type Found = { lab_id: number; id: number };

/** Across laboratories: a callback names the message alone. */
export async function findByMessage(tx: Tx, messageId: string, channel: string): Promise<Found | undefined> {
  const { rows } =
    await sql<Found>`select lab_id, id from deliveries where message_id = ${messageId} and channel = ${channel}`.execute(tx);
  return rows[0];
}

/** false: the provider repeats itself. */
export async function insertReport(
  tx: Tx,
  { lab_id, id }: Found,
  report: { ref: string; result: StatusResult; words: string },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into delivery_status_reports (lab_id, delivery_id, received_at, provider_ref, result, words)
    values (${lab_id}, ${id}, ${now}, ${report.ref}, ${report.result}, ${report.words})
    on conflict (lab_id, delivery_id, provider_ref, words) do nothing returning id
  `.execute(tx);
  return rows.length > 0;
}

export type Reported = {
  state: DeliveryState;
  bill_id: number | null;
  channel: string;
  recipient_kind: string;
  recipient_name: string;
  message_id: string;
  attempts: number;
  lab_report_ids: number[];
  /** What the provider calls the copy it accepted last; null when it did not say. */
  latest_ref: string | null;
  /** What it called every copy so far. */
  known_refs: string[];
  unknown_tries: number;
};

/** Locks the row. A try that is just being written down holds it, and looks at the reports itself when it is done. */
export async function lockReported(tx: Tx, labId: number, id: number): Promise<Reported | undefined> {
  // Locked first: what is read of the tries below must be what the last holder of the lock wrote.
  await sql`select from deliveries where lab_id = ${labId} and id = ${id} for update`.execute(tx);
  const { rows } = await sql<Reported>`
    select d.state, d.bill_id, d.channel, d.recipient_kind, d.recipient_name, d.message_id, d.attempts, e.lab_report_ids,
      (select a.provider_ref from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id and a.result = 'accepted'
        order by a.attempt desc limit 1) as latest_ref,
      (select coalesce(array_agg(a.provider_ref), '{}') from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id
        and a.provider_ref is not null) as known_refs,
      (select count(*) from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id and a.attempt > d.attempts_before
        and a.result = 'unknown') as unknown_tries
    from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
    where d.lab_id = ${labId} and d.id = ${id}
  `.execute(tx);
  return rows[0];
}

export type ReportRow = { result: StatusResult; words: string; provider_ref: string };

/** In the order they came. */
export async function listReports(tx: Tx, labId: number, deliveryId: number): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    select result, words, provider_ref from delivery_status_reports
    where lab_id = ${labId} and delivery_id = ${deliveryId} order by id limit 100
  `.execute(tx);
  return rows;
}
