import type { CriticalRecord, Parameter, ToldBefore } from '@critical-callout/contract/callout';
import type { LabSession } from '@critical-callout/domain/auth';
import type { CriticalValues } from '@critical-callout/domain/callout';
import { type RawBuilder, sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import { BY_HAND, type ByHandRow, byHandOut } from '../platform/by-hand-sql.ts';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';
import { listMeasuredOpenings, type MeasuredOpening } from '../platform/openings.ts';

type ReportRow = {
  id: number;
  bill_id: number;
  test_code: string;
  test_name: string;
  specimen: string | null;
  department_id: number | null;
  status: CriticalRecord['status'];
  critical_values: CriticalValues;
  critical_reason: string | null;
  told_before: ToldBefore[];
  critical_at: Date | null;
  due_at: Date | null;
  collected_at: Date | null;
  resulted_at: Date | null;
  received_at: Date;
  by_hand: ByHandRow | null;
};

export type BillRecord = CriticalRecord & { billId: number };

/** What a list needs of each report, or what the panel needs. */
export type RecordScope = { billIds: readonly number[]; criticalValues: readonly CriticalValues[]; onlyCritical: boolean };

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/**
 * The reports of orders that are in the given states, not dismissed, sample collected and in the session's scope, with
 * their parameters and measures: three statements, however many orders and reports.
 */
export async function listRecords(tx: Tx, session: LabSession, scope: RecordScope): Promise<BillRecord[]> {
  const { rows } = await sql<ReportRow>`
    select r.id, r.bill_id, r.test_code, r.test_name, r.specimen, r.department_id, r.status, r.critical_values, r.critical_reason,
      r.critical_at, r.due_at, r.collected_at, r.resulted_at, r.received_at, ${TOLD_BEFORE} as told_before,
      ${BY_HAND} as by_hand
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = ${session.labId} and r.bill_id = any(${[...scope.billIds]}::bigint[])
      and r.critical_values = any(${[...scope.criticalValues]}::smallint[]) and r.dismissed_at is null and r.is_collected
      and ${visibleReports(session)}
    order by r.due_at nulls last, r.id
  `.execute(tx);
  const parameters = await listParameters(
    tx,
    session.labId,
    rows.map((row) => row.id),
    scope.onlyCritical,
  );
  const openings = await listMeasuredOpenings(
    tx,
    session.labId,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    billId: row.bill_id,
    labReportId: row.id,
    testCode: row.test_code,
    testName: row.test_name,
    specimen: row.specimen,
    departmentId: row.department_id,
    status: row.status,
    criticalValues: row.critical_values,
    criticalReason: row.critical_reason,
    toldBefore: row.told_before.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
    measures: measuresOut(openings.get(row.id) ?? []),
    criticalAt: iso(row.critical_at),
    dueAt: iso(row.due_at),
    collectedAt: iso(row.collected_at),
    resultedAt: iso(row.resulted_at),
    receivedAt: row.received_at.toISOString(),
    byHand: byHandOut(row.by_hand),
    parameters: parameters.get(row.id) ?? [],
  }));
}

/** Open again or changed while open: whoever heard an earlier value. Written with the change, whatever was done since. */
const TOLD_BEFORE = sql`case when r.critical_values in ${IS.open} then coalesce((select t.told from (
    select o.event_seq, o.told from callout_openings o where o.lab_id = r.lab_id and o.lab_report_id = r.id
    union all select c.event_seq, c.told from callout_corrections c where c.lab_id = r.lab_id and c.lab_report_id = r.id) t
  order by t.event_seq desc, jsonb_array_length(t.told) desc limit 1), '[]') else '[]' end`;

/** Of the latest opening: the callout that is under way, or was the last. */
function measuresOut(openings: readonly MeasuredOpening[]): CriticalRecord['measures'] {
  const current = openings.at(-1);
  if (!current) return null;
  const { id: _id, labReportId: _labReportId, kind: _kind, reason: _reason, ...measures } = current;
  return {
    ...measures,
    criticalAt: measures.criticalAt.toISOString(),
    dueAt: measures.dueAt.toISOString(),
    firstAttemptAt: iso(measures.firstAttemptAt),
    doneAt: iso(measures.doneAt),
    acknowledgedAt: iso(measures.acknowledgedAt),
    openings: openings.length,
  };
}

type ParameterRow = {
  id: number;
  lab_report_id: number;
  parameter_code: string;
  parameter_name: string;
  value_type: string;
  value: string;
  unit: string | null;
  reference_range: string | null;
  flags: string[];
  status: string;
  note: string | null;
  observed_at: Date | null;
  verdict: Parameter['verdict'];
  is_critical: boolean;
  verdict_reason: string;
  is_disagreement: boolean;
  is_beyond_second: boolean;
  limit_id: number | null;
  limit_version: number | null;
  bounds: Parameter['bounds'];
  passed: Parameter['passed'];
  delta: Parameter['delta'];
  corrected: { value: string; unit: string | null; received_at: string; is_critical: boolean } | null;
  earlier: { value: string; unit: string | null; observed_at: string | null; at: string }[] | null;
};

/** How many earlier values the line beside a value shows. */
const TREND_VALUES = 10;

/**
 * Current results with the version each replaced (where the value changed) and the patient's latest earlier result of the
 * same parameter. A report opened by a correction keeps showing the parameter that was critical before.
 */
