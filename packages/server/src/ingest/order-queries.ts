import type { CriticalValues } from '@critical-callout/domain/callout';
import type { IncomingPatient, PatientClass, Sex } from '@critical-callout/domain/result';
import { sql } from 'kysely';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';
import type { PlannedOrder, PlannedReport } from './batch-plan.ts';
import { keyOfPatient } from './batch-plan.ts';
import { toJsonRows } from './database-text.ts';

const PATIENT_COLUMNS =
  sql.raw(`authority text, identifier text, identifier_type text, second_identifier text, second_identifier_type text,
  family_name text, given_name text, title text, born date, sex text, died boolean`);

function patientRow(patient: IncomingPatient): object {
  return {
    authority: patient.authority,
    identifier: patient.identifier,
    identifier_type: patient.identifierType,
    second_identifier: patient.secondIdentifier,
    second_identifier_type: patient.secondIdentifierType,
    family_name: patient.familyName,
    given_name: patient.givenName,
    title: patient.title,
    born: patient.born,
    sex: patient.sex,
    died: patient.died,
  };
}

export type StoredPatient = { id: number; born: string | null; sex: Sex | null };

/**
 * Patients with an identifier: found, made, or brought up to date. What a message leaves out stays as it was. A number that
 * was given up in a merge leads to the record that stays. Rows are locked in the order of their identity, and only those
 * that change are written.
 */
export async function upsertPatients(
  tx: Tx,
  labId: number,
  now: Date,
  patients: Map<string, IncomingPatient>,
): Promise<Map<string, StoredPatient>> {
  const { rows } = await sql<StoredPatient & { authority: string; identifier: string }>`/* prepared */
    with u as materialized (
      select * from json_to_recordset(${toJsonRows([...patients.values()].map(patientRow))}::json) as u(${PATIENT_COLUMNS})
    ), old as materialized (
      -- One look into the index for each row, whatever the planner believes of a table it has never counted.
      select p.* from (select u.authority, u.identifier from u order by u.authority, u.identifier) k
      cross join lateral (select x.id, x.merged_into, x.authority, x.identifier, x.born, x.sex from patients x
        where x.lab_id = ${labId} and x.authority = k.authority and x.identifier = k.identifier limit 1 for no key update) p
    ), upd as (
      update patients p set identifier_type = coalesce(u.identifier_type, p.identifier_type),
        second_identifier = coalesce(u.second_identifier, p.second_identifier),
        second_identifier_type = coalesce(u.second_identifier_type, p.second_identifier_type),
        family_name = coalesce(u.family_name, p.family_name), given_name = coalesce(u.given_name, p.given_name), title = coalesce(u.title, p.title),
        born = coalesce(u.born, p.born), sex = coalesce(nullif(u.sex, 'unknown'), p.sex), died = u.died, updated_at = ${now}
      from u, old where p.lab_id = ${labId} and p.id = old.id and old.authority = u.authority and old.identifier = u.identifier
        and (p.identifier_type, p.second_identifier, p.second_identifier_type, p.family_name, p.given_name, p.title, p.born, p.sex, p.died)
          is distinct from (coalesce(u.identifier_type, p.identifier_type), coalesce(u.second_identifier, p.second_identifier),
            coalesce(u.second_identifier_type, p.second_identifier_type), coalesce(u.family_name, p.family_name), coalesce(u.given_name, p.given_name),
            coalesce(u.title, p.title), coalesce(u.born, p.born), coalesce(nullif(u.sex, 'unknown'), p.sex), u.died)
    ), ins as (
      insert into patients (lab_id, authority, identifier, identifier_type, second_identifier, second_identifier_type, family_name, given_name,
        title, born, sex, died, updated_at)
      select ${labId}, u.authority, u.identifier, u.identifier_type, u.second_identifier, u.second_identifier_type, u.family_name, u.given_name,
        u.title, u.born, u.sex, u.died, ${now}
      from u where not exists (select from old where old.authority = u.authority and old.identifier = u.identifier)
      order by u.authority, u.identifier
      on conflict (lab_id, authority, identifier) where identifier is not null do update set updated_at = excluded.updated_at
      returning id, authority, identifier, born, sex
    )
    select coalesce(old.merged_into, old.id) as id, u.authority, u.identifier, coalesce(u.born, old.born) as born, coalesce(nullif(u.sex, 'unknown'), old.sex) as sex
      from old join u on old.authority = u.authority and old.identifier = u.identifier
    union all select id, authority, identifier, born, sex from ins`.execute(tx);
  return new Map(rows.map(({ authority, identifier, ...patient }) => [keyOfPatient(authority, identifier), patient]));
}

