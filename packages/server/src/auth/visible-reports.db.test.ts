import { type LabSession, maySeeReport } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { visibleReports } from './visible-reports.ts';

type Report = { id: number; labId: number; departmentId: number | null; doctorId: number | null };
type Lab = { id: number; departments: number[]; doctors: number[] };

const NOW = new Date('2026-03-02T08:00:00Z');

/** Two labs alike in everything: two departments and none × two doctors and none. */
describe('which reports a session sees', () => {
  let database: TestDatabase;
  const labs: Lab[] = [];
  const reports: Report[] = [];
  const ours = (): Lab => labs[0] as Lab;
  const others = (): Lab => labs[1] as Lab;

  beforeAll(async () => {
    database = await createTestDatabase();
    for (const code of ['ours', 'others']) labs.push(await addLab(code));
    for (const lab of labs) reports.push(...(await addReports(lab)));
  });
  afterAll(() => database.drop());

  const ids = async (query: ReturnType<typeof sql<{ id: number }>>) =>
    (await database.db.inSystem(async (tx) => (await query.execute(tx)).rows)).map(({ id }) => id);
  const id = async (query: ReturnType<typeof sql<{ id: number }>>) => (await ids(query))[0] ?? 0;

  async function addLab(code: string): Promise<Lab> {
    const labId = await id(sql`insert into labs (code, name, created_at) values (${code}, ${code}, ${NOW}) returning id`);
    await id(sql`insert into sources (lab_id, code, name) values (${labId}, 'LIS', 'LIS') returning id`);
    const departments = await ids(
      sql`insert into departments (lab_id, code, name) values (${labId}, 'A', 'A'), (${labId}, 'B', 'B') returning id`,
    );
    const doctors = await ids(
      sql`insert into doctors (lab_id, code, name) values (${labId}, 'D1', 'One'), (${labId}, 'D2', 'Two') returning id`,
    );
    return { id: labId, departments, doctors };
  }

  async function addReports(lab: Lab): Promise<Report[]> {
    const made: Report[] = [];
    for (const doctorId of [...lab.doctors, null]) {
      const patientId = await id(sql`insert into patients (lab_id, updated_at) values (${lab.id}, ${NOW}) returning id`);
      const billId = await id(sql`insert into bills (lab_id, source_id, bill_number, patient_id, doctor_id, received_at)
        select ${lab.id}, s.id, ${`B-${doctorId}`}, ${patientId}, ${doctorId}, ${NOW} from sources s where s.lab_id = ${lab.id} returning id`);
      for (const departmentId of [...lab.departments, null]) {
        const reportId =
          await id(sql`insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, department_id, status, received_at, updated_at)
          values (${lab.id}, ${billId}, ${`F-${departmentId}`}, 'K', 'Potassium', ${departmentId}, 'final', ${NOW}, ${NOW}) returning id`);
        made.push({ id: reportId, labId: lab.id, departmentId, doctorId });
      }
    }
    return made;
  }

  const base = (lab: Lab) => ({ labId: lab.id, userId: 'u', userName: 'U' });
  const subsets = (lab: Lab) => [[], lab.departments.slice(0, 1), lab.departments.slice(1), lab.departments];
  const sessions = (lab: Lab, other: Lab): LabSession[] => [
    ...subsets(lab).map(
      (departmentIds): LabSession => ({
        ...base(lab),
        role: 'doctor',
        kind: 'doctor',
        docType: 0,
        doctorId: lab.doctors[0] ?? 0,
        departmentIds,
      }),
    ),
    // A doctor, and departments, of the other lab: ids that must not reach across.
    ...[...lab.doctors, other.doctors[0] ?? 0].map(
      (doctorId): LabSession => ({ ...base(lab), role: 'doctor', kind: 'doctor', docType: 2, doctorId }),
    ),
    ...([0, 1] as const).flatMap((departmentDataType) =>
      [...subsets(lab), other.departments, null].map(
        (departmentIds): LabSession => ({ ...base(lab), role: 'caller', kind: 'user', departmentDataType, departmentIds }),
      ),
    ),
    { ...base(lab), role: 'support', kind: 'support', reason: 'asked to', actingFor: null },
  ];

  const seen = (session: LabSession, isSystem: boolean): Promise<number[]> => {
    const query = sql<{ id: number }>`select r.id from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
      where ${visibleReports(session)} order by r.id`;
    const run = async (tx: Parameters<typeof query.execute>[0]) =>
      (await query.execute(tx)).rows.map(({ id: reportId }) => reportId);
    return isSystem ? database.db.inSystem(run) : database.db.inLab(session.labId, run);
  };

  it('the same in SQL as in the rule, for every kind of session and every kind of report, with and without row-level security', async () => {
    expect(reports).toHaveLength(18);
    for (const session of [...sessions(ours(), others()), ...sessions(others(), ours())]) {
      const expected = reports.filter((report) => maySeeReport(session, report)).map((report) => report.id);
      const text = JSON.stringify(session);
      expect(await seen(session, false), text).toEqual(expected);
      expect(await seen(session, true), text).toEqual(expected);
    }
  });

  it('counts, spelled out: what each of the five kinds sees of nine reports', async () => {
    const [a = 0] = ours().departments;
    const [doctorId = 0] = ours().doctors;
    const kinds: [string, LabSession, number][] = [
      [
        'in-house doctor of A: A and those without department',
        { ...base(ours()), role: 'doctor', kind: 'doctor', docType: 0, doctorId, departmentIds: [a] },
        6,
      ],
      [
        'referral doctor: the bills assigned to them, all departments',
        { ...base(ours()), role: 'doctor', kind: 'doctor', docType: 2, doctorId },
        3,
      ],
      [
        'lab user, departments of the session',
        { ...base(ours()), role: 'caller', kind: 'user', departmentDataType: 0, departmentIds: [a] },
        6,
      ],
      [
        'lab user, no department chosen',
        { ...base(ours()), role: 'caller', kind: 'user', departmentDataType: 0, departmentIds: null },
        9,
      ],
      [
        'lab user, department relation',
        { ...base(ours()), role: 'caller', kind: 'user', departmentDataType: 1, departmentIds: [a] },
        6,
      ],
      [
        'lab user, listed for no department',
        { ...base(ours()), role: 'caller', kind: 'user', departmentDataType: 1, departmentIds: [] },
        3,
      ],
      [
        'support: everything of the lab',
        { ...base(ours()), role: 'support', kind: 'support', reason: 'asked to', actingFor: null },
        9,
      ],
    ];
    for (const [what, session, count] of kinds) {
      const found = await seen(session, true);
      expect(found, what).toHaveLength(count);
      expect(
        reports.filter(({ id: reportId }) => found.includes(reportId)).every(({ labId }) => labId === ours().id),
        what,
      ).toBe(true);
    }
  });
});
