import type { BackTest, BackTestCount, LimitFields } from '@critical-callout/contract/limits';
import type { FlagPolicy } from '@critical-callout/domain/evaluation';
import type { PatientClass, Sex } from '@critical-callout/domain/result';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export type BackTestRow = Omit<BackTest, 'from' | 'to' | 'askedAt' | 'finishedAt' | 'before' | 'after'> & {
  labId: number;
  fromAt: Date;
  toAt: Date;
  askedAt: Date;
  finishedAt: Date | null;
  position: number;
};

const columns = sql`lab_id as "labId", id, state, drafts, from_at as "fromAt", to_at as "toAt", asked_by as "askedBy", asked_at as "askedAt",
  reports_total as "reportsTotal", reports_seen as "reportsSeen", position, counts, finished_at as "finishedAt", fault`;

export async function listBackTests(tx: Tx, labId: number, limit: number): Promise<BackTestRow[]> {
  const { rows } = await sql<BackTestRow>`
    select ${columns} from limit_back_tests where lab_id = ${labId} order by id desc limit ${limit}`.execute(tx);
  return rows;
}

export async function findBackTest(tx: Tx, labId: number, id: number): Promise<BackTestRow | undefined> {
  return (await sql<BackTestRow>`select ${columns} from limit_back_tests where lab_id = ${labId} and id = ${id}`.execute(tx))
    .rows[0];
}

type NewBackTest = { drafts: LimitFields[]; from: Date; to: Date; askedBy: string };

export async function insertBackTest(tx: Tx, labId: number, { drafts, from, to, askedBy }: NewBackTest): Promise<BackTestRow> {
  const { rows } = await sql<BackTestRow>`
    insert into limit_back_tests (lab_id, drafts, from_at, to_at, asked_by, asked_at, reports_total)
    select ${labId}, ${JSON.stringify(drafts)}::jsonb, ${from}, ${to}, ${askedBy}, ${to}, count(*)
    from lab_reports where lab_id = ${labId} and received_at >= ${from} and received_at < ${to}
    returning ${columns}`.execute(tx);
  return rows[0] as BackTestRow;
}

/** False where it had ended already. */
export async function cancelBackTest(tx: Tx, labId: number, id: number, now: Date): Promise<boolean> {
  const { rows } = await sql`update limit_back_tests set state = 'cancelled', finished_at = ${now}
    where lab_id = ${labId} and id = ${id} and state = 'running' returning 1`.execute(tx);
  return rows.length > 0;
}

export async function listRunningBackTests(tx: Tx): Promise<{ labId: number; id: number }[]> {
  const { rows } = await sql<{ labId: number; id: number }>`
    select lab_id as "labId", id from limit_back_tests where state = 'running' order by asked_at limit 20`.execute(tx);
  return rows;
}

/** Locked for one batch; undefined where another process has it, or it ended. */
export async function claimBackTest(tx: Tx, labId: number, id: number): Promise<BackTestRow | undefined> {
  const { rows } = await sql<BackTestRow>`select ${columns} from limit_back_tests
    where lab_id = ${labId} and id = ${id} and state = 'running' for update skip locked`.execute(tx);
  return rows[0];
}

export type BackTestProgress = { seen: number; position: number; counts: BackTestCount[]; isDone: boolean };

export async function writeProgress(tx: Tx, { labId, id }: BackTestRow, progress: BackTestProgress, now: Date): Promise<void> {
  const { seen, position, counts, isDone } = progress;
  await sql`update limit_back_tests set reports_seen = reports_seen + ${seen}, position = ${position}, counts = ${JSON.stringify(counts)}::jsonb,
      state = ${isDone ? 'done' : 'running'}, finished_at = ${isDone ? now : null}
    where lab_id = ${labId} and id = ${id}`.execute(tx);
}

export async function failBackTest(tx: Tx, labId: number, id: number, fault: string, now: Date): Promise<void> {
  await sql`update limit_back_tests set state = 'failed', fault = ${fault}, finished_at = ${now}
    where lab_id = ${labId} and id = ${id} and state = 'running'`.execute(tx);
}

export type StoredResult = {
  reportId: number;
  subId: string;
  observedAt: Date | null;
  patientId: number;
  specimen: string[];
  department: string | null;
  parameterCode: string;
  codeSystem: string;
  parameterName: string;
  value: string;
  unit: string | null;
  referenceRange: string | null;
  flags: string[];
  status: string;
  sex: Sex | null;
  born: string | null;
  patientClass: PatientClass | null;
  ward: string | null;
  collectedAt: Date | null;
  receivedAt: Date;
  sourceId: number;
  flagPolicy: FlagPolicy;
  isPreliminaryCalled: boolean;
};

/** The next reports of the period after `position`, and the results that stand on them. */
export async function readBatch(
  tx: Tx,
  { labId, fromAt, toAt, position }: BackTestRow,
  limit: number,
): Promise<{ seen: number; last: number; results: StoredResult[] }> {
  const found = await sql<{ id: number }>`select id from lab_reports
    where lab_id = ${labId} and id > ${position} and received_at >= ${fromAt} and received_at < ${toAt} order by id limit ${limit}`.execute(
    tx,
  );
  const ids = found.rows.map(({ id }) => id);
  const { rows } = await sql<StoredResult>`
    select r.id as "reportId", x.parameter_code as "parameterCode", x.code_system as "codeSystem", x.parameter_name as "parameterName", x.value,
      x.unit, x.reference_range as "referenceRange", x.flags, x.status, p.sex, p.born, b.patient_class as "patientClass", b.ward,
      r.collected_at as "collectedAt", x.sub_id as "subId", x.observed_at as "observedAt", p.id as "patientId",
      array_remove(array[r.specimen, r.specimen_code], null) as specimen,
      (select d.code from departments d where d.lab_id = r.lab_id and d.id = r.department_id) as department, x.received_at as "receivedAt", s.id as "sourceId", s.flag_policy as "flagPolicy", s.is_preliminary_called as "isPreliminaryCalled"
    from lab_reports r
    join results x on x.lab_id = r.lab_id and x.lab_report_id = r.id and x.superseded_at is null
    join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
    join sources s on s.lab_id = b.lab_id and s.id = b.source_id
    where r.lab_id = ${labId} and r.id = any(${ids}::bigint[])`.execute(tx);
  return { seen: ids.length, last: ids.at(-1) ?? position, results: rows };
}
