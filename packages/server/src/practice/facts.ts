import { type CaseFacts, type CaseRecord, caseOrderNumbers } from '@critical-callout/domain/practice';
import { sql } from 'kysely';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';
import type { Run } from './queries.ts';

type OrderRow = { billNumber: string; billId: number; isDone: boolean; correctedSeq: number | null };
type RecordRow = {
  billNumber: string;
  userId: string | null;
  isDraft: boolean;
  outcome: string;
  readBack: { told?: string | null; identified_by?: string[]; values?: { heard: string; isMatch: boolean }[] } | null;
  named: string;
  seq: number;
  conversationId: string | null;
};

export type StoredCase = { facts: CaseFacts; billIds: (number | null)[] };

/** What is stored of a playing's orders: their state, the records of calls, and whether the laboratory corrected the value. */
export async function readStoredCase(tx: Tx, run: Run): Promise<StoredCase> {
  const numbers = caseOrderNumbers({ practiceCase: run.practiceCase, runId: run.id });
  const orders = await listOrders(tx, run.labId, numbers);
  const records = await listRecords(
    tx,
    run.labId,
    orders.map(({ billId }) => billId),
  );
  const orderOf = (number: string) => orders.find(({ billNumber }) => billNumber === number);
  return {
    billIds: numbers.map((number) => orderOf(number)?.billId ?? null),
    facts: {
      isDone: numbers.map((number) => orderOf(number)?.isDone ?? false),
      records: records.map((record) => recordOf(record, numbers, run.userId)),
      correctedSeq: orders[0]?.correctedSeq ?? null,
    },
  };
}

async function listOrders(tx: Tx, labId: number, numbers: readonly string[]): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select b.bill_number as "billNumber", b.id as "billId",
      not exists (select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and r.critical_values <> ${IS.done}) as "isDone",
      (select min(e.seq) from events e where e.lab_id = b.lab_id and e.bill_id = b.id
        and (e.type = 'critical-changed' or e.type = 'callout-reopened')) as "correctedSeq"
    from practice_labs l join bills b on b.lab_id = l.lab_id and b.source_id = l.source_id
    where l.lab_id = ${labId} and b.bill_number = any(${[...numbers]}::text[]) order by b.id`.execute(tx);
  return rows;
}

async function listRecords(tx: Tx, labId: number, billIds: readonly number[]): Promise<RecordRow[]> {
  // Who it was says the event: a record names a doctor by the directory, an event by the account.
  const { rows } = await sql<RecordRow>`
    select c.bill_number as "billNumber", e.actor_user_id as "userId", c.is_draft as "isDraft", c.outcome, c.read_back as "readBack",
      c.critical_callout_meta #>> '{already_notified,phone_call,name}' as named, c.event_seq as seq, c.conversation_id as "conversationId"
    from critical_callouts c join events e on e.lab_id = c.lab_id and e.seq = c.event_seq
    where c.lab_id = ${labId} and c.bill_id = any(${[...billIds]}::bigint[]) and c.closing_code is null
    order by c.event_seq, c.id limit 200`.execute(tx);
  return rows;
}

function recordOf(row: RecordRow, numbers: readonly string[], userId: string): CaseRecord {
  const { readBack } = row;
  return {
    order: numbers.indexOf(row.billNumber),
    isMine: row.userId === userId,
    isDraft: row.isDraft,
    outcome: row.outcome,
    told: readBack?.told ?? (row.named || null),
    heard: readBack?.values ?? [],
    identifiers: readBack?.identified_by?.length ?? 0,
    seq: row.seq,
    conversationId: row.conversationId,
  };
}
