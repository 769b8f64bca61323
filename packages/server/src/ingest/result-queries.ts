import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { type Storable, toArrayText } from './database-text.ts';
import type { EvaluatedResult, StoredResult } from './result-version.ts';

/** What stands on these reports before the batch. The reports are locked by their upsert, so it stays true. */
export async function listStandingResults(tx: Tx, labId: number, labReportIds: number[]): Promise<StoredResult[]> {
  const { rows } = await sql<StoredResult>`
    select id, lab_report_id as "labReportId", parameter_code as "parameterCode", code_system as "codeSystem", sub_id as "subId",
      parameter_name as "parameterName", value, unit, reference_range as "referenceRange", flags, status, version_at as "versionAt", sent_at as "sentAt", note, verdict,
      is_critical as "isCritical", sender_verdict as "senderVerdict"
    from results where lab_id = ${labId} and lab_report_id = any(${labReportIds}::bigint[]) and superseded_at is null`.execute(
    tx,
  );
  return rows;
}

export async function supersedeResults(tx: Tx, labId: number, now: Date, ids: number[]): Promise<void> {
  await sql`update results set superseded_at = ${now} where lab_id = ${labId} and id = any(${ids}::bigint[])`.execute(tx);
}

export type NewResult = EvaluatedResult & { labReportId: number; messageId: number; receivedAt: Date; supersededAt: Date | null };

export async function insertResults(tx: Tx, labId: number, rows: readonly NewResult[]): Promise<void> {
  const results = (of: (result: NewResult['result']) => Storable) => toArrayText(rows.map(({ result }) => of(result)));
  const verdicts = (of: (verdict: NewResult['verdict']) => Storable) => toArrayText(rows.map(({ verdict }) => of(verdict)));
  await sql`/* prepared */
    insert into results (lab_id, lab_report_id, message_id, received_at, superseded_at, parameter_code, code_system, parameter_name, sub_id,
      value_type, value, unit, reference_range, flags, status, version_at, sent_at, observed_at, note, verdict, is_critical, verdict_reason,
      sender_verdict, is_disagreement, limit_id, limit_version, bounds, tier, is_beyond_second, passed, delta)
    select ${labId}, report, message, received_at, superseded_at, parameter, coalesce(system, ''), name, coalesce(sub_id, ''), coalesce(type, ''),
      value, unit, reference_range, coalesce(flags::text[], '{}'), status, version_at, sent_at, observed_at, note, verdict, coalesce(is_critical, false),
      reason, sender_verdict, coalesce(is_disagreement, false), limit_id, limit_version, bounds, tier, coalesce(is_beyond_second, false), passed, delta
    from unnest(${toArrayText(rows.map((row) => row.labReportId))}::bigint[], ${toArrayText(rows.map((row) => row.messageId))}::bigint[],
      ${toArrayText(rows.map((row) => row.receivedAt))}::timestamptz[], ${toArrayText(rows.map((row) => row.supersededAt))}::timestamptz[],
      ${results((r) => r.parameterCode)}::text[], ${results((r) => r.codeSystem || null)}::text[], ${results((r) => r.parameterName)}::text[],
      ${results((r) => r.subId || null)}::text[], ${results((r) => r.valueType || null)}::text[], ${results((r) => r.value)}::text[],
      ${results((r) => r.unit)}::text[], ${results((r) => r.referenceRange)}::text[], ${results((r) => toArrayText(r.flags))}::text[],
      ${results((r) => r.status)}::text[], ${results((r) => r.versionAt)}::timestamptz[], ${results((r) => r.sentAt)}::timestamptz[],
      ${results((r) => r.observedAt)}::timestamptz[],
      ${results((r) => r.note)}::text[], ${verdicts((v) => v.verdict)}::text[], ${verdicts((v) => v.isCritical || null)}::boolean[],
      ${verdicts((v) => v.reason)}::text[], ${verdicts((v) => v.senderVerdict)}::text[], ${verdicts((v) => v.isDisagreement || null)}::boolean[],
      ${verdicts((v) => v.limitId)}::bigint[], ${verdicts((v) => v.limitVersion)}::int[],
      ${verdicts((v) => v.bounds && JSON.stringify(v.bounds))}::jsonb[], ${verdicts((v) => v.tier)}::text[],
      ${verdicts((v) => v.isBeyondSecond || null)}::boolean[], ${verdicts((v) => v.passed && JSON.stringify(v.passed))}::jsonb[],
      ${verdicts((v) => v.delta && JSON.stringify(v.delta))}::jsonb[]
    ) as x(report, message, received_at, superseded_at, parameter, system, name, sub_id, type, value, unit, reference_range, flags, status,
      version_at, sent_at, observed_at, note, verdict, is_critical, reason, sender_verdict, is_disagreement, limit_id, limit_version, bounds, tier,
      is_beyond_second, passed, delta)`.execute(tx);
}
