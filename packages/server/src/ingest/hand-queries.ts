import type { EnterManualResult } from '@critical-callout/contract/manual';
import type { LabSession } from '@critical-callout/domain/auth';
import type { CriticalValues } from '@critical-callout/domain/callout';
import type { TypedResult } from '@critical-callout/domain/ingest';
import { sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';

export type TypedFor = {
  id: number;
  identifier: string | null;
  authority: string;
  type: string | null;
  born: string | null;
  died: boolean;
};

/** The patient, as long as the session sees one of their reports; locked, so that a message about them waits. */
export async function lockVisiblePatient(tx: Tx, session: LabSession, patientId: number): Promise<TypedFor | undefined> {
  const { rows } = await sql<TypedFor>`
    select p.id, p.identifier, p.authority, p.identifier_type as type, p.born, p.died
    from patients p where p.lab_id = ${session.labId} and p.id = ${patientId} and exists (
      select from bills b join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id
      where b.lab_id = p.lab_id and b.patient_id = p.id and ${visibleReports(session)})
    for no key update`.execute(tx);
  return rows[0];
}

/** The source of everything typed in this lab; made when it is first needed. It listens to nothing and is in no list of feeds. */
export async function ensureHandSource(tx: Tx, labId: number): Promise<number> {
  await sql`insert into sources (lab_id, code, name, is_by_hand, is_enabled) values (${labId}, 'ENTERED-BY-HAND', 'Entered by hand', true, false)
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ id: number }>`select id from sources where lab_id = ${labId} and is_by_hand`.execute(tx);
  const [row] = rows;
  if (!row)
    throw new Error('the source of what is entered by hand is not there: its code ENTERED-BY-HAND is taken by another source');
  return row.id;
}

export type Place = Omit<TypedResult['order'], 'number'>;
export const NO_PLACE: Place = { ordering: null, patientClass: null, ward: null, room: null, bed: null, visitNumber: null };

/** What the message says of how critical it is (HL7 table 0078). */
export const FLAGS = { 'critical-high': 'HH', 'critical-low': 'LL', 'critical-other': 'AA' } as const;

/** Ward and doctor of an order of this patient that the session sees. */
export async function findPlace(tx: Tx, session: LabSession, billId: number, patientId: number): Promise<Place | undefined> {
  type Row = Omit<Place, 'ordering'> & { code: string | null; name: string | null; phone: string | null };
  const { rows } = await sql<Row>`
    select b.patient_class as "patientClass", b.ward, b.room, b.bed, b.visit_number as "visitNumber", b.ordering_code as code, b.ordering_name as name,
      b.ordering_phone as phone
    from bills b where b.lab_id = ${session.labId} and b.id = ${billId} and b.patient_id = ${patientId} and exists (
      select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and ${visibleReports(session)})`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { code, name, phone, ...place } = row;
  return { ...place, ordering: code || name ? { code: code ?? '', name: name ?? '', phone: phone ?? '' } : null };
}

export async function findDepartmentCode(tx: Tx, labId: number, departmentId: number): Promise<string | undefined> {
  const { rows } = await sql<{
    code: string;
  }>`select code from departments where lab_id = ${labId} and id = ${departmentId}`.execute(tx);
  return rows[0]?.code;
}

export async function findSameEntry(
  tx: Tx,
  labId: number,
  patientId: number,
  typed: EnterManualResult,
): Promise<{ id: number; billNumber: string | null } | undefined> {
  const { rows } = await sql<{ id: number; billNumber: string | null }>`
    select m.id, (select b.bill_number from bills b where b.lab_id = m.lab_id and b.id = m.bill_id) as "billNumber" from manual_results m
    where m.lab_id = ${labId} and m.patient_id = ${patientId} and m.withdrawn_at is null and m.code_system = ${typed.parameter.codeSystem}
      and m.parameter_code = ${typed.parameter.code ?? typed.parameter.name} and m.value = ${typed.value} and m.unit = ${typed.unit}
      and m.resulted_at = ${new Date(typed.resultedAt)}`.execute(tx);
  return rows[0];
}

export async function insertEntry(
  tx: Tx,
  session: LabSession,
  { patientId, typed, isCheckNeeded, now }: { patientId: number; typed: EnterManualResult; isCheckNeeded: boolean; now: Date },
): Promise<number> {
  const { parameter } = typed;
  const { rows } = await sql<{ id: number }>`
    insert into manual_results (lab_id, patient_id, parameter_code, code_system, parameter_name, value, unit, severity, limit_text, collected_at,
      resulted_at, received_through, received_from, verified_by, entered_by, entered_by_name, entered_at, is_check_needed)
    values (${session.labId}, ${patientId}, ${parameter.code ?? parameter.name}, ${parameter.codeSystem}, ${parameter.name}, ${typed.value}, ${typed.unit},
      ${typed.severity}, ${typed.limit}, ${typed.collectedAt}, ${typed.resultedAt}, ${typed.receivedThrough}, ${typed.receivedFrom}, ${typed.verifiedBy},
      ${session.userId}, ${session.userName}, ${now}, ${isCheckNeeded})
    returning id`.execute(tx);
  return rows[0]?.id ?? 0;
}

export type WrittenReport = {
  billId: number;
  billNumber: string;
  patientId: number;
  labReportId: number;
  criticalValues: CriticalValues;
  isVisible: boolean;
};

export async function findWrittenReport(
  tx: Tx,
  session: LabSession,
  sourceId: number,
  billNumber: string,
): Promise<WrittenReport | undefined> {
  const { rows } = await sql<WrittenReport>`
    select b.id as "billId", b.bill_number as "billNumber", b.patient_id as "patientId", r.id as "labReportId", r.critical_values as "criticalValues",
      ${visibleReports(session)} as "isVisible"
    from bills b join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id
    where b.lab_id = ${session.labId} and b.source_id = ${sourceId} and b.bill_number = ${billNumber}`.execute(tx);
  return rows[0];
}

export async function placeEntry(tx: Tx, labId: number, id: number, { billId, labReportId }: WrittenReport): Promise<void> {
  await sql`update manual_results set bill_id = ${billId}, lab_report_id = ${labReportId} where lab_id = ${labId} and id = ${id}`.execute(
    tx,
  );
}

export type Entry = Pick<TypedResult, 'parameter' | 'value' | 'unit' | 'collectedAt' | 'resultedAt'> & {
  id: number;
  billId: number;
  billNumber: string;
  labReportId: number;
  severity: EnterManualResult['severity'];
  enteredBy: string;
  enteredByName: string;
  checkedAt: Date | null;
  checkedByName: string | null;
  withdrawnAt: Date | null;
  patient: TypedFor;
};

/** Locked, as long as the session sees its report. */
export async function lockEntry(tx: Tx, session: LabSession, id: number): Promise<Entry | undefined> {
  const { rows } = await sql<Entry>`
    select m.id, b.id as "billId", b.bill_number as "billNumber", r.id as "labReportId", m.value, m.unit, m.severity, m.collected_at as "collectedAt",
      m.resulted_at as "resultedAt", m.entered_by as "enteredBy", m.entered_by_name as "enteredByName", m.checked_at as "checkedAt",
      m.checked_by_name as "checkedByName", m.withdrawn_at as "withdrawnAt",
      json_build_object('code', m.parameter_code, 'system', m.code_system, 'name', m.parameter_name) as parameter,
      json_build_object('id', p.id, 'identifier', p.identifier, 'authority', p.authority, 'type', p.identifier_type, 'born', p.born, 'died', p.died) as patient
    from manual_results m join lab_reports r on r.lab_id = m.lab_id and r.id = m.lab_report_id join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
    where m.lab_id = ${session.labId} and m.id = ${id} and ${visibleReports(session)} for update of m`.execute(tx);
  return rows[0];
}

export async function markChecked(tx: Tx, { labId, userId, userName }: LabSession, id: number, now: Date): Promise<void> {
  await sql`update manual_results set checked_by = ${userId}, checked_by_name = ${userName}, checked_at = ${now}
    where lab_id = ${labId} and id = ${id}`.execute(tx);
}

export async function markWithdrawn(
  tx: Tx,
  { labId, userId, userName }: LabSession,
  id: number,
  { reason, now }: { reason: string; now: Date },
): Promise<void> {
  await sql`update manual_results set withdrawn_by = ${userId}, withdrawn_by_name = ${userName}, withdrawn_at = ${now}, withdrawn_reason = ${reason}
    where lab_id = ${labId} and id = ${id}`.execute(tx);
}
