import type { Repeat, Repeats, RepeatsQuery } from '@critical-callout/contract/repeats';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';

type Row = {
  id: number;
  bill: Repeat['bill'];
  labReportId: number;
  testName: string;
  parameterName: string;
  value: string;
  unit: string | null;
  referenceRange: string | null;
  verdict: Repeat['verdict'];
  collectedAt: Date | null;
  suppressedAt: Date;
  rule: Repeat['rule'];
  earlier: Repeat['earlier'];
  endedAt: Date | null;
  endedReason: Repeat['endedReason'];
  endedBy: string | null;
};

const FROM_VISIBLE = (session: LabSession) => sql`
  from repeat_suppressions s
  join lab_reports r on r.lab_id = s.lab_id and r.id = s.lab_report_id
  join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
  where s.lab_id = ${session.labId} and ${visibleReports(session)}`;

/** Critical results that a rule keeps from being called, newest first, with the rule and what was told earlier. */
export async function readRepeats(tx: Tx, session: LabSession, query: RepeatsQuery): Promise<Repeats> {
  const isLive = query.state === 'all' ? null : query.state === 'live';
  const { rows } = await sql<Row>`
    with page as (select s.* ${FROM_VISIBLE(session)}
      and (${isLive}::boolean is null or (s.ended_at is null) = ${isLive})
      and (${query.billId ?? null}::bigint is null or b.id = ${query.billId ?? null})
      and (${query.cursor ?? null}::bigint is null or s.id < ${query.cursor ?? null})
      order by s.id desc limit ${query.limit + 1})
    select s.id, s.lab_report_id as "labReportId", r.test_name as "testName", p.parameter_name as "parameterName", p.value, p.unit,
      p.reference_range as "referenceRange", p.verdict, r.collected_at as "collectedAt", s.suppressed_at as "suppressedAt",
      s.ended_at as "endedAt", s.ended_reason as "endedReason", s.ended_by as "endedBy",
      json_build_object('billId', b.id, 'billNumber', b.bill_number, 'accessionNumber', b.accession_number, 'ward', b.ward,
        'patient', json_build_object('id', t.id, 'familyName', t.family_name, 'givenName', t.given_name, 'title', t.title, 'born', t.born,
          'sex', t.sex, 'identifier', t.identifier, 'identifierType', t.identifier_type, 'secondIdentifier', t.second_identifier,
          'secondIdentifierType', t.second_identifier_type)) as bill,
      json_build_object('id', f.id, 'version', f.version, 'scope', f.scope, 'windowHours', f.window_hours,
        'worseByPercent', f.worse_by_percent::text, 'isReentryCalled', f.is_reentry_called, 'location', f.location) as rule,
      json_build_object('billId', k.bill_id, 'billNumber', k.bill_number, 'labReportId', s.earlier_lab_report_id, 'value', q.value,
        'unit', q.unit, 'calloutId', k.id, 'toldAt', to_char(k.performed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'toldName', nullif(coalesce(nullif(k.critical_callout_meta#>>'{already_notified,phone_call,name}', ''),
          k.critical_callout_meta#>>'{already_notified,fax,name}'), ''),
        'performedByName', coalesce(e.payload#>>'{actor,name}', '')) as earlier
    from page s
    join lab_reports r on r.lab_id = s.lab_id and r.id = s.lab_report_id
    join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    join patients t on t.lab_id = b.lab_id and t.id = b.patient_id
    join results p on p.lab_id = s.lab_id and p.id = s.result_id
    join results q on q.lab_id = s.lab_id and q.id = s.earlier_result_id
    join repeat_rules f on f.lab_id = s.lab_id and f.id = s.rule_id
    join critical_callouts k on k.lab_id = s.lab_id and k.id = s.earlier_callout_id
    join events e on e.lab_id = k.lab_id and e.seq = k.event_seq
    order by s.id desc`.execute(tx);
  const { rows: counts } = await sql<{ live: number }>`
    select count(*)::integer as live ${FROM_VISIBLE(session)} and s.ended_at is null`.execute(tx);
  const items = rows.slice(0, query.limit).map(repeatOut);
  return { items, liveCount: counts[0]?.live ?? 0, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}

function repeatOut(row: Row): Repeat {
  return {
    ...row,
    collectedAt: row.collectedAt?.toISOString() ?? null,
    suppressedAt: row.suppressedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