async function listParameters(
  tx: Tx,
  labId: number,
  labReportIds: readonly number[],
  onlyCritical: boolean,
): Promise<Map<number, Parameter[]>> {
  const replaced: RawBuilder<unknown> = sql`
    select jsonb_build_object('value', old.value, 'unit', old.unit, 'received_at', old.received_at, 'is_critical', old.is_critical)
    from results old
    where old.lab_id = p.lab_id and old.lab_report_id = p.lab_report_id and old.parameter_code = p.parameter_code
      and old.code_system = p.code_system and old.sub_id = p.sub_id and old.superseded_at is not null
      and (old.value <> p.value or old.unit is distinct from p.unit) and old.received_at <= p.received_at
    order by old.received_at desc, old.id desc limit 1`;
  // The newest of all earlier results, turned round so that the oldest comes first. The list shows only the last of them.
  const earlier: RawBuilder<unknown> = sql`
    select jsonb_agg(jsonb_build_object('value', t.value, 'unit', t.unit, 'observed_at', t.observed_at, 'at', t.at) order by t.at)
    from (
      select e.value, e.unit, coalesce(e.observed_at, er.collected_at) as observed_at, coalesce(e.observed_at, er.collected_at, e.received_at) as at
      from (select b2.id from bills b2 where b2.lab_id = ${labId} and b2.patient_id = b.patient_id offset 0) eb
      cross join lateral (select r2.id, r2.collected_at from lab_reports r2
        where r2.lab_id = ${labId} and r2.bill_id = eb.id and r2.id <> p.lab_report_id offset 0) er
      cross join lateral (select p2.value, p2.unit, p2.observed_at, p2.received_at from results p2
        where p2.lab_id = ${labId} and p2.lab_report_id = er.id and p2.superseded_at is null and p2.status not in ('D', 'W', 'X')
          and p2.parameter_code = p.parameter_code and p2.code_system = p.code_system offset 0) e
      where coalesce(e.observed_at, er.collected_at, e.received_at) < coalesce(p.observed_at, r.collected_at, p.received_at)
      order by at desc limit ${onlyCritical ? 1 : TREND_VALUES}
    ) t`;
  // `offset 0` keeps each step a look into one index by its full key. Of a table PostgreSQL has not counted yet it believes
  // that a laboratory has two or three rows, and joined these tables by reading all of them for each row: minutes.
  const { rows } = await sql<ParameterRow>`
    select p.id, p.lab_report_id, p.parameter_code, p.parameter_name, p.value_type, p.value, p.unit, p.reference_range, p.flags, p.status,
      p.note, p.observed_at, p.verdict, p.is_critical, p.verdict_reason, p.is_disagreement, p.is_beyond_second, p.limit_id, p.limit_version, p.bounds, p.passed, p.delta,
      c.corrected, case when p.is_critical then (${earlier}) end as earlier
    from unnest(${[...labReportIds]}::bigint[]) as asked(id)
    cross join lateral (select r1.bill_id, r1.collected_at from lab_reports r1 where r1.lab_id = ${labId} and r1.id = asked.id offset 0) r
    cross join lateral (select b1.patient_id from bills b1 where b1.lab_id = ${labId} and b1.id = r.bill_id offset 0) b
    cross join lateral (select p1.* from results p1 where p1.lab_id = ${labId} and p1.lab_report_id = asked.id and p1.superseded_at is null offset 0) p
    left join lateral (select (${replaced}) as corrected) c on true
    where ${!onlyCritical} or p.is_critical or (c.corrected->>'is_critical')::boolean
    order by p.is_critical desc, p.id
  `.execute(tx);
  const byReport = new Map<number, Parameter[]>();
  for (const row of rows) {
    const list = byReport.get(row.lab_report_id);
    if (list) list.push(present(row, !onlyCritical));
    else byReport.set(row.lab_report_id, [present(row, !onlyCritical)]);
  }
  return byReport;
}

function present(row: ParameterRow, hasTrend: boolean): Parameter {
  const earlier = row.earlier ?? [];
  const previous = earlier.at(-1);
  return {
    resultId: row.id,
    parameterCode: row.parameter_code,
    parameterName: row.parameter_name,
    valueType: row.value_type,
    value: row.value,
    unit: row.unit ?? '',
    referenceRange: row.reference_range ?? '',
    flags: row.flags,
    status: row.status,
    note: row.note,
    observedAt: iso(row.observed_at),
    verdict: row.verdict,
    isCritical: row.is_critical,
    verdictReason: row.verdict_reason,
    isBeyondSecond: row.is_beyond_second,
    isDisagreement: row.is_disagreement,
    limitId: row.limit_id,
    limitVersion: row.limit_version,
    bounds: row.bounds,
    passed: row.passed,
    delta: row.delta,
    corrected: row.corrected && {
      value: row.corrected.value,
      unit: row.corrected.unit ?? '',
      receivedAt: new Date(row.corrected.received_at).toISOString(),
    },
    previous: previous
      ? {
          value: previous.value,
          unit: previous.unit ?? '',
          observedAt: previous.observed_at ? new Date(previous.observed_at).toISOString() : null,
        }
      : null,
    trend: hasTrend
      ? earlier.map(({ value, unit, at }) => ({ value, unit: unit ?? '', observedAt: new Date(at).toISOString() }))
      : [],
  };
}
