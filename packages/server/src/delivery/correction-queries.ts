import { sql } from 'kysely';
import type { DeliveryChannel, DeliveryRecipientKind } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import type { EventDelivery } from './event.ts';

/** Events read at one look. */
const BATCH = 2000;

export async function listLabsWithNews(tx: Tx, limit: number): Promise<number[]> {
  const { rows } = await sql<{ lab_id: number }>`
    select h.lab_id from event_heads h left join delivery_correction_watches w on w.lab_id = h.lab_id
    where h.seq > coalesce(w.last_seq, 0) order by h.lab_id limit ${limit}
  `.execute(tx);
  return rows.map(({ lab_id }) => lab_id);
}

/** The last event that was read; null: another process holds it. */
export async function lockWatch(tx: Tx, labId: number): Promise<number | null> {
  await sql`insert into delivery_correction_watches (lab_id, last_seq) values (${labId}, 0) on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ last_seq: number }>`
    select last_seq from delivery_correction_watches where lab_id = ${labId} for update skip locked
  `.execute(tx);
  return rows[0]?.last_seq ?? null;
}

export async function moveWatch(tx: Tx, labId: number, lastSeq: number): Promise<void> {
  await sql`update delivery_correction_watches set last_seq = ${lastSeq} where lab_id = ${labId}`.execute(tx);
}

export type Change = { bill_id: number; seq: number; lab_report_ids: number[] };

/**
 * Callouts opened again or changed because a result did. An order that moved to another patient is left out: what the new
 * patient's message would say is for a person to decide.
 */
export async function listChanges(tx: Tx, labId: number, from: number): Promise<{ changes: Change[]; lastSeq: number }> {
  const { rows } = await sql<{ last_seq: number; changes: Change[] | null }>`
    with read as (select seq, bill_id, type, lab_report_ids, payload from events where lab_id = ${labId} and seq > ${from} order by seq limit ${BATCH})
    select coalesce(max(seq), ${from}) as last_seq,
      jsonb_agg(jsonb_build_object('bill_id', bill_id, 'seq', seq, 'lab_report_ids', lab_report_ids) order by seq) filter (
        where bill_id is not null and payload ->> 'is_patient_changed' is null
          and type in ('critical-changed', 'callout-reopened') and payload ->> 'reason' in ('correction', 'changed-critical')) as changes
    from read
  `.execute(tx);
  const [row] = rows;
  return { changes: row?.changes ?? [], lastSeq: row?.last_seq ?? from };
}

export async function findMailSettings(tx: Tx, labId: number): Promise<unknown> {
  const { rows } = await sql<{
    value: unknown;
  }>`select value from lab_settings where lab_id = ${labId} and key = 'mail_settings'`.execute(tx);
  return rows[0]?.value;
}

export type WrittenTo = EventDelivery & {
  bill_id: number;
  channel: DeliveryChannel;
  recipient_kind: DeliveryRecipientKind;
  address: string;
  /** No try of it can have arrived: it is replaced. */
  is_unsent: boolean;
  /** What the correction is about: the reports that changed; of a message that is replaced, all of its reports. */
  report_ids: number[];
  actor_name: string | null;
  /** Of the message they were written before. */
  language: string | null;
};

/** The last message to each address about the reports that changed; those that wait are held against a sender. */
export async function lockWrittenTo(tx: Tx, labId: number, changes: readonly Change[]): Promise<WrittenTo[]> {
  const { rows: last } = await sql<{ id: number; changed: number[] }>`
    with changed as (
      select c.bill_id, c.seq, r.id from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c (bill_id bigint, seq bigint, lab_report_ids bigint[]),
        unnest(c.lab_report_ids) as r (id)),
    written as (
      select d.id, d.bill_id, d.channel, d.address, c.id as report_id
      from changed c join deliveries d on d.lab_id = ${labId} and d.bill_id = c.bill_id and d.event_seq < c.seq
      join events e on e.lab_id = d.lab_id and e.seq = d.event_seq and c.id = any(e.lab_report_ids)
      where d.state not in ('failed', 'cancelled'))
    select max(id) as id, array_agg(distinct report_id) as changed from written group by bill_id, channel, address order by max(id) limit 500
  `.execute(tx);
  if (last.length === 0) return [];
  const ids = last.map(({ id }) => id);
  // Rows first, the audit trail after them, as every sender does.
  await sql`select id from deliveries where lab_id = ${labId} and id = any(${ids}::bigint[]) and state = 'queued' order by id for update`.execute(
    tx,
  );
  const { rows } = await sql<WrittenTo & { state: string }>`
    select d.id, d.bill_id, d.channel, d.recipient_kind, d.recipient_name, d.address, d.message_id, d.attempts, e.lab_report_ids,
      d.template_language as language, coalesce(e.payload ->> 'callout_done_by', e.payload #>> '{actor,name}') as actor_name,
      d.state = 'queued' and not exists (select from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id and a.result <> 'retry') as is_unsent
    from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
    where d.lab_id = ${labId} and d.id = any(${ids}::bigint[]) order by d.id
  `.execute(tx);
  return rows.map((row) => {
    const changed = last.find(({ id }) => id === row.id)?.changed ?? [];
    return { ...row, report_ids: row.is_unsent ? row.lab_report_ids : changed };
  });
}
