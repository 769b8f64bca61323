import type { LabSession } from '@critical-callout/domain/auth';
import { CriticalValues } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { type ReviewedReport, reviewReports } from '../src/callout/index.ts';
import { ladder } from '../src/escalation/index.ts';
import type { Database, Tx } from '../src/platform/db.ts';

/** A laboratory with what a callout needs, written by SQL: for tests of the rooms behind intake. All people are invented. */
export type Fixture = {
  labId: number;
  sourceId: number;
  chemistryId: number;
  haematologyId: number;
  doctorId: number;
  organizationId: number;
  session: LabSession;
};

export type FixtureBill = { billId: number; billNumber: string; reportIds: number[]; resultIds: number[] };

async function one<T>(tx: Tx, query: ReturnType<typeof sql<T>>): Promise<T> {
  const { rows } = await query.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('the statement returned no row');
  return row;
}

const NOW = new Date('2026-11-23T10:00:00Z');

export async function seedLab(db: Database, code = 'north'): Promise<Fixture> {
  const { id: labId } = await db.inSystem((tx) =>
    one(
      tx,
      sql<{
        id: number;
      }>`insert into labs (code, name, zone, created_at) values (${code}, ${`Laboratory ${code}`}, 'UTC', ${NOW}) returning id`,
    ),
  );
  return furnish(db, labId, code);
}

/** Departments, an organization, a doctor, a source and somebody signed in, for a laboratory that exists. */
export function furnish(db: Database, labId: number, code = 'practice'): Promise<Fixture> {
  return db.inLab(labId, async (tx) => {
    const department = (name: string) =>
      one(
        tx,
        sql<{
          id: number;
        }>`insert into departments (lab_id, code, name) values (${labId}, ${name.slice(0, 2).toUpperCase()}, ${name}) returning id`,
      );
    const { id: chemistryId } = await department('Chemistry');
    const { id: haematologyId } = await department('Haematology');
    const { id: organizationId } = await one(
      tx,
      sql<{
        id: number;
      }>`insert into organizations (lab_id, code, name, email) values (${labId}, 'ORG', 'Harbour Clinic', 'desk@harbour.example') returning id`,
    );
    const { id: doctorId } = await one(
      tx,
      sql<{
        id: number;
      }>`insert into doctors (lab_id, code, name, email, phone) values (${labId}, 'D1', 'Dr Ada Finch', 'finch@harbour.example', '555-0111') returning id`,
    );
    const { id: sourceId } = await one(
      tx,
      sql<{ id: number }>`insert into sources (lab_id, code, name) values (${labId}, 'LIS', 'LIS-1')
        on conflict (lab_id, code) do update set name = excluded.name returning id`,
    );
    const session: LabSession = {
      labId,
      userId: `user-${code}`,
      userName: 'M. Osei',
      role: 'technologist',
      kind: 'user',
      departmentDataType: 0,
      departmentIds: null,
    };
    return { labId, sourceId, chemistryId, haematologyId, doctorId, organizationId, session };
  });
}

export type BillOptions = {
  reports?: number;
  departmentId?: number | null;
  now?: Date;
  value?: string;
  patient?: { family: string; given: string };
  doctorId?: number | null;
};

let counter = 0;

/** An order with `reports` reports, each with one critical potassium, opened as callouts the way intake does it. */
export function seedBill(db: Database, lab: Fixture, options: BillOptions = {}): Promise<FixtureBill> {
  const {
    reports = 1,
    departmentId = lab.chemistryId,
    now = NOW,
    value = '6.8',
    patient = { family: 'Sample', given: 'Robin' },
  } = options;
  counter += 1;
  const number = counter;
  const billNumber = `B-${number}`;
  const doctorId = options.doctorId === undefined ? lab.doctorId : options.doctorId;
  return db.inLab(lab.labId, async (tx) => {
    const { labId } = lab;
    const { id: messageId } = await one(
      tx,
      sql<{ id: number }>`insert into inbound_messages (lab_id, source_id, received_at, transport, raw, raw_sha256, state)
        values (${labId}, ${lab.sourceId}, ${now}, 'http', ${Buffer.from(billNumber)}, sha256(${Buffer.from(billNumber)}), 'PROCESSED') returning id`,
    );
    const { id: patientId } = await one(
      tx,
      sql<{
        id: number;
      }>`insert into patients (lab_id, identifier, identifier_type, family_name, given_name, born, sex, updated_at)
        values (${labId}, ${`MRN${number}`}, 'MR', ${patient.family}, ${patient.given}, '1945-07-14', 'female', ${now}) returning id`,
    );
    const { id: billId } = await one(
      tx,
      sql<{
        id: number;
      }>`insert into bills (lab_id, source_id, bill_number, accession_number, patient_id, doctor_id, organization_id, patient_class, ward, received_at)
        values (${labId}, ${lab.sourceId}, ${billNumber}, ${`ACC-${number}`}, ${patientId}, ${doctorId}, ${lab.organizationId}, 'inpatient', '7B', ${now}) returning id`,
    );
    const { rows: made } = await sql<{ id: number }>`
      insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, department_id, status, collected_at, resulted_at, received_at, updated_at)
      select ${labId}, ${billId}, 'F' || n, 'K', 'Potassium ' || n, ${departmentId}, 'final', ${now}, ${now}, ${now}, ${now} from generate_series(1, ${reports}::integer) n
      returning id`.execute(tx);
    const reportIds = made.map((row) => row.id);
    const { rows: results } = await sql<{ id: number }>`
      insert into results (lab_id, lab_report_id, message_id, parameter_code, code_system, parameter_name, value_type, value, unit, reference_range, status,
        received_at, verdict, is_critical, verdict_reason, bounds)
      select ${labId}, r, ${messageId}, '2823-3', 'LN', 'Potassium', 'NM', ${value}, 'mmol/L', '3.5-5.1', 'F', ${now}, 'critical-high', true, 'above 6.2',
        '{"lower_bound":"3.5","upper_bound":"5.1","critical_lower":"2.5","critical_upper":"6.2"}'
      from unnest(${reportIds}::bigint[]) r returning id`.execute(tx);
    const critical = { value, unit: 'mmol/L', isCritical: true };
    await reviewReports(
      tx,
      {
        labId,
        now,
        reports: reportIds.map(
          (labReportId): ReviewedReport => ({
            labReportId,
            billId,
            testName: 'Potassium',
            current: CriticalValues.NORMAL,
            patientClass: 'inpatient',
            results: [{ identity: 'K', ...critical, isAbnormal: true, status: 'F' }],
            changes: [{ identity: 'K', kind: 'new', before: null, after: critical }],
          }),
        ),
      },
      ladder,
    );
    return { billId, billNumber, reportIds, resultIds: results.map((row) => row.id) };
  });
}
