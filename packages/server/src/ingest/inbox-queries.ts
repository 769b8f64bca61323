import type { InboundMessage, InboundMessagesQuery } from '@critical-callout/contract/messages';
import type { LabSession } from '@critical-callout/domain/auth';
import type { Problem } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { isMessageInScope, visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';

export type MessageRow = Omit<InboundMessage, 'receivedAt' | 'processedAt' | 'discardedAt'> & {
  receivedAt: Date;
  processedAt: Date | null;
  discardedAt: Date | null;
};

const columns = sql`m.id, s.code as source, m.received_at as "receivedAt", m.transport, m.peer, m.control_id as "controlId",
  m.message_type as "messageType", m.state, m.reason, jsonb_array_length(m.problems) as "problemCount", octet_length(m.raw) as bytes,
  m.processed_at as "processedAt", m.discarded_at as "discardedAt"`;

/** Newest first. `cursor` is the id of the last message of the page before. */
export async function listMessages(tx: Tx, labId: number, query: InboundMessagesQuery): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select ${columns} from inbound_messages m join sources s on s.lab_id = m.lab_id and s.id = m.source_id
    where m.lab_id = ${labId}
      and (${query.state ?? null}::text is null or m.state = ${query.state ?? null})
      and (${query.source ?? null}::text is null or s.code = ${query.source ?? null})
      and (${query.controlId ?? null}::text is null or m.control_id = ${query.controlId ?? null})
      and (${query.isOpen ?? null}::boolean is null or (m.discarded_at is null) = ${query.isOpen ?? null})
      and (${query.cursor ?? null}::bigint is null or m.id < ${query.cursor ?? null})
    order by m.id desc limit ${query.limit}`.execute(tx);
  return rows;
}

export type MessageDetailRow = MessageRow & {
  sourceId: number;
  charset: string | null;
  sha256: string;
  attempts: number;
  problems: Problem[];
  raw: Buffer;
  ack: Buffer | null;
};

export async function findMessage(tx: Tx, labId: number, id: number): Promise<MessageDetailRow | null> {
  const { rows } = await sql<MessageDetailRow>`
    select ${columns}, m.source_id as "sourceId", m.charset, encode(m.raw_sha256, 'hex') as sha256, m.attempts, m.problems, m.raw, m.ack
    from inbound_messages m join sources s on s.lab_id = m.lab_id and s.id = m.source_id
    where m.lab_id = ${labId} and m.id = ${id}`.execute(tx);
  return rows[0] ?? null;
}

/** Which orders a message wrote results on: whose patient data its text holds. */
export async function listOrdersOfMessage(tx: Tx, labId: number, id: number): Promise<number[]> {
  const { rows } = await sql<{ billId: number }>`
    select distinct r.bill_id as "billId" from inbound_messages m
    join results x on x.lab_id = m.lab_id and x.message_id = m.id
    join lab_reports r on r.lab_id = x.lab_id and r.id = x.lab_report_id
    where m.lab_id = ${labId} and m.id = ${id} and r.bill_id is not null limit 1000`.execute(tx);
  return rows.map((row) => row.billId);
}

export type MessageScope = { billIds: number[]; isInScope: boolean };

/** The orders in sight that a message brought results of, and whether it holds nothing of others. */
export async function findMessageScope(tx: Tx, session: LabSession, id: number): Promise<MessageScope | null> {
  const { rows } = await sql<MessageScope>`
    select ${isMessageInScope(session)} as "isInScope", array(
      select distinct b.id from results x join lab_reports r on r.lab_id = x.lab_id and r.id = x.lab_report_id
      join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
      where x.lab_id = m.lab_id and x.message_id = m.id and ${visibleReports(session)} limit 1000) as "billIds"
    from inbound_messages m where m.lab_id = ${session.labId} and m.id = ${id}`.execute(tx);
  return rows[0] ?? null;
}

export async function discardMessage(tx: Tx, labId: number, id: number, now: Date): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    update inbound_messages set discarded_at = ${now}
    where lab_id = ${labId} and id = ${id} and state = 'QUARANTINED' and discarded_at is null returning id`.execute(tx);
  return rows.length > 0;
}

/** Is there an order made for this message because nobody could read it? */
export async function hasOrder(tx: Tx, labId: number, sourceId: number, billNumber: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from bills where lab_id = ${labId} and source_id = ${sourceId} and bill_number = ${billNumber}`.execute(tx);
  return rows.length > 0;
}

export type UnfinishedMessage = { labId: number; sourceId: number; id: number; receivedAt: Date; raw: Buffer; sha256: string };

/** Messages stored and never finished, of every lab: their process ended, or lost the database, in between. Oldest first. */
export async function listUnfinishedMessages(tx: Tx, before: Date, limit: number): Promise<UnfinishedMessage[]> {
  const { rows } = await sql<UnfinishedMessage>`
    select lab_id as "labId", source_id as "sourceId", id, received_at as "receivedAt", raw, encode(raw_sha256, 'hex') as sha256
    from inbound_messages where state = 'RECEIVED' and received_at < ${before} order by lab_id, id limit ${limit}`.execute(tx);
  return rows;
}
