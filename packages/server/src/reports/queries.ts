import type { ExportQuery } from '@critical-callout/contract/exports';
import type { LabSession } from '@critical-callout/domain/auth';
import { CriticalValues, OPEN_CRITICAL_VALUES } from '@critical-callout/domain/callout';
import { type RawBuilder, sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';

export type ExportedReport = {
  id: number;
  bill_id: number;
  /** Of the first time it opened in the period. */
  opening_id: number;
  critical_at: Date;
  bill_number: string;
  accession_number: string | null;
  family_name: string | null;
  given_name: string | null;
  born: string | null;
  sex: string | null;
  identifier: string | null;
  ward: string | null;
  department: string | null;
  test_name: string;
  critical_values: CriticalValues;
  collected_at: Date | null;
  resulted_at: Date | null;
  parameters:
    | { name: string; value: string; unit: string | null; range: string | null; bounds: Record<string, string | null> | null }[]
    | null;
  /** The newest callout; of a report that is done, the newest that did it: an attempt after that undoes nothing. */
  last: {
    id: number;
    is_draft: boolean;
    performed_at: string;
    recorded_at: string;
    outcome: string;
    recipients: string[];
    comment: string;
    /** As stored; read by readCalloutMeta. */
    meta: unknown;
    read_back: { isMatch?: boolean; exception?: string; values?: { resultId: number; heard: string }[] } | null;
    back_dated_reason: string | null;
    closing_code: string | null;
    relay: { state: string; desk: string | null; passed_on_to: string | null; confirmed_by: string | null } | null;
    sent_to: { name: string; phone: string } | null;
    name: string | null;
  } | null;
};

/**
 * Reports that opened in the period, in the session's scope, as the filters of the screen say. `o` is the first opening of
 * the report in the period: what happened later to the same report moves neither the row nor its times.
 */
function exported(session: LabSession, query: ExportQuery): RawBuilder<boolean> {
  const states = { pending: OPEN_CRITICAL_VALUES, done: [CriticalValues.CALLOUT_DONE], all: Object.values(CriticalValues) }[
    query.tab
  ];
  const text = query.q?.toLowerCase() ?? '';
  const day = (date: string) =>
    sql`(select ${date}::date::timestamp at time zone l.zone from labs l where l.id = ${session.labId})`;
  return sql<boolean>`o.lab_id = ${session.labId} and o.critical_at >= ${day(query.from)} and o.critical_at < ${day(query.to)}
    and not exists (select from callout_openings before where before.lab_id = o.lab_id and before.lab_report_id = o.lab_report_id
      and before.event_seq < o.event_seq and before.critical_at >= ${day(query.from)} and before.critical_at < ${day(query.to)})
    and r.critical_values = any(${[...states]}::smallint[]) and r.dismissed_at is null
    and (${query.departmentId ?? null}::bigint is null or r.department_id = ${query.departmentId ?? null})
    and (${text} = '' or position(${text} in lower(concat_ws(' ', p.family_name, p.given_name, p.identifier, b.bill_number, b.accession_number, b.ward, r.test_name))) > 0)
    and ${visibleReports(session)}`;
}

const OPENED = sql`callout_openings o join lab_reports r on r.lab_id = o.lab_id and r.id = o.lab_report_id
  join bills b on b.lab_id = r.lab_id and b.id = r.bill_id join patients p on p.lab_id = b.lab_id and p.id = b.patient_id`;

export async function countExported(
  tx: Tx,
  session: LabSession,
  query: ExportQuery,
): Promise<{ reports: number; labCode: string }> {
  const { rows } = await sql<{ reports: number; code: string }>`
    select count(r.id) as reports, (select code from labs where id = ${session.labId}) as code
    from ${OPENED} where ${exported(session, query)}
  `.execute(tx);
  return { reports: rows[0]?.reports ?? 0, labCode: rows[0]?.code ?? '' };
}

export type ExportPlace = { criticalAt: Date; id: number };

/** The next so many reports after a place, in the order they became critical, with parameters and callouts, in one statement. */
export async function listExported(
  tx: Tx,
  session: LabSession,
  query: ExportQuery,
  after: ExportPlace | null,
  limit: number,
): Promise<ExportedReport[]> {
  const { rows } = await sql<ExportedReport>`
    with page as (
      select r.lab_id, r.id, r.bill_id, o.id as opening_id, o.critical_at, b.bill_number, b.accession_number, p.family_name, p.given_name, p.born, p.sex, p.identifier, b.ward,
        r.department_id, r.test_name, r.critical_values, r.collected_at, r.resulted_at
      from ${OPENED}
      where ${exported(session, query)}
        and (${after?.criticalAt ?? null}::timestamptz is null or (o.critical_at, r.id) > (${after?.criticalAt ?? null}::timestamptz, ${after?.id ?? 0}::bigint))
      order by o.critical_at, r.id limit ${limit})
    select g.id, g.bill_id, g.opening_id, g.critical_at, g.bill_number, g.accession_number, g.family_name, g.given_name, g.born, g.sex, g.identifier, g.ward,
      d.name as department, g.test_name, g.critical_values, g.collected_at, g.resulted_at,
      (select jsonb_agg(jsonb_build_object('name', v.parameter_name, 'value', v.value, 'unit', v.unit, 'range', v.reference_range, 'bounds', v.bounds) order by v.id)
        from results v where v.lab_id = g.lab_id and v.lab_report_id = g.id and v.superseded_at is null and v.is_critical) as parameters,
      (select jsonb_build_object('id', k.id, 'is_draft', k.is_draft, 'performed_at', k.performed_at, 'recorded_at', k.recorded_at, 'outcome', k.outcome, 'recipients', k.recipients,
          'comment', k.critical_callout_comment, 'meta', k.critical_callout_meta, 'read_back', k.read_back, 'back_dated_reason', k.back_dated_reason, 'closing_code', k.closing_code, 'relay', k.relay, 'sent_to', k.sent_to,
          'name', e.payload#>>'{actor,name}')
        from critical_callouts k join events e on e.lab_id = k.lab_id and e.seq = k.event_seq
        where k.lab_id = g.lab_id and k.bill_id = g.bill_id and (k.lab_report_id = g.id or k.critical_callout_meta->'callout_for' @> to_jsonb(g.id))
        order by (g.critical_values = ${CriticalValues.CALLOUT_DONE} and not k.is_draft) desc, k.id desc limit 1) as last
    from page g left join departments d on d.lab_id = g.lab_id and d.id = g.department_id
    order by g.critical_at, g.id
  `.execute(tx);
  return rows;
}
