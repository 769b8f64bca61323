import type { PatientOrder, PatientOrderReport, PatientPage, PatientResult } from '@critical-callout/contract/patients';
import type { LabSession } from '@critical-callout/domain/auth';
import type { CriticalValues } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import { BY_HAND, type ByHandRow, byHandOut } from '../platform/by-hand-sql.ts';
import type { Tx } from '../platform/db.ts';
import { hasMovedAway } from './patient-moves.ts';

/** A patient of many years has more orders than a page; the newest are what is asked for. */
const MAX_ORDERS = 100;
const MAX_RESULTS = 5_000;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** The patient, as long as one of their reports is in the session's scope: unknown and out of scope answer alike. */
export async function findPatient(tx: Tx, session: LabSession, patientId: number): Promise<PatientPage['patient'] | undefined> {
  const { rows } = await sql<PatientPage['patient']>`
    select p.id, p.family_name as "familyName", p.given_name as "givenName", p.title, p.born, p.sex, p.identifier,
      p.identifier_type as "identifierType", p.second_identifier as "secondIdentifier", p.second_identifier_type as "secondIdentifierType"
    from patients p where p.lab_id = ${session.labId} and p.id = ${patientId} and exists (
      select from bills b join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id
      where b.lab_id = p.lab_id and b.patient_id = p.id and ${visibleReports(session)})
      or (p.lab_id = ${session.labId} and p.id = ${patientId} and ${hasMovedAway(session)})`.execute(tx);
  return rows[0];
}

type OrderRow = Omit<PatientOrder, 'orderedAt' | 'receivedAt' | 'reports'> & { orderedAt: Date | null; receivedAt: Date };

const ORDERS = sql`
    select b.id as "billId", b.bill_number as "billNumber", b.accession_number as "accessionNumber", b.ordered_at as "orderedAt",
      b.received_at as "receivedAt", coalesce(d.name, b.ordering_name) as "orderingName", o.name as "organizationName", b.ward, b.room
    from bills b left join doctors d on d.lab_id = b.lab_id and d.id = b.doctor_id
    left join organizations o on o.lab_id = b.lab_id and o.id = b.organization_id`;

/** Newest orders first, in three statements however many there are. */
export async function listOrders(
  tx: Tx,
  session: LabSession,
  patientId: number,
): Promise<{ orders: PatientOrder[]; hasMore: boolean }> {
  const { labId } = session;
  const { rows } = await sql<OrderRow>`
    ${ORDERS}
    where b.lab_id = ${labId} and b.patient_id = ${patientId} and exists (
      select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and ${visibleReports(session)})
    order by b.received_at desc, b.id desc limit ${MAX_ORDERS + 1}`.execute(tx);
  const page = rows.slice(0, MAX_ORDERS);
  const reports = await listReports(
    tx,
    session,
    page.map(({ billId }) => billId),
  );
  const orders = page.map((row) => presentOrder(row, reports.get(row.billId) ?? []));
  return { orders, hasMore: rows.length > MAX_ORDERS };
}

function presentOrder({ orderedAt, receivedAt, ...row }: OrderRow, reports: PatientOrderReport[]): PatientOrder {
  return { ...row, orderedAt: iso(orderedAt), receivedAt: receivedAt.toISOString(), reports };
}

/** One order with its patient; unknown and out of scope answer alike. */
export async function findOrder(
  tx: Tx,
  session: LabSession,
  billId: number,
): Promise<{ patient: PatientPage['patient']; order: PatientOrder } | undefined> {
  const reports = (await listReports(tx, session, [billId])).get(billId);
  if (!reports) return undefined;
  const { rows } = await sql<OrderRow & { patientId: number }>`
    select one.*, (select patient_id from bills where lab_id = ${session.labId} and id = ${billId}) as "patientId"
    from (${ORDERS} where b.lab_id = ${session.labId} and b.id = ${billId}) one`.execute(tx);
  const [row] = rows;
  const patient = row && (await findPatient(tx, session, row.patientId));
  if (!row || !patient) return undefined;
  const { patientId: _patientId, ...order } = row;
  return { patient, order: presentOrder(order, reports) };
}

