import { criticalCalloutMetaSchema, criticalValuesMetaSchema } from '@critical-callout/contract/callout';
import { relayMetaSchema } from '@critical-callout/contract/relay';
import type { CriticalValues, NewCriticalCallout, ReportState } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';

/** Locks the reports and says, of each, where its callout stands and whether somebody outside was told. */
export async function listReviewStates(
  tx: Tx,
  labId: number,
  labReportIds: readonly number[],
): Promise<Map<number, ReportState>> {
  const ids = [...labReportIds].sort((a, b) => a - b);
  const { rows } = await sql<{
    id: number;
    critical_values: CriticalValues;
    critical_reason: string | null;
    critical_at: Date | null;
    due_at: Date | null;
    was_told: boolean;
  }>`/* prepared */
    select r.id, r.critical_values, r.critical_reason, r.critical_at, r.due_at,
      -- Closed with a code: nobody was told.
      exists (select from critical_callouts c where c.lab_id = r.lab_id and c.lab_report_id = r.id and c.closing_code is null)
      or exists (select from critical_callouts c where c.lab_id = r.lab_id and c.bill_id = r.bill_id and c.is_draft
        and (c.outcome in ('reached-read-back', 'reached-no-read-back', 'sent-awaiting-acknowledgement')
          or c.critical_callout_meta#>>'{already_notified,fax,name}' <> '')
        and c.critical_callout_meta->'callout_for' @> to_jsonb(r.id))
      -- A message that left, or will, tells somebody too: an attempt's, or one the ladder sent by itself.
      or exists (select from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
        where d.lab_id = r.lab_id and d.bill_id = r.bill_id and d.state not in ('failed', 'cancelled')
        and r.id = any(e.lab_report_ids))
      -- Opened because the order changed its patient: no later message takes that back before a person has looked.
      or (r.critical_reason = 'correction' and exists (select from events e where e.lab_id = r.lab_id and e.bill_id = r.bill_id
        and e.type in ('callout-reopened', 'report-became-critical') and r.id = any(e.lab_report_ids) and e.payload->>'is_patient_changed' = 'true')) as was_told
    from lab_reports r
    where r.lab_id = ${labId} and r.id = any(${ids}::bigint[])
    order by r.id for update of r
  `.execute(tx);
  return new Map(rows.map((row) => [row.id, stateOf(row, row.was_told)]));
}

export type ReportUpdate = {
  labReportId: number;
  criticalValues: CriticalValues;
  reason: string | null;
  criticalAt: Date | null;
  dueAt: Date | null;
  eventSeq: number;
  /** Opened or changed by new results, which no dismissal covers. */
  isNew?: boolean;
};

type StatusColumns = {
  critical_values: CriticalValues;
  critical_reason: string | null;
  critical_at: Date | null;
  due_at: Date | null;
};

/** The columns of a report as the domain decides about them. */
export function stateOf(row: StatusColumns, wasTold: boolean): ReportState {
  return {
    criticalValues: row.critical_values,
    reason: row.critical_reason,
    criticalAt: row.critical_at,
    dueAt: row.due_at,
    wasTold,
  };
}

/** The only statement in the program that writes critical_values. */
export async function updateCriticalValues(tx: Tx, labId: number, updates: readonly ReportUpdate[], now: Date): Promise<void> {
  await sql`/* prepared */
    update lab_reports r set critical_values = u.critical_values, critical_reason = u.reason, critical_at = u.critical_at,
      due_at = u.due_at, critical_event_seq = u.event_seq, updated_at = ${now},
      -- What opens or changes a dismissed report puts it back on the lists: nobody dismissed this value.
      dismissed_at = case when u.is_new then null else r.dismissed_at end
    from unnest(
      ${updates.map((u) => u.labReportId)}::bigint[], ${updates.map((u) => u.criticalValues)}::smallint[], ${updates.map((u) => u.reason)}::text[],
      ${updates.map((u) => u.criticalAt)}::timestamptz[], ${updates.map((u) => u.dueAt)}::timestamptz[], ${updates.map((u) => u.eventSeq)}::bigint[],
      ${updates.map((u) => u.isNew ?? false)}::boolean[]
    ) as u(id, critical_values, reason, critical_at, due_at, event_seq, is_new)
    where r.lab_id = ${labId} and r.id = u.id
  `.execute(tx);
}

