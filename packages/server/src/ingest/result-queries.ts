import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { toJsonRows } from './database-text.ts';
import type { EvaluatedResult, StoredResult } from './result-version.ts';

/** What stands on these reports before the batch. The reports are locked by their upsert, so it stays true. */
export async function listStandingResults(tx: Tx, labId: number, labReportIds: number[]): Promise<StoredResult[]> {
  const { rows } = await sql<StoredResult>`
    select id, lab_report_id as "labReportId", parameter_code as "parameterCode", code_system as "codeSystem", sub_id as "subId",
      parameter_name as "parameterName", value, unit, reference_range as "referenceRange", flags, status, version_at as "versionAt", note, verdict,
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

export async function insertResults(tx: Tx, labId: number, results: readonly NewResult[]): Promise<void> {
  const rows = results.map(({ result, verdict, labReportId, messageId, receivedAt, supersededAt }) => ({
    r: labReportId,
    m: messageId,
    pc: result.parameterCode,
    cs: result.codeSystem || undefined,
    pn: result.parameterName,
    si: result.subId || undefined,
    vt: result.valueType || undefined,
    v: result.value,
    u: result.unit ?? undefined,
    rr: result.referenceRange ?? undefined,
    f: result.flags.length > 0 ? result.flags : undefined,
    s: result.status,
    va: result.versionAt ?? undefined,
    oa: result.observedAt ?? undefined,
    ra: receivedAt,
    sa: supersededAt ?? undefined,
    n: result.note ?? undefined,
    ve: verdict.verdict,
    c: verdict.isCritical || undefined,
    vr: verdict.reason,
    sv: verdict.senderVerdict ?? undefined,
    d: verdict.isDisagreement || undefined,
    li: verdict.limitId ?? undefined,
    lv: verdict.limitVersion ?? undefined,
    b: verdict.bounds ?? undefined,
    t: verdict.tier ?? undefined,
  }));
  // Short names, and nothing said that is empty: they are written and read once per row, some thousand times a second.
  await sql`/* prepared */
    insert into results (lab_id, lab_report_id, message_id, parameter_code, code_system, parameter_name, sub_id, value_type, value, unit,
      reference_range, flags, status, version_at, observed_at, received_at, superseded_at, note, verdict, is_critical, verdict_reason,
      sender_verdict, is_disagreement, limit_id, limit_version, bounds, tier)
    select ${labId}, r, m, pc, coalesce(cs, ''), pn, coalesce(si, ''), coalesce(vt, ''), v, u, rr, coalesce(f, '{}'), s, va, oa, ra, sa, n, ve,
      coalesce(c, false), vr, sv, coalesce(d, false), li, lv, b, t
    from json_to_recordset(${toJsonRows(rows)}::json) as x(r bigint, m bigint, pc text, cs text, pn text, si text, vt text, v text, u text, rr text,
      f text[], s text, va timestamptz, oa timestamptz, ra timestamptz, sa timestamptz, n text, ve text, c boolean, vr text, sv text, d boolean,
      li bigint, lv int, b jsonb, t text)`.execute(tx);
}
