import type { CodeMapping } from '@critical-callout/domain/evaluation';
import type { EarlierResult, NewCritical, RepeatRule } from '@critical-callout/domain/repeats';
import type { PatientClass } from '@critical-callout/domain/result';
import { sql } from 'kysely';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';

export type Identity = { parameterCode: string; codeSystem: string; subId: string };
export type Loaded = { rules: RepeatRule[]; live: LiveSuppression[]; mappings: CodeMapping[] };
export type LiveSuppression = Identity & { id: number; labReportId: number };

/**
 * The rules in force, what they suppress on these reports, and how senders' codes are read; one statement, the only one of a lab that
 * has no rules.
 */
export async function loadRepeats(tx: Tx, labId: number, labReportIds: readonly number[]): Promise<Loaded> {
  const { rows } = await sql<Loaded>`/* prepared */
    select
      coalesce((select json_agg(json_build_object('id', f.id, 'ruleKey', f.rule_key, 'version', f.version, 'parameterCode', f.parameter_code,
          'codeSystem', f.code_system, 'location', f.location, 'scope', f.scope, 'windowHours', f.window_hours,
          'worseByPercent', f.worse_by_percent::text, 'isReentryCalled', f.is_reentry_called))
        from (select distinct on (rule_key) * from repeat_rules where lab_id = ${labId} and approved_at is not null
          order by rule_key, version desc) f where f.is_active), '[]') as rules,
      coalesce((select json_agg(json_build_object('id', s.id, 'labReportId', s.lab_report_id, 'parameterCode', s.parameter_code,
          'codeSystem', s.code_system, 'subId', s.sub_id))
        from repeat_suppressions s where s.lab_id = ${labId} and s.lab_report_id = any(${[...labReportIds]}::bigint[]) and s.ended_at is null),
        '[]') as live,
      coalesce((select json_agg(json_build_object('id', m.id, 'version', m.version, 'sourceId', m.source_id, 'fromCode', m.from_code,
          'fromSystem', m.from_system, 'fromUnit', m.from_unit, 'toCode', m.to_code, 'toSystem', m.to_system, 'toUnit', m.to_unit))
        from (select distinct on (mapping_key) * from code_mappings where lab_id = ${labId} order by mapping_key, version desc) m
        where m.is_active), '[]') as mappings`.execute(tx);
  return rows[0] ?? { rules: [], live: [], mappings: [] };
}

export type CriticalNow = Identity &
  Omit<NewCritical, 'isDoubtful'> & {
    resultId: number;
    labReportId: number;
    patientId: number;
    sourceId: number;
    parameterName: string;
    location: string | null;
    /** The names of the specimen it was measured in. */
    specimen: string[];
    status: string;
  };

/** When a value was true of the patient: observed, else collected, else received. */
const CLINICAL_TIME = sql`coalesce(p.observed_at, r.collected_at, p.received_at)`;
const TAKEN_BACK = sql`('D', 'W', 'X')`;

/** What stands critical on these reports, with the patient and place it is of. */
export async function listCriticalNow(tx: Tx, labId: number, labReportIds: readonly number[]): Promise<CriticalNow[]> {
  const { rows } = await sql<CriticalNow>`
    select p.id as "resultId", p.lab_report_id as "labReportId", b.patient_id as "patientId", b.source_id as "sourceId",
      p.parameter_code as "parameterCode", p.code_system as "codeSystem", p.sub_id as "subId", p.parameter_name as "parameterName", b.ward as location, p.status, p.verdict,
      array_remove(array[r.specimen, r.specimen_code], null) as specimen, p.value, p.unit, ${CLINICAL_TIME} as at, b.visit_number as "visitNumber", l.molar_mass::text as "molarMass", l.valence
    from results p join lab_reports r on r.lab_id = p.lab_id and r.id = p.lab_report_id
    join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    left join limits l on l.lab_id = p.lab_id and l.id = p.limit_id
    where p.lab_id = ${labId} and p.lab_report_id = any(${[...labReportIds]}::bigint[]) and p.superseded_at is null and p.is_critical
      and p.status not in ${TAKEN_BACK}
    order by p.id`.execute(tx);
  return rows;
}

/** Callouts by which somebody heard the value. What was only sent, or declared done, is no reason to stay silent. */
const HEARD = sql`('reached-read-back', 'reached-no-read-back')`;
/** No window is longer than 30 days; the first of a stay that began before this is called again. */
const HISTORY_DAYS = 45;
const MAX_HISTORY = 5000;

export type HistoryRow = EarlierResult & {
  patientId: number;
  sourceId: number;
  parameterCode: string;
  codeSystem: string;
  specimen: string[];
  billNumber: string;
};

/**
 * Everything these patients had under these codes (folded to capitals) lately, on whatever report and from whatever source. Their reports are locked against a change:
 * a correction of what was told waits for this transaction, finds what it suppressed, and opens it.
 */