/** A patient of its own for every new order that names none; orders that exist keep the patient they have. */
export async function insertUnidentifiedPatients(
  tx: Tx,
  labId: number,
  now: Date,
  orders: readonly PlannedOrder[],
): Promise<Map<string, number>> {
  const input = orders.map(({ work, order }, ord) => ({
    ord,
    source_id: work.source.id,
    bill_number: order.billNumber,
    ...patientRow(order.patient),
  }));
  const { rows } = await sql<{ ords: number[]; ids: number[] }>`
    with u as materialized (
      select * from json_to_recordset(${toJsonRows(input)}::json) as u(ord int, source_id bigint, bill_number text, ${PATIENT_COLUMNS})
      where not exists (select from bills b where b.lab_id = ${labId} and b.source_id = u.source_id and b.bill_number = u.bill_number)
    ), ins as (
      insert into patients (lab_id, authority, family_name, given_name, title, born, sex, died, updated_at)
      select ${labId}, u.authority, u.family_name, u.given_name, u.title, u.born, u.sex, u.died, ${now} from u order by u.ord
      returning id
    )
    select array(select ord from u order by ord)::int[] as ords, array(select id from ins order by id)::bigint[] as ids`.execute(
    tx,
  );
  const ids = rows[0]?.ids.map(Number) ?? [];
  return new Map((rows[0]?.ords ?? []).map((ord, i) => [orders[ord]?.key ?? '', ids[i] ?? 0]));
}

export type StoredOrder = {
  id: number;
  sourceId: number;
  billNumber: string;
  patientId: number;
  /** Whose order it was before this message, when that was somebody else. */
  formerPatientId: number | null;
  patientClass: PatientClass | null;
  ward: string | null;
};

/** When the message was sent (MSH-7). A sender's clock that runs ahead must not shut out what it sends once it is set right. */
function messageAt({ read, receivedAt }: PlannedOrder['work']): Date {
  return read.sentAt !== null && read.sentAt < receivedAt ? read.sentAt : receivedAt;
}

/** Not older than the message that last wrote the order: one that comes late moves neither patient nor doctor nor ward. */
const IS_LATEST = sql.raw(`(excluded.message_at >= coalesce(bills.message_at, '-infinity'))`);
const NAMES_DOCTOR = '(excluded.ordering_code is not null or excluded.ordering_name is not null)';
const IS_OTHER_DOCTOR = sql.raw(`(${NAMES_DOCTOR} and (excluded.ordering_code is distinct from bills.ordering_code
  or excluded.ordering_code is null and excluded.ordering_name is distinct from bills.ordering_name))`);

/** What belongs to the ordering doctor goes together: of another doctor nothing stays, or somebody uninvolved is called. */
function ofDoctor(column: string) {
  const name = sql.ref(column);
  return sql`case when not ${IS_LATEST} then bills.${name} when ${IS_OTHER_DOCTOR} then excluded.${name}
          else coalesce(excluded.${name}, bills.${name}) end`;
}

/** What the latest message says; a late one only fills what is empty. */
function ofLatest(column: string) {
  const name = sql.ref(column);
  return sql`case when ${IS_LATEST} then coalesce(excluded.${name}, bills.${name}) else coalesce(bills.${name}, excluded.${name}) end`;
}

