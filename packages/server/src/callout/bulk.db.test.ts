import type { LabSession } from '@critical-callout/domain/auth';
import { CriticalValues } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { reportWrongNumber, resolveContacts, suggestContact } from '../directory/index.ts';
import { type ProcessCallout, processCallout, type ReviewedReport, reviewReports } from './index.ts';

const now = new Date('2026-11-23T10:12:00Z');
const directory = { resolveContacts, reportWrongNumber, suggestContact };
let test: TestDatabase;
let lab: Fixture;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
});
afterAll(() => test.drop());

const called = { name: 'Rowan Birch', contact: '555-0100' };
const nobody = { sendEmail: false, sendFax: false, sendSms: false, sendWhatsapp: false };

function submit(bill: FixtureBill, more: Partial<ProcessCallout> = {}) {
  const input: ProcessCallout = {
    session: lab.session,
    billId: bill.billId,
    labReportIds: bill.reportIds,
    isDraft: false,
    seenVersion: 2,
    baseUrl: '',
    now,
    notification: { recipients: ['organization'], ...nobody, notifiedByCall: called },
    ...more,
  };
  return test.db.inLab(lab.labId, (tx) => processCallout(tx, input, async () => ({ queued: [], missing: [] }), directory));
}

async function query<T>(statement: ReturnType<typeof sql<T>>): Promise<T[]> {
  return (await test.db.inLab(lab.labId, (tx) => statement.execute(tx))).rows;
}

const statuses = async (bill: FixtureBill) =>
  (
    await query(sql<{ cv: number }>`select critical_values as cv from lab_reports where bill_id = ${bill.billId} order by id`)
  ).map(({ cv }) => cv);

const setPolicy = (completion: string) =>
  query(sql`insert into lab_settings (lab_id, key, value, updated_at) values (${lab.labId}, 'callout_policy', ${JSON.stringify({ completion })}::jsonb, ${now})
    on conflict (lab_id, key) do update set value = excluded.value`);

describe('both completion policies', () => {
  const heard = (bill: FixtureBill) => ({ values: bill.resultIds.map((resultId) => ({ resultId, heard: '6.8' })) });
  const ways: [string, (bill: FixtureBill) => Partial<ProcessCallout['notification']>][] = [
    ['a message sent', () => ({ sendEmail: true })],
    ['a call without read-back', () => ({ notifiedByCall: called })],
    ['a call with read-back', (bill) => ({ notifiedByCall: called, readBack: heard(bill) })],
  ];
  it.each([
    ['as-declared', 'a message sent', { status: 2, outcome: 'sent-awaiting-acknowledgement', rows: 2, isDraft: false }],
    ['as-declared', 'a call without read-back', { status: 2, outcome: 'reached-no-read-back', rows: 2, isDraft: false }],
    ['as-declared', 'a call with read-back', { status: 2, outcome: 'reached-read-back', rows: 2, isDraft: false }],
    ['proven', 'a message sent', { status: 4, outcome: 'sent-awaiting-acknowledgement', rows: 1, isDraft: true }],
    ['proven', 'a call without read-back', null],
    ['proven', 'a call with read-back', { status: 2, outcome: 'reached-read-back', rows: 2, isDraft: false }],
  ])('%s: %s', async (completion, way, expected) => {
    await setPolicy(completion);
    const bill = await seedBill(test.db, lab, { reports: 2 });
    const told = ways.find(([name]) => name === way)?.[1](bill);
    const submitted = submit(bill, { notification: { recipients: ['organization'], ...nobody, ...told } });
    if (!expected) {
      await expect(submitted).rejects.toMatchObject({ status: 422, refusal: { refusal: 'callout.not-proven' } });
      expect(await statuses(bill)).toEqual([1, 1]);
      return;
    }
    await submitted;
    expect(await statuses(bill)).toEqual([expected.status, expected.status]);
    const rows = await query(
      sql<{ is_draft: boolean; outcome: string }>`select is_draft, outcome from critical_callouts where bill_id = ${bill.billId}`,
    );
    expect(rows).toEqual(
      Array.from({ length: expected.rows }, () => ({ is_draft: expected.isDraft, outcome: expected.outcome })),
    );
  });
});

