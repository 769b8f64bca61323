import type { AckMode } from '@critical-callout/domain/ingest';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/** Where messages come from: one row of `sources`. */
export type Source = {
  labId: number;
  id: number;
  code: string;
  /** IANA zone of the laboratory: what a time without offset means. */
  zone: string;
  /** null: not listened for. 0: the port of the configuration (CALLOUT_MLLP_PORT). */
  mllpPort: number | null;
  /** Expected MSH-3 and MSH-4; null accepts any. */
  sendingApplication: string | null;
  sendingFacility: string | null;
  charset: string | null;
  flagPolicy: 'either' | 'limits-only' | 'flags-only';
  billRule: 'placer-group' | 'placer' | 'filler';
  isPreliminaryCalled: boolean;
  /** MSH-11 T and D count like production. */
  isTrainingProcessed: boolean;
  storeFailureAnswer: 'AR' | 'close';
  ackMode: AckMode;
  tls: 'auto' | 'required' | 'off';
  /** Addresses and CIDR ranges; empty: any. */
  allowedAddresses: string[];
  /** null: as the configuration says. */
  maxBytes: number | null;
  maxConnections: number | null;
};

const columns = sql`lab_id as "labId", id, code, (select zone from labs where labs.id = lab_id) as zone, mllp_port as "mllpPort", sending_application as "sendingApplication",
  sending_facility as "sendingFacility", charset, flag_policy as "flagPolicy", bill_rule as "billRule",
  is_preliminary_called as "isPreliminaryCalled", is_training_processed as "isTrainingProcessed", store_failure_answer as "storeFailureAnswer", ack_mode as "ackMode", tls,
  allowed_addresses as "allowedAddresses", max_bytes as "maxBytes", max_connections as "maxConnections"`;

/** Every enabled source with a port, of every lab: what the MLLP listener opens. */
export async function listListeningSources(tx: Tx): Promise<Source[]> {
  const { rows } = await sql<Source>`
    select ${columns} from sources where is_enabled and mllp_port is not null order by lab_id, id limit 1000`.execute(tx);
  return rows;
}

/** The enabled source of that code; without a code, the lab's first. */
export async function findSource(tx: Tx, labId: number, code: string | null): Promise<Source | null> {
  const { rows } = await sql<Source>`
    select ${columns} from sources where lab_id = ${labId} and is_enabled and not is_by_hand and (code = ${code} or (${code}::text is null and not is_of_practice))
    order by id limit 1`.execute(tx);
  return rows[0] ?? null;
}

export async function listSourcesById(tx: Tx, labId: number, ids: number[]): Promise<Source[]> {
  const { rows } = await sql<Source>`
    select ${columns} from sources where lab_id = ${labId} and id = any(${ids}::bigint[])`.execute(tx);
  return rows;
}
