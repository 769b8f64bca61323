import type { Source, SourceFields } from '@critical-callout/contract/sources';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/** A source as its editors see it. */
export type StoredSource = SourceFields & Pick<Source, 'id' | 'code' | 'version'>;

const columns = sql`id, code, name, version, mllp_port as "mllpPort", tls, allowed_addresses as "allowedAddresses",
  sending_application as "sendingApplication", sending_facility as "sendingFacility", charset, ack_mode as "ackMode",
  store_failure_answer as "storeFailureAnswer", flag_policy as "flagPolicy", bill_rule as "billRule",
  is_preliminary_called as "isPreliminaryCalled", is_training_processed as "isTrainingProcessed", max_bytes as "maxBytes", max_connections as "maxConnections",
  silence_minutes as "silenceMinutes", is_enabled as "isEnabled"`;

export async function listStoredSources(tx: Tx, labId: number): Promise<StoredSource[]> {
  return (
    await sql<StoredSource>`select ${columns} from sources where lab_id = ${labId} and not is_by_hand and not is_of_practice order by id limit 200`.execute(
      tx,
    )
  ).rows;
}

/** Locked: whoever edits it next waits. */
export async function findStoredSource(tx: Tx, labId: number, id: number): Promise<StoredSource | undefined> {
  const { rows } = await sql<StoredSource>`
    select ${columns} from sources where lab_id = ${labId} and id = ${id} and not is_by_hand and not is_of_practice for update`.execute(
    tx,
  );
  return rows[0];
}

export async function isCodeTaken(tx: Tx, labId: number, code: string): Promise<boolean> {
  const { rows } = await sql`select from sources where lab_id = ${labId} and lower(code) = lower(${code})`.execute(tx);
  return rows.length > 0;
}

/** Of any lab: ports are the installation's. */
export async function isPortTaken(tx: Tx, port: number, exceptId: number | null): Promise<boolean> {
  const { rows } = await sql`
    select from sources where mllp_port = ${port} and (${exceptId}::bigint is null or id <> ${exceptId})`.execute(tx);
  return rows.length > 0;
}

export async function insertSource(tx: Tx, labId: number, code: string, fields: SourceFields): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into sources (lab_id, code, name, mllp_port, tls, allowed_addresses, sending_application, sending_facility, charset,
      ack_mode, store_failure_answer, flag_policy, bill_rule, is_preliminary_called, is_training_processed, max_bytes, max_connections, silence_minutes, is_enabled)
    values (${labId}, ${code}, ${fields.name}, ${fields.mllpPort}, ${fields.tls}, ${fields.allowedAddresses}, ${fields.sendingApplication},
      ${fields.sendingFacility}, ${fields.charset}, ${fields.ackMode}, ${fields.storeFailureAnswer}, ${fields.flagPolicy}, ${fields.billRule},
      ${fields.isPreliminaryCalled}, ${fields.isTrainingProcessed}, ${fields.maxBytes}, ${fields.maxConnections}, ${fields.silenceMinutes}, ${fields.isEnabled})
    returning id`.execute(tx);
  return rows[0]?.id ?? 0;
}

export async function updateSource(tx: Tx, labId: number, id: number, fields: SourceFields): Promise<void> {
  await sql`
    update sources set name = ${fields.name}, mllp_port = ${fields.mllpPort}, tls = ${fields.tls},
      allowed_addresses = ${fields.allowedAddresses}, sending_application = ${fields.sendingApplication},
      sending_facility = ${fields.sendingFacility}, charset = ${fields.charset}, ack_mode = ${fields.ackMode},
      store_failure_answer = ${fields.storeFailureAnswer}, flag_policy = ${fields.flagPolicy}, bill_rule = ${fields.billRule},
      is_preliminary_called = ${fields.isPreliminaryCalled}, is_training_processed = ${fields.isTrainingProcessed}, max_bytes = ${fields.maxBytes},
      max_connections = ${fields.maxConnections}, silence_minutes = ${fields.silenceMinutes}, is_enabled = ${fields.isEnabled},
      version = version + 1
    where lab_id = ${labId} and id = ${id}`.execute(tx);
}

type Counted = Pick<Source, 'lastHour' | 'lastDay'>;
type CountRow = { sourceId: number; isLastHour: boolean; state: string; n: number };

/** What came in the last hour and the last day, by source and what became of it. */
export async function countMessages(tx: Tx, labId: number, now: Date): Promise<Map<number, Counted>> {
  const { rows } = await sql<CountRow>`
    select source_id as "sourceId", received_at > ${now}::timestamptz - interval '1 hour' as "isLastHour", state, count(*) as n
    from inbound_messages where lab_id = ${labId} and received_at > ${now}::timestamptz - interval '1 day'
    group by 1, 2, 3`.execute(tx);
  const none = () => ({ received: 0, processed: 0, ignored: 0, quarantined: 0 });
  const counted = new Map<number, Counted>();
  for (const { sourceId, isLastHour, state, n } of rows) {
    const one = counted.get(sourceId) ?? { lastHour: none(), lastDay: none() };
    counted.set(sourceId, one);
    for (const window of isLastHour ? [one.lastHour, one.lastDay] : [one.lastDay]) {
      window.received += n;
      if (state === 'PROCESSED') window.processed += n;
      if (state === 'IGNORED') window.ignored += n;
      if (state === 'QUARANTINED') window.quarantined += n;
    }
  }
  return counted;
}

export async function countOpenQuarantine(tx: Tx, labId: number): Promise<Map<number, number>> {
  const { rows } = await sql<{ sourceId: number; n: number }>`
    select source_id as "sourceId", count(*) as n from inbound_messages
    where lab_id = ${labId} and state = 'QUARANTINED' and discarded_at is null group by 1`.execute(tx);
  return new Map(rows.map(({ sourceId, n }) => [sourceId, n]));
}
