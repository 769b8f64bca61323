import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { toJsonRows } from './database-text.ts';
import { joinAcks, type MessageState, splitAcks, type Work } from './work.ts';

export type InsertedMessage = { ord: number; id: number | null };

/**
 * Stores messages as they arrived, each once: a message whose bytes are there already gets no id. Written sorted, so that
 * two processes storing the same resends wait for each other in one order. `state` RECEIVED stores without processing.
 */
export async function insertMessages(
  tx: Tx,
  labId: number,
  works: readonly Work[],
  state: 'final' | 'RECEIVED',
): Promise<InsertedMessage[]> {
  let offset = 0;
  const rows = works.map((work, ord) => {
    const from = offset + 1;
    offset += work.raw.length;
    return {
      ord,
      ...describe(work),
      ...(state === 'final' ? outcome(work) : { state, reason: null, ack: null, processed_at: null }),
      raw_from: from,
      raw_length: work.raw.length,
    };
  });
  const bytes = works.length === 1 && works[0] ? works[0].raw : Buffer.concat(works.map((work) => work.raw));
  const { rows: inserted } = await sql<InsertedMessage>`/* prepared */
    with u as (
      select u.*, decode(u.sha256, 'hex') as raw_sha256
      from json_to_recordset(${toJsonRows(rows)}::json) as u(ord int, source_id bigint, received_at timestamptz, transport text, peer text,
        raw_from int, raw_length int, sha256 text, control_id text, message_type text, charset text, state text, reason text, problems jsonb,
        ack text, processed_at timestamptz)
    ), ins as (
      insert into inbound_messages (lab_id, source_id, received_at, transport, peer, raw, raw_sha256, control_id, message_type, charset, state,
        reason, problems, ack, processed_at)
      select ${labId}, u.source_id, u.received_at, u.transport, u.peer, substring(${bytes}::bytea from u.raw_from for u.raw_length), u.raw_sha256,
        u.control_id, u.message_type, u.charset, u.state, u.reason,
        case when exists (select from inbound_messages m where m.lab_id = ${labId} and m.source_id = u.source_id and m.control_id = u.control_id
                          and m.raw_sha256 <> u.raw_sha256)
          then u.problems || jsonb_build_array(jsonb_build_object('code', 'ingest.control-id-reused', 'place', 'MSH-10',
            'message', 'the same control id arrived before with other content'))
          else u.problems end,
        convert_to(u.ack, 'UTF8'), u.processed_at
      from u order by u.source_id, u.raw_sha256
      on conflict (lab_id, source_id, raw_sha256) do nothing
      returning id, source_id, raw_sha256
    )
    select u.ord, ins.id from u left join ins on ins.source_id = u.source_id and ins.raw_sha256 = u.raw_sha256`.execute(tx);
  return inserted;
}

function describe(work: Work): object {
  return {
    source_id: work.source.id,
    received_at: work.receivedAt,
    transport: work.transport,
    peer: work.peer,
    sha256: work.sha256,
    control_id: work.read.controlId,
    message_type: work.read.messageType,
    charset: work.read.charset,
    problems: work.read.problems,
  };
}

function outcome({ read, receivedAt }: Work): object {
  return { state: read.state, reason: read.reason, ack: joinAcks(read.acks), processed_at: receivedAt };
}

export type EarlierMessage = { ord: number; id: number; state: MessageState | 'RECEIVED'; reason: string | null; acks: string[] };

/** The rows that hold these bytes already, locked: one of them may still wait to be processed. */
export async function lockEarlierMessages(
  tx: Tx,
  labId: number,
  works: readonly { ord: number; work: Work }[],
): Promise<EarlierMessage[]> {
  const rows = works.map(({ ord, work }) => ({ ord, source_id: work.source.id, sha256: work.sha256 }));
  const { rows: found } = await sql<Omit<EarlierMessage, 'acks'> & { ack: Buffer | null }>`
    select u.ord, m.id, m.state, m.reason, m.ack
    from (select * from json_to_recordset(${toJsonRows(rows)}::json) as x(ord int, source_id bigint, sha256 text) order by sha256) u
    cross join lateral (select x.id, x.state, x.reason, x.ack from inbound_messages x where x.lab_id = ${labId} and x.source_id = u.source_id
      and x.raw_sha256 = decode(u.sha256, 'hex') limit 1 for update) m`.execute(tx);
  return found.map(({ ack, ...row }) => ({ ...row, acks: splitAcks(ack?.toString('utf8') ?? '') }));
}

/** Rows stored before, locked until the transaction ends: what another process finished meanwhile is not done twice. */
export async function lockStoredMessages(tx: Tx, labId: number, ids: number[]): Promise<Omit<EarlierMessage, 'ord'>[]> {
  const { rows } = await sql<Omit<EarlierMessage, 'acks' | 'ord'> & { ack: Buffer | null }>`
    select id, state, reason, ack from inbound_messages where lab_id = ${labId} and id = any(${ids}::bigint[]) order by id for update`.execute(
    tx,
  );
  return rows.map(({ ack, ...row }) => ({ ...row, acks: splitAcks(ack?.toString('utf8') ?? '') }));
}

/** Ends the processing of messages that were stored before: RECEIVED after a crash, or QUARANTINED and replayed. */
export async function finishMessages(tx: Tx, labId: number, now: Date, works: readonly Work[]): Promise<void> {
  const rows = works.map((work) => ({ id: work.stored?.id, ...describe(work), ...outcome(work) }));
  await sql`
    update inbound_messages m
    set state = u.state, reason = u.reason, problems = u.problems, control_id = u.control_id, message_type = u.message_type, charset = u.charset,
      ack = coalesce(m.ack, convert_to(u.ack, 'UTF8')), processed_at = ${now}
    from json_to_recordset(${toJsonRows(rows)}::json) as u(id bigint, state text, reason text, problems jsonb, control_id text, message_type text,
      charset text, ack text)
    where m.lab_id = ${labId} and m.id = u.id`.execute(tx);
}

/** Counts a try before it is made, in a transaction of its own, so that a message that ends the process is counted too. */
export async function countAttempt(tx: Tx, labId: number, messageId: number): Promise<number> {
  const { rows } = await sql<{ attempts: number }>`
    update inbound_messages set attempts = attempts + 1 where lab_id = ${labId} and id = ${messageId} returning attempts`.execute(
    tx,
  );
  return rows[0]?.attempts ?? 0;
}