type ReportRow = {
  bill_id: number;
  id: number;
  test_code: string;
  test_name: string;
  specimen: string | null;
  status: PatientOrderReport['status'];
  critical_values: CriticalValues;
  critical_reason: string | null;
  critical_at: Date | null;
  due_at: Date | null;
  collected_at: Date | null;
  resulted_at: Date | null;
  received_at: Date;
  dismissed_at: Date | null;
  done: { at: string; by: string; told: string | null } | null;
  by_hand: ByHandRow | null;
};

async function listReports(tx: Tx, session: LabSession, billIds: readonly number[]): Promise<Map<number, PatientOrderReport[]>> {
  const { rows } = await sql<ReportRow>`
    select r.bill_id, r.id, r.test_code, r.test_name, r.specimen, r.status, r.critical_values, r.critical_reason, r.critical_at, r.due_at,
      r.collected_at, r.resulted_at, r.received_at, r.dismissed_at, (
        select jsonb_build_object('at', k.performed_at, 'by', coalesce(e.payload #>> '{actor,name}', ''), 'told',
          coalesce(nullif(k.critical_callout_meta #>> '{already_notified,phone_call,name}', ''),
            nullif(k.critical_callout_meta #>> '{already_notified,fax,name}', ''), k.read_back ->> 'told'))
        from critical_callouts k join events e on e.lab_id = k.lab_id and e.seq = k.event_seq
        where k.lab_id = r.lab_id and k.lab_report_id = r.id and not k.is_draft order by k.id desc limit 1) as done, ${BY_HAND} as by_hand
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = ${session.labId} and r.bill_id = any(${[...billIds]}::bigint[]) and ${visibleReports(session)}
    order by r.bill_id, r.id`.execute(tx);
  const results = await listResults(
    tx,
    session.labId,
    rows.map(({ id }) => id),
  );
  const byBill = new Map<number, PatientOrderReport[]>();
  for (const row of rows) {
    const report = presentReport(row, results.get(row.id) ?? []);
    const list = byBill.get(row.bill_id);
    if (list) list.push(report);
    else byBill.set(row.bill_id, [report]);
  }
  return byBill;
}

function presentReport(row: ReportRow, results: PatientResult[]): PatientOrderReport {
  return {
    labReportId: row.id,
    testCode: row.test_code,
    testName: row.test_name,
    specimen: row.specimen,
    status: row.status,
    criticalValues: row.critical_values,
    criticalReason: row.critical_reason,
    criticalAt: iso(row.critical_at),
    dueAt: iso(row.due_at),
    collectedAt: iso(row.collected_at),
    resultedAt: iso(row.resulted_at),
    receivedAt: row.received_at.toISOString(),
    byHand: byHandOut(row.by_hand),
    isDismissed: row.dismissed_at !== null,
    done: row.done && { ...row.done, at: new Date(row.done.at).toISOString() },
    results,
  };
}

type ResultRow = Omit<PatientResult, 'at' | 'unit' | 'referenceRange'> & {
  reportId: number;
  at: Date;
  unit: string | null;
  referenceRange: string | null;
};

async function listResults(tx: Tx, labId: number, reportIds: readonly number[]): Promise<Map<number, PatientResult[]>> {
  const { rows } = await sql<ResultRow>`
    select p.lab_report_id as "reportId", p.id as "resultId", p.parameter_code as "parameterCode", p.parameter_name as "parameterName", p.value,
      p.unit, p.reference_range as "referenceRange", p.status, p.verdict, p.is_critical as "isCritical",
      coalesce(p.observed_at, r.collected_at, p.received_at) as at, (
        select count(*)::integer from results v where v.lab_id = p.lab_id and v.lab_report_id = p.lab_report_id and v.parameter_code = p.parameter_code
          and v.code_system = p.code_system and v.sub_id = p.sub_id) as versions
    from results p join lab_reports r on r.lab_id = p.lab_id and r.id = p.lab_report_id
    where p.lab_id = ${labId} and p.lab_report_id = any(${[...reportIds]}::bigint[]) and p.superseded_at is null
    order by p.id desc limit ${MAX_RESULTS}`.execute(tx);
  const byReport = new Map<number, PatientResult[]>();
  for (const { reportId, at, unit, referenceRange, ...row } of rows.toReversed()) {
    const result = { ...row, unit: unit ?? '', referenceRange: referenceRange ?? '', at: at.toISOString() };
    const list = byReport.get(reportId);
    if (list) list.push(result);
    else byReport.set(reportId, [result]);
  }
  return byReport;
}