/** Tells callers with the order open that what they see is no longer what is stored. */
export async function bumpBills(tx: Tx, labId: number, billIds: readonly number[]): Promise<void> {
  await sql`/* prepared */ update bills set version = version + 1 where lab_id = ${labId} and id = any(${[...billIds]}::bigint[])`.execute(
    tx,
  );
}

export async function markForSearch(tx: Tx, labId: number, billIds: readonly number[], now: Date): Promise<void> {
  await sql`/* prepared */
    insert into search_outbox (lab_id, bill_id, marked_at) select ${labId}, id, ${now} from unnest(${[...billIds].sort((a, b) => a - b)}::bigint[]) id
    on conflict (lab_id, bill_id) do update set marked_at = excluded.marked_at
  `.execute(tx);
}

export type StoredCallout = { id: number; labReportId: number | null };

/** One insert for any number of rows; the ids come back in the order of the input. */
export async function insertCriticalCallouts(
  tx: Tx,
  labId: number,
  rows: readonly NewCriticalCallout[],
  eventSeq: number,
  conversationId: string | null = null,
): Promise<StoredCallout[]> {
  const { rows: stored } = await sql<{ id: number; lab_report_id: number | null }>`
    insert into critical_callouts (lab_id, bill_id, bill_number, lab_report_id, is_draft, recipients, critical_callout_comment,
      critical_callout_meta, critical_values_meta, outcome, read_back, performed_by_user, performed_by_doctor, performed_at,
      back_dated_reason, downtime_sheet, closing_code, relay, sent_to, recorded_at, superseded_at, event_seq, conversation_id)
    select ${labId}, c.* , ${eventSeq}, ${conversationId}::uuid
    from jsonb_to_recordset(${JSON.stringify(rows.map(asColumns))}::jsonb) as c(bill_id bigint, bill_number text, lab_report_id bigint, is_draft boolean,
      recipients text[], critical_callout_comment text, critical_callout_meta jsonb, critical_values_meta jsonb, outcome text, read_back jsonb,
      performed_by_user text, performed_by_doctor bigint, performed_at timestamptz, back_dated_reason text, downtime_sheet bigint, closing_code text, relay jsonb, sent_to jsonb, recorded_at timestamptz, superseded_at timestamptz)
    returning id, lab_report_id
  `.execute(tx);
  return stored.map((row) => ({ id: row.id, labReportId: row.lab_report_id }));
}

function asColumns(row: NewCriticalCallout): Record<string, unknown> {
  return {
    bill_id: row.billId,
    bill_number: row.billNumber,
    lab_report_id: row.labReportId,
    is_draft: row.isDraft,
    recipients: row.recipients,
    critical_callout_comment: row.criticalCalloutComment,
    // Strict: a key the specification does not have is a bug, and ends here.
    critical_callout_meta: criticalCalloutMetaSchema.parse(row.criticalCalloutMeta),
    critical_values_meta: criticalValuesMetaSchema.parse(row.criticalValuesMeta),
    outcome: row.outcome,
    read_back: row.readBack,
    performed_by_user: row.performedByUser,
    performed_by_doctor: row.performedByDoctor,
    performed_at: row.performedAt,
    back_dated_reason: row.backDatedReason,
    downtime_sheet: row.downtimeSheet,
    closing_code: row.closingCode,
    relay: row.relay && relayMetaSchema.parse(row.relay),
    sent_to: row.sentTo,
    recorded_at: row.recordedAt,
    superseded_at: row.supersededAt,
  };
}

export async function supersedeLiveDraft(tx: Tx, labId: number, billId: number, now: Date): Promise<void> {
  await sql`
    update critical_callouts set superseded_at = ${now}
    where lab_id = ${labId} and bill_id = ${billId} and is_draft and superseded_at is null
  `.execute(tx);
}

/** An attempt on an order where nothing is open any more is history: there is nothing left for anybody to continue. Answers those orders. */
export async function supersedeIdleDrafts(tx: Tx, labId: number, billIds: readonly number[], now: Date): Promise<number[]> {
  const { rows } = await sql<{ billId: number }>`
    update critical_callouts c set superseded_at = ${now}
    where c.lab_id = ${labId} and c.bill_id = any(${[...billIds]}::bigint[]) and c.is_draft and c.superseded_at is null
      and not exists (select from lab_reports r where r.lab_id = c.lab_id and r.bill_id = c.bill_id and r.critical_values in ${IS.open})
    returning c.bill_id as "billId"
  `.execute(tx);
  return rows.map(({ billId }) => billId);
}