export async function listHistory(
  tx: Tx,
  labId: number,
  now: Date,
  { patientIds, codes }: { patientIds: readonly number[]; codes: readonly string[] },
): Promise<{ rows: HistoryRow[]; isComplete: boolean }> {
  const { rows } = await sql<HistoryRow>`
    select b.patient_id as "patientId", b.source_id as "sourceId", p.parameter_code as "parameterCode", p.code_system as "codeSystem", b.bill_number as "billNumber",
      p.id as "resultId", p.lab_report_id as "labReportId", p.is_critical as "isCritical", p.verdict, p.value, p.unit,
      ${CLINICAL_TIME} as at, b.visit_number as "visitNumber", array_remove(array[r.specimen, r.specimen_code], null) as specimen,
      exists (select from repeat_suppressions s where s.lab_id = p.lab_id and s.lab_report_id = p.lab_report_id
        and s.parameter_code = p.parameter_code and s.code_system = p.code_system and s.sub_id = p.sub_id and s.ended_at is null) as "isSuppressed",
      case when r.critical_values = ${IS.done} and k.id is not null
        then json_build_object('calloutId', k.id, 'at', k.performed_at) end as told
    from bills b join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id
    join results p on p.lab_id = r.lab_id and p.lab_report_id = r.id and p.superseded_at is null and p.status not in ${TAKEN_BACK}
    left join lateral (select c.id, c.performed_at from critical_callouts c
      where c.lab_id = r.lab_id and c.lab_report_id = r.id and not c.is_draft and c.outcome in ${HEARD} order by c.id desc limit 1) k on true
    where b.lab_id = ${labId} and b.patient_id = any(${[...patientIds]}::bigint[]) and upper(trim(p.parameter_code)) = any(${[...codes]}::text[])
      and ${CLINICAL_TIME} > ${new Date(now.getTime() - HISTORY_DAYS * 86_400_000)}
    order by r.id, p.id limit ${MAX_HISTORY} for share of r`.execute(tx);
  const read = rows.map((row) => ({ ...row, told: row.told && { ...row.told, at: new Date(row.told.at) } }));
  return { rows: read, isComplete: rows.length < MAX_HISTORY };
}

export type NewSuppression = Identity & {
  labReportId: number;
  resultId: number;
  ruleId: number;
  earlierLabReportId: number;
  earlierResultId: number;
  earlierCalloutId: number;
  eventSeq: number;
};

export async function insertSuppressions(tx: Tx, labId: number, now: Date, rows: readonly NewSuppression[]): Promise<void> {
  await sql`
    insert into repeat_suppressions (lab_id, lab_report_id, parameter_code, code_system, sub_id, result_id, rule_id, earlier_lab_report_id,
      earlier_result_id, earlier_callout_id, suppressed_at, event_seq)
    select ${labId}, s."labReportId", s."parameterCode", s."codeSystem", s."subId", s."resultId", s."ruleId", s."earlierLabReportId",
      s."earlierResultId", s."earlierCalloutId", ${now}, s."eventSeq"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s ("labReportId" bigint, "parameterCode" text, "codeSystem" text, "subId" text,
      "resultId" bigint, "ruleId" bigint, "earlierLabReportId" bigint, "earlierResultId" bigint, "earlierCalloutId" bigint,
      "eventSeq" bigint)`.execute(tx);
}

export type Ending = {
  id: number;
  reason: 'opened' | 'earlier-changed' | 'report-opened' | 'not-critical';
  by: string;
  eventSeq: number;
};

export async function endSuppressions(tx: Tx, labId: number, now: Date, endings: readonly Ending[]): Promise<void> {
  await sql`
    update repeat_suppressions s set ended_at = ${now}, ended_reason = e.reason, ended_by = e.by, ended_event_seq = e."eventSeq"
    from jsonb_to_recordset(${JSON.stringify(endings)}::jsonb) as e (id bigint, reason text, "by" text, "eventSeq" bigint)
    where s.lab_id = ${labId} and s.id = e.id and s.ended_at is null`.execute(tx);
}

export type Suppressed = LiveSuppression & { billId: number; testName: string; patientClass: PatientClass | null };

/** What is suppressed live: on these reports, or because of these earlier ones. Reports without an order are nobody's to call. */
export async function listSuppressed(
  tx: Tx,
  labId: number,
  of: { labReportIds?: readonly number[]; earlierLabReportIds?: readonly number[] },
): Promise<Suppressed[]> {
  const { rows } = await sql<Suppressed>`
    select s.id, s.lab_report_id as "labReportId", s.parameter_code as "parameterCode", s.code_system as "codeSystem", s.sub_id as "subId",
      r.bill_id as "billId", r.test_name as "testName", b.patient_class as "patientClass"
    from repeat_suppressions s join lab_reports r on r.lab_id = s.lab_id and r.id = s.lab_report_id
    join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where s.lab_id = ${labId} and s.ended_at is null
      and (s.lab_report_id = any(${[...(of.labReportIds ?? [])]}::bigint[])
        or s.earlier_lab_report_id = any(${[...(of.earlierLabReportIds ?? [])]}::bigint[]))
    order by s.id`.execute(tx);
  return rows;
}