/** Orders, made or brought up to date, and locked until the transaction ends: a callout on the same order waits. */
export async function upsertOrders(
  tx: Tx,
  labId: number,
  orders: readonly { planned: PlannedOrder; patientId: number | null }[],
): Promise<StoredOrder[]> {
  const input = orders.map(({ planned: { work, order }, patientId }) => ({
    source_id: work.source.id,
    bill_number: order.billNumber,
    accession_number: order.accessionNumber,
    patient_id: patientId,
    ordering_code: order.ordering?.code || null,
    ordering_name: order.ordering?.name || null,
    ordering_phone: order.ordering?.phone || null,
    patient_class: order.patientClass,
    ward: order.ward,
    room: order.room,
    bed: order.bed,
    visit_number: order.visitNumber,
    priority: order.priority,
    ordered_at: order.orderedAt,
    received_at: work.receivedAt,
    message_at: messageAt(work),
  }));
  const { rows } = await sql<StoredOrder>`/* prepared */
    with u as materialized (
      select * from json_to_recordset(${toJsonRows(input)}::json) as u(source_id bigint, bill_number text, accession_number text, patient_id bigint,
        ordering_code text, ordering_name text, ordering_phone text, patient_class text, ward text, room text, bed text, visit_number text,
        priority text, ordered_at timestamptz, received_at timestamptz, message_at timestamptz)
    ), old as materialized (
      select b.* from u cross join lateral (select x.source_id, x.bill_number, x.patient_id, x.ordering_code, x.ward from bills x
        where x.lab_id = ${labId} and x.source_id = u.source_id and x.bill_number = u.bill_number limit 1) b
    ), ins as (
      insert into bills (lab_id, source_id, bill_number, accession_number, patient_id, doctor_id, organization_id, ordering_code, ordering_name,
        ordering_phone, patient_class, ward, room, bed, visit_number, priority, ordered_at, received_at, message_at)
      select ${labId}, u.source_id, u.bill_number, u.accession_number, coalesce(u.patient_id, old.patient_id), d.id,
        coalesce(d.organization_id, o.id), u.ordering_code, u.ordering_name, u.ordering_phone, u.patient_class, u.ward, u.room, u.bed,
        u.visit_number, u.priority, u.ordered_at, u.received_at, u.message_at
      from u left join old on old.source_id = u.source_id and old.bill_number = u.bill_number
        -- A message that names no doctor or ward leaves those of the order, and the directory is asked for them.
        left join doctors d on d.lab_id = ${labId}
          and d.code = case when u.ordering_code is null and u.ordering_name is null then old.ordering_code else u.ordering_code end
        left join organizations o on o.lab_id = ${labId} and o.code = coalesce(u.ward, old.ward)
      order by u.source_id, u.bill_number
      on conflict (lab_id, source_id, bill_number) do update set
        accession_number = coalesce(excluded.accession_number, bills.accession_number),
        patient_id = case when ${IS_LATEST} then excluded.patient_id else bills.patient_id end,
        doctor_id = ${ofDoctor('doctor_id')}, ordering_code = ${ofDoctor('ordering_code')}, ordering_name = ${ofDoctor('ordering_name')},
        ordering_phone = ${ofDoctor('ordering_phone')},
        organization_id = case when not ${IS_LATEST} then coalesce(bills.organization_id, excluded.organization_id)
          when ${IS_OTHER_DOCTOR} or excluded.ward <> bills.ward then excluded.organization_id
          else coalesce(excluded.organization_id, bills.organization_id) end,
        patient_class = ${ofLatest('patient_class')}, ward = ${ofLatest('ward')}, room = ${ofLatest('room')}, bed = ${ofLatest('bed')},
        message_at = greatest(excluded.message_at, bills.message_at),
        visit_number = coalesce(excluded.visit_number, bills.visit_number), priority = coalesce(excluded.priority, bills.priority),
        ordered_at = coalesce(excluded.ordered_at, bills.ordered_at),
        version = bills.version + (${IS_LATEST} and bills.patient_id <> excluded.patient_id)::int
      returning id, source_id, bill_number, patient_id, patient_class, ward
    )
    select ins.id, ins.source_id as "sourceId", ins.bill_number as "billNumber", ins.patient_id as "patientId",
      case when old.patient_id <> ins.patient_id then old.patient_id end as "formerPatientId", ins.patient_class as "patientClass", ins.ward
    from ins left join old on old.source_id = ins.source_id and old.bill_number = ins.bill_number`.execute(tx);
  return rows;
}