describe('reports added meanwhile', () => {
  it('stay pending when the others are closed, and make the closing somebody had open stale', async () => {
    await setPolicy('as-declared');
    const bill = await seedBill(test.db, lab, { reports: 100 });
    const added = await addReport(bill);
    await expect(submit(bill)).rejects.toMatchObject({ status: 409, refusal: { refusal: 'callout.stale-version' } });
    await submit(bill, { seenVersion: 3 });
    const states = await statuses(bill);
    expect(states).toHaveLength(101);
    expect(states.filter((status) => status === CriticalValues.CALLOUT_DONE)).toHaveLength(100);
    expect(states.at(-1)).toBe(CriticalValues.CALLOUT_PENDING);
    await submit({ ...bill, reportIds: [added] }, { seenVersion: 4 });
    expect(new Set(await statuses(bill))).toEqual(new Set([CriticalValues.CALLOUT_DONE]));
  });

  it('never end done unseen, whichever of the two commits first', async () => {
    for (let round = 0; round < 20; round += 1) {
      const bill = await seedBill(test.db, lab, { reports: 100 });
      const [, closing] = await Promise.allSettled([addReport(bill), submit(bill)]);
      const states = await statuses(bill);
      expect(states.at(-1)).toBe(CriticalValues.CALLOUT_PENDING);
      const expected = closing.status === 'fulfilled' ? CriticalValues.CALLOUT_DONE : CriticalValues.CALLOUT_PENDING;
      expect(new Set(states.slice(0, 100))).toEqual(new Set([expected]));
      if (closing.status === 'rejected') expect(closing.reason).toMatchObject({ refusal: { refusal: 'callout.stale-version' } });
    }
  });
});

/** A further report of the order, critical on arrival, the way intake adds it. */
function addReport(bill: FixtureBill): Promise<number> {
  return test.db.inLab(lab.labId, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, department_id, status, received_at, updated_at)
      values (${lab.labId}, ${bill.billId}, 'late', 'NA', 'Sodium', ${lab.chemistryId}, 'final', ${now}, ${now}) returning id`.execute(
      tx,
    );
    const labReportId = rows[0]?.id ?? 0;
    const after = { value: '110', unit: 'mmol/L', isCritical: true };
    const report: ReviewedReport = {
      labReportId,
      billId: bill.billId,
      testName: 'Sodium',
      current: CriticalValues.NORMAL,
      patientClass: null,
      results: [{ identity: 'NA', ...after, isAbnormal: true, status: 'F' }],
      changes: [{ identity: 'NA', kind: 'new', before: null, after }],
    };
    await reviewReports(tx, { labId: lab.labId, now, reports: [report] });
    return labReportId;
  });
}

describe('who performed it', () => {
  const support = (actingFor: { userId: string; doctorId: number | null } | null): LabSession => ({
    labId: lab.labId,
    userId: 's1',
    userName: 'Sam Support',
    role: 'support',
    kind: 'support',
    reason: 'ticket 4711',
    actingFor,
  });
  const doctor = { labId: 0, userId: 'd1', userName: 'Dr Ada Finch', role: 'doctor', kind: 'doctor' } as const;
  const sessions: [string, () => LabSession, () => { user: string | null; doctor: number | null; more: object }][] = [
    ['a lab user', () => lab.session, () => ({ user: 'user-north', doctor: null, more: {} })],
    [
      'an in-house doctor',
      () => ({ ...doctor, labId: lab.labId, docType: 0, doctorId: lab.doctorId, departmentIds: [lab.chemistryId] }),
      () => ({ user: null, doctor: lab.doctorId, more: {} }),
    ],
    [
      'a referral doctor',
      () => ({ ...doctor, labId: lab.labId, docType: 2, doctorId: lab.doctorId }),
      () => ({ user: null, doctor: lab.doctorId, more: {} }),
    ],
    ['support', () => support(null), () => ({ user: 's1', doctor: null, more: { support_reason: 'ticket 4711' } })],
    [
      'support acting for a doctor',
      () => support({ userId: 'd1', doctorId: lab.doctorId }),
      () => ({
        user: 's1',
        doctor: lab.doctorId,
        more: { support_reason: 'ticket 4711', acting_for: { user_id: 'd1', doctor_id: lab.doctorId } },
      }),
    ],
    [
      'support acting for a lab user',
      () => support({ userId: 'u2', doctorId: null }),
      () => ({
        user: 's1',
        doctor: null,
        more: { support_reason: 'ticket 4711', acting_for: { user_id: 'u2', doctor_id: null } },
      }),
    ],
  ];

  it.each(sessions)('%s', async (_name, sessionOf, expectedOf) => {
    const session = sessionOf();
    const { user, doctor: doctorId, more } = expectedOf();
    for (const isDraft of [true, false]) {
      const bill = await seedBill(test.db, lab);
      await submit(bill, { session, isDraft });
      const [row] = await query(
        sql<{ performed_by_user: string | null; performed_by_doctor: number | null; payload: Record<string, unknown> }>`
          select c.performed_by_user, c.performed_by_doctor, e.payload from critical_callouts c join events e on e.lab_id = c.lab_id and e.seq = c.event_seq
          where c.bill_id = ${bill.billId}`,
      );
      expect([row?.performed_by_user, row?.performed_by_doctor]).toEqual([user, doctorId]);
      expect(row?.payload).toMatchObject({ actor: { user_id: session.userId, kind: session.kind }, ...more });
      const { support_reason, acting_for } = row?.payload ?? {};
      expect(JSON.parse(JSON.stringify({ support_reason, acting_for }))).toEqual(more);
    }
  });
});
