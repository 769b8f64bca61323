import type { Bill, CriticalCallout } from '@critical-callout/contract/callout';
import type { WorklistItem } from '@critical-callout/contract/worklist';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { readCalloutMeta, readValuesMeta } from '../platform/stored-callout.ts';

type BillRow = {
  id: number;
  bill_number: string;
  accession_number: string | null;
  version: number;
  patient_class: string | null;
  ward: string | null;
  room: string | null;
  priority: string | null;
  ordering_name: string | null;
  ordering_phone: string | null;
  received_at: Date;
  patient_id: number;
  family_name: string | null;
  given_name: string | null;
  title: string | null;
  born: string | null;
  sex: Bill['patient']['sex'];
  identifier: string | null;
  identifier_type: string | null;
  second_identifier: string | null;
  second_identifier_type: string | null;
};

export async function listBills(
  tx: Tx,
  labId: number,
  billIds: readonly number[],
): Promise<Map<number, Bill & { receivedAt: string }>> {
  const { rows } = await sql<BillRow>`
    select b.id, b.bill_number, b.accession_number, b.version, b.patient_class, b.ward, b.room, b.priority,
      coalesce(d.name, b.ordering_name) as ordering_name, coalesce(d.phone, b.ordering_phone) as ordering_phone, b.received_at,
      p.id as patient_id, p.family_name, p.given_name, p.title, p.born, p.sex, p.identifier, p.identifier_type, p.second_identifier,
      p.second_identifier_type
    from bills b
    join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
    left join doctors d on d.lab_id = b.lab_id and d.id = b.doctor_id
    where b.lab_id = ${labId} and b.id = any(${[...billIds]}::bigint[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.id, present(row)]));
}

function present(row: BillRow): Bill & { receivedAt: string } {
  return {
    billId: row.id,
    billNumber: row.bill_number,
    accessionNumber: row.accession_number,
    version: row.version,
    patient: {
      id: row.patient_id,
      familyName: row.family_name,
      givenName: row.given_name,
      title: row.title,
      born: row.born,
      sex: row.sex,
      identifier: row.identifier,
      identifierType: row.identifier_type,
      secondIdentifier: row.second_identifier,
      secondIdentifierType: row.second_identifier_type,
    },
    patientClass: row.patient_class,
    ward: row.ward,
    room: row.room,
    priority: row.priority,
    orderingName: row.ordering_name,
    orderingPhone: row.ordering_phone,
    receivedAt: row.received_at.toISOString(),
  };
}

type CalloutRow = {
  id: number;
  bill_id: number | null;
  bill_number: string;
  lab_report_id: number | null;
  is_draft: boolean;
  recipients: CriticalCallout['recipients'];
  critical_callout_comment: string;
  critical_callout_meta: unknown;
  critical_values_meta: unknown;
  outcome: string;
  read_back: Record<string, unknown> | null;
  performed_by_user: string | null;
  performed_by_doctor: number | null;
  performed_by_name: string;
  performed_at: Date;
  back_dated_reason: string | null;
  downtime_sheet: number | null;
  closing_code: CriticalCallout['closingCode'];
  relay: CriticalCallout['relay'];
  sent_to: CriticalCallout['sentTo'];
  recorded_at: Date;
  superseded_at: Date | null;
  conversation_id: string | null;
};

/** The live draft of an order: what the last attempt selected, chose and noted, for anybody to continue. */
export async function findLiveDraft(tx: Tx, labId: number, billId: number): Promise<CriticalCallout | null> {
  const { rows } = await sql<CalloutRow>`
    select c.id, c.bill_id, c.bill_number, c.lab_report_id, c.is_draft, c.recipients, c.critical_callout_comment, c.critical_callout_meta,
      c.critical_values_meta, c.outcome, c.read_back, c.performed_by_user, c.performed_by_doctor,
      coalesce(e.payload#>>'{actor,name}', '') as performed_by_name, c.performed_at, c.back_dated_reason, c.downtime_sheet,
      c.closing_code, c.relay, c.sent_to, c.recorded_at, c.superseded_at, c.conversation_id
    from critical_callouts c join events e on e.lab_id = c.lab_id and e.seq = c.event_seq
    where c.lab_id = ${labId} and c.bill_id = ${billId} and c.is_draft and c.superseded_at is null
  `.execute(tx);
  const [row] = rows;
  if (!row) return null;
  return {
    id: row.id,
    billId: row.bill_id,
    billNumber: row.bill_number,
    labReportId: row.lab_report_id,
    isDraft: row.is_draft,
    recipients: row.recipients,
    criticalCalloutComment: row.critical_callout_comment,
    criticalCalloutMeta: readCalloutMeta(row.id, row.critical_callout_meta),
    criticalValuesMeta: readValuesMeta(row.id, row.critical_values_meta),
    outcome: row.outcome,
    readBack: row.read_back,
    performedByUser: row.performed_by_user,
    performedByDoctor: row.performed_by_doctor,
    performedByName: row.performed_by_name,
    performedAt: row.performed_at.toISOString(),
    backDatedReason: row.back_dated_reason,
    downtimeSheet: row.downtime_sheet,
    closingCode: row.closing_code,
    relay: row.relay,
    sentTo: row.sent_to,
    recordedAt: row.recorded_at.toISOString(),
    supersededAt: row.superseded_at?.toISOString() ?? null,
    conversationId: row.conversation_id,
  };
}

type CalloutSummary = Pick<WorklistItem, 'attempts' | 'lastCallout' | 'deliveries'>;

/** Attempts, the last callout and the fate of messages, for many orders in one statement. */
export async function summarizeCallouts(tx: Tx, labId: number, billIds: readonly number[]): Promise<Map<number, CalloutSummary>> {
  const { rows } = await sql<{
    bill_id: number;
    attempts: number;
    last: {
      performed_at: string;
      name: string;
      outcome: string;
      told: string | null;
      is_draft: boolean;
      closing_code: CriticalCallout['closingCode'];
      back_dated_reason: string | null;
    } | null;
    sent: number;
    waiting: number;
    failed: number;
  }>`
    select b.id as bill_id, coalesce(c.attempts, 0)::integer as attempts, c.last, coalesce(d.sent, 0)::integer as sent,
      coalesce(d.waiting, 0)::integer as waiting, coalesce(d.failed, 0)::integer as failed
    from unnest(${[...billIds]}::bigint[]) as b(id)
    left join lateral (
      select count(distinct k.event_seq) as attempts,
        (array_agg(jsonb_build_object('performed_at', k.performed_at, 'name', e.payload#>>'{actor,name}', 'outcome', k.outcome,
          'told', nullif(coalesce(nullif(k.critical_callout_meta#>>'{already_notified,phone_call,name}', ''),
            nullif(k.critical_callout_meta#>>'{already_notified,fax,name}', ''), case when k.read_back->>'via' = 'link' then k.read_back->>'told' end), ''),
          'is_draft', k.is_draft, 'closing_code', k.closing_code, 'back_dated_reason', k.back_dated_reason) order by k.id desc))[1] as last
      from critical_callouts k join events e on e.lab_id = k.lab_id and e.seq = k.event_seq
      where k.lab_id = ${labId} and k.bill_id = b.id
    ) c on true
    left join lateral (
      select count(*) filter (where v.state in ('accepted', 'delivered')) as sent, count(*) filter (where v.state in ('queued', 'sending')) as waiting,
        count(*) filter (where v.state in ('failed', 'unknown')) as failed
      from deliveries v where v.lab_id = ${labId} and v.bill_id = b.id
    ) d on true
  `.execute(tx);
  return new Map(
    rows.map((row) => [
      row.bill_id,
      {
        attempts: row.attempts,
        lastCallout: row.last && {
          performedAt: new Date(row.last.performed_at).toISOString(),
          performedByName: row.last.name,
          outcome: row.last.outcome,
          toldName: row.last.told,
          isDraft: row.last.is_draft,
          closingCode: row.last.closing_code,
          backDatedReason: row.last.back_dated_reason,
        },
        deliveries: { sent: row.sent, waiting: row.waiting, failed: row.failed },
      },
    ]),
  );
}
