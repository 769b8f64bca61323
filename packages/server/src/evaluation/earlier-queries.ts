import type { EarlierValue } from '@critical-callout/domain/evaluation';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export type PatientSpan = { patientId: number; from: Date; to: Date };

export type EarlierRow = EarlierValue & {
  resultId: number;
  patientId: number;
  labReportId: number;
  sourceId: number;
  subId: string;
  status: string;
  versionAt: Date | null;
  sentAt: Date | null;
  isCritical: boolean;
};

/** The newest of each patient that are looked at: more than a ward measures of a few parameters in a year. */
const AT_MOST = 2_000;

/**
 * Standing results of patients under codes (folded to capitals), by the time of their collection: from the beginning of a
 * span to before its end. The steps are those of the worklist's earlier values, each a look into one index by its full key.
 */
export async function listEarlierResults(
  tx: Tx,
  labId: number,
  codes: readonly string[],
  spans: readonly PatientSpan[],
): Promise<EarlierRow[]> {
  const input = spans.map(({ patientId, from, to }) => ({ patient_id: patientId, from_at: from, to_at: to }));
  const { rows } = await sql<EarlierRow>`/* prepared */
    select u.patient_id as "patientId", f.*
    from json_to_recordset(${JSON.stringify(input)}::json) as u(patient_id bigint, from_at timestamptz, to_at timestamptz)
    cross join lateral (
      select b.source_id as "sourceId", r.id as "labReportId", v.id as "resultId", r.specimen, v.parameter_code as "parameterCode", v.code_system as "codeSystem",
        v.sub_id as "subId", v.value, v.unit, v.status, v.version_at as "versionAt", v.sent_at as "sentAt", v.is_critical as "isCritical",
        coalesce(v.observed_at, r.collected_at, v.received_at) as at
      from (select b1.id, b1.source_id from bills b1 where b1.lab_id = ${labId} and b1.patient_id = u.patient_id offset 0) b
      cross join lateral (select r1.id, r1.collected_at, array_remove(array[r1.specimen, r1.specimen_code], null) as specimen
        from lab_reports r1 where r1.lab_id = ${labId} and r1.bill_id = b.id offset 0) r
      cross join lateral (select p.* from results p
        where p.lab_id = ${labId} and p.lab_report_id = r.id and p.superseded_at is null and p.status not in ('D', 'W', 'X')
          and upper(trim(p.parameter_code)) = any(${[...codes]}::text[]) offset 0) v
      where coalesce(v.observed_at, r.collected_at, v.received_at) >= u.from_at
        and coalesce(v.observed_at, r.collected_at, v.received_at) < u.to_at
      order by at desc limit ${AT_MOST}
    ) f`.execute(tx);
  return rows;
}