/** Reports of these orders whose callout is open or done, but for those in `except`. Locked in the order of their numbers. */
export async function listCallableReports(
  tx: Tx,
  labId: number,
  billIds: readonly number[],
  except: readonly number[],
): Promise<{ id: number; billId: number; testName: string; criticalValues: CriticalValues }[]> {
  const { rows } = await sql<{ id: number; billId: number; testName: string; criticalValues: CriticalValues }>`
    select r.id, r.bill_id as "billId", r.test_name as "testName", r.critical_values as "criticalValues" from lab_reports r
    where r.lab_id = ${labId} and r.bill_id = any(${[...billIds]}::bigint[]) and (r.critical_values in ${IS.callable}
        -- Not called because the other patient had been told of the like.
        or exists (select from repeat_suppressions s where s.lab_id = r.lab_id and s.lab_report_id = r.id and s.ended_at is null))
      and r.id <> all(${[...except]}::bigint[])
    order by r.id for update of r`.execute(tx);
  return rows;
}

export type StoredReport = {
  id: number;
  billId: number;
  fillerOrderNumber: string;
  testCode: string;
  criticalValues: CriticalValues;
  /** What limits may ask for, as it is known after this message. */
  specimen: string[];
  department: string | null;
  collectedAt: Date | null;
  isNew: boolean;
};

/** Lab reports, made or brought up to date; never their callout status, which is the callout room's. */
export async function upsertReports(
  tx: Tx,
  labId: number,
  now: Date,
  reports: readonly { planned: PlannedReport; billId: number }[],
): Promise<StoredReport[]> {
  const input = reports.map(({ planned: { report, order }, billId }) => ({
    bill_id: billId,
    filler_order_number: report.fillerOrderNumber,
    test_code: report.testCode,
    test_name: report.testName,
    department_code: report.departmentCode,
    specimen: report.specimen,
    specimen_code: report.specimenCode,
    status: report.status,
    collected_at: report.collectedAt,
    resulted_at: report.resultedAt,
    received_at: order.work.receivedAt,
    // A report that carries a value was collected, whatever OBR-25 says.
    is_collected: report.isCollected || report.results.some((result) => result.value !== ''),
  }));
  const { rows } = await sql<StoredReport>`/* prepared */
    insert into lab_reports as r (lab_id, bill_id, filler_order_number, test_code, test_name, department_id, specimen, specimen_code, status, collected_at,
      resulted_at, received_at, is_collected, updated_at)
    select ${labId}, u.bill_id, u.filler_order_number, u.test_code, u.test_name,
      (select d.id from departments d where d.lab_id = ${labId}
       and (d.code = u.department_code or u.department_code = any(d.service_codes) or u.test_code = any(d.service_codes))
       order by d.code = u.department_code desc nulls last, u.department_code = any(d.service_codes) desc nulls last, d.id limit 1),
      u.specimen, u.specimen_code, u.status, u.collected_at, u.resulted_at, u.received_at, u.is_collected, ${now}
    from json_to_recordset(${toJsonRows(input)}::json) as u(bill_id bigint, filler_order_number text, test_code text, test_name text,
      department_code text, specimen text, specimen_code text, status text, collected_at timestamptz, resulted_at timestamptz, received_at timestamptz,
      is_collected boolean)
    order by u.bill_id, u.filler_order_number, u.test_code
    on conflict (lab_id, bill_id, filler_order_number, test_code) do update set
      test_name = excluded.test_name, department_id = coalesce(excluded.department_id, r.department_id),
      -- Text and code are of one specimen: of another message's nothing stays.
      specimen_code = case when excluded.specimen is null then r.specimen_code else excluded.specimen_code end,
      specimen = coalesce(excluded.specimen, r.specimen), collected_at = coalesce(excluded.collected_at, r.collected_at),
      -- A message that left the laboratory earlier does not make a final report preliminary again.
      status = case when excluded.resulted_at < r.resulted_at then r.status else excluded.status end,
      resulted_at = greatest(excluded.resulted_at, r.resulted_at), is_collected = r.is_collected or excluded.is_collected,
      updated_at = excluded.updated_at
    returning id, bill_id as "billId", filler_order_number as "fillerOrderNumber", test_code as "testCode", critical_values as "criticalValues",
      array_remove(array[r.specimen, r.specimen_code], null) as specimen, r.collected_at as "collectedAt",
      (select d.code from departments d where d.lab_id = r.lab_id and d.id = r.department_id) as department, (xmax = 0) as "isNew"`.execute(
    tx,
  );
  return rows;
}
