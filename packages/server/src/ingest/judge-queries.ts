import type { CriticalValues } from '@critical-callout/domain/callout';
import type { CodeMapping } from '@critical-callout/domain/evaluation';
import type { IncomingResult, PatientClass, Sex } from '@critical-callout/domain/result';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { StoredResult } from './result-version.ts';

/** The newest results looked at, and the most reports judged in one go. */
const LOOKED_AT = 20_000;
const AT_A_TIME = 500;

export type JudgedReport = {
  id: number;
  billId: number;
  sourceId: number;
  testName: string;
  criticalValues: CriticalValues;
  patientClass: PatientClass | null;
  ward: string | null;
  collectedAt: Date | null;
  patientId: number;
  specimen: string[];
  department: string | null;
  sex: Sex | null;
  born: string | null;
};

/** Reports with a standing result that came as the mapping says; orders and reports locked in the order intake takes them. */
export async function listReportsOf(tx: Tx, labId: number, mapping: CodeMapping): Promise<JudgedReport[]> {
  const { rows: found } = await sql<{ billId: number; id: number }>`
    select distinct b.id as "billId", r.id
    from (select lab_report_id, message_id, parameter_code, code_system, unit from results
      where lab_id = ${labId} and superseded_at is null and status not in ('D', 'W', 'X') order by id desc limit ${LOOKED_AT}) v
    join lab_reports r on r.lab_id = ${labId} and r.id = v.lab_report_id and r.dismissed_at is null
    join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where (${mapping.sourceId}::bigint is null or b.source_id = ${mapping.sourceId})
      and (${mapping.fromCode}::text is null or upper(trim(v.parameter_code)) = upper(trim(${mapping.fromCode})))
      and (${mapping.fromSystem}::text is null or upper(trim(v.code_system)) = upper(trim(${mapping.fromSystem})))
      and (${mapping.fromUnit}::text is null or trim(coalesce(v.unit, '')) = trim(${mapping.fromUnit}))
    order by 1, 2 limit ${AT_A_TIME}`.execute(tx);
  return lockReports(tx, labId, found);
}

/** These reports, but for those that are dismissed or belong to no order any more. */
export async function listReportsById(tx: Tx, labId: number, ids: readonly number[]): Promise<JudgedReport[]> {
  const { rows } = await sql<{ billId: number; id: number }>`
    select bill_id as "billId", id from lab_reports
    where lab_id = ${labId} and id = any(${[...ids]}::bigint[]) and dismissed_at is null and bill_id is not null`.execute(tx);
  return lockReports(tx, labId, rows);
}

async function lockReports(tx: Tx, labId: number, found: readonly { billId: number; id: number }[]): Promise<JudgedReport[]> {
  if (found.length === 0) return [];
  const bills = [...new Set(found.map(({ billId }) => billId))];
  await sql`select from bills where lab_id = ${labId} and id = any(${bills}::bigint[]) order by id for update`.execute(tx);
  const { rows } = await sql<JudgedReport>`
    select r.id, r.bill_id as "billId", b.source_id as "sourceId", r.test_name as "testName", r.critical_values as "criticalValues",
      b.patient_class as "patientClass", b.ward, r.collected_at as "collectedAt", p.id as "patientId", p.sex, p.born,
      array_remove(array[r.specimen, r.specimen_code], null) as specimen,
      (select d.code from departments d where d.lab_id = r.lab_id and d.id = r.department_id) as department
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
    where r.lab_id = ${labId} and r.id = any(${found.map(({ id }) => id)}::bigint[]) order by b.id, r.id for update of r`.execute(
    tx,
  );
  return rows;
}

export type StandingRow = StoredResult & { messageId: number; receivedAt: Date; valueType: string; observedAt: Date | null };

export async function listResultsOf(tx: Tx, labId: number, labReportIds: number[]): Promise<StandingRow[]> {
  if (labReportIds.length === 0) return [];
  const { rows } = await sql<StandingRow>`
    select id, lab_report_id as "labReportId", message_id as "messageId", received_at as "receivedAt", parameter_code as "parameterCode",
      code_system as "codeSystem", sub_id as "subId", parameter_name as "parameterName", value_type as "valueType", value, unit,
      reference_range as "referenceRange", flags, status, version_at as "versionAt", sent_at as "sentAt", observed_at as "observedAt", note, verdict,
      is_critical as "isCritical", sender_verdict as "senderVerdict"
    from results where lab_id = ${labId} and lab_report_id = any(${labReportIds}::bigint[]) and superseded_at is null
    order by id`.execute(tx);
  return rows;
}

/** A stored result as it arrived. The codes beside a coded value are not kept: such a value is matched by its text. */
export const toIncoming = (row: StandingRow): IncomingResult => ({
  parameterCode: row.parameterCode,
  codeSystem: row.codeSystem,
  parameterName: row.parameterName,
  subId: row.subId,
  valueType: row.valueType,
  value: row.value,
  valueCodes: [],
  unit: row.unit,
  referenceRange: row.referenceRange,
  flags: row.flags,
  status: row.status,
  versionAt: row.versionAt,
  sentAt: row.sentAt,
  observedAt: row.observedAt,
  note: row.note,
  place: 'OBX',
});
