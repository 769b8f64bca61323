import { buildCriticalCallout, type CalloutOptions, type NewCriticalCallout } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import { saveCriticalCallout } from './index.ts';
import { insertCriticalCallouts } from './queries.ts';

const now = new Date('2026-11-23T10:12:00Z');
let test: TestDatabase;
let lab: Fixture;
let bill: FixtureBill;
let eventSeq: number;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
  bill = await seedBill(test.db, lab);
  const event = { at: now, category: 648, type: 'test-prepared', text: 't', actor: SYSTEM_ACTOR, bill_id: bill.billId };
  eventSeq = await test.db.inLab(lab.labId, (tx) => appendEvents(tx, lab.labId, [event]));
});
afterAll(() => test.drop());

const flags = (n: number) => [1, 2, 4, 8].map((bit) => (n & bit) !== 0);

/** is_draft × four channels × others named or not × call × fax, with the three kinds of performer in turn. */
function combinations(): CalloutOptions[] {
  const performers = [
    { userId: 'u1', doctorId: null },
    { userId: null, doctorId: lab.doctorId },
    { userId: 'support1', doctorId: lab.doctorId },
  ] as const;
  return Array.from({ length: 256 }, (_, n) => {
    const [sendEmail, sendFax, sendSms, sendWhatsapp] = flags(n);
    const [isDraft = false, isOther, isCalled, isFaxed] = flags(n >> 4);
    return {
      isDraft,
      calloutFor: bill.reportIds,
      recipients: isOther ? ['others', 'referral'] : ['organization'],
      sendEmail,
      sendFax,
      sendSms,
      sendWhatsapp,
      other: isOther ? { name: 'Nurse Kim', email: 'kim@ward.example', faxNumber: '99', contactNumber: '88' } : undefined,
      notifiedByCall: isCalled ? { name: 'Rowan Birch', contact: '555-0100' } : undefined,
      notifiedByFax: isFaxed ? { name: 'Ward 7B', faxNumber: '555-0199' } : undefined,
      comment: n % 2 ? `comment ${n}` : undefined,
      logMessage: `line ${n}`,
      reportParams: [
        {
          parameter_name: 'Potassium',
          value: '6.8',
          unit: 'mmol/L',
          reference_range: '3.5-5.1',
          bounds: { lower_bound: '3.5', upper_bound: '5.1', critical_lower: null, critical_upper: '6.2' },
        },
      ],
      outcome: isCalled ? 'reached-read-back' : 'declared',
      readBack: isCalled ? { by: 'M. Osei', isMatch: true } : null,
      performer: performers[n % 3] ?? performers[0],
      performedAt: new Date(now.getTime() - n * 1000),
      backDatedReason: n > 200 ? 'system down' : undefined,
      recordedAt: now,
      // Only one draft of an order may be live.
      supersededAt: isDraft ? now : undefined,
    };
  });
}

const columns = (row: NewCriticalCallout) => ({
  bill_id: row.billId,
  bill_number: row.billNumber,
  lab_report_id: row.labReportId,
  is_draft: row.isDraft,
  recipients: row.recipients,
  critical_callout_comment: row.criticalCalloutComment,
  critical_callout_meta: row.criticalCalloutMeta,
  critical_values_meta: row.criticalValuesMeta,
  outcome: row.outcome,
  read_back: row.readBack,
  performed_by_user: row.performedByUser,
  performed_by_doctor: row.performedByDoctor,
  performed_at: row.performedAt,
  back_dated_reason: row.backDatedReason,
  recorded_at: row.recordedAt,
  superseded_at: row.supersededAt,
});

it('stores every combination of its options as built without saving, one by one and in one bulk insert alike', async () => {
  const labReport = { labReportId: bill.reportIds[0] ?? 0, billId: bill.billId, billNumber: bill.billNumber };
  const all = combinations();
  const built = all.map((options) => buildCriticalCallout(labReport, options));
  const stored = await test.db.inLab(lab.labId, async (tx) => {
    const before = await sql`select from critical_callouts`.execute(tx);
    expect(before.rows).toHaveLength(0);
    for (const options of all) await saveCriticalCallout(tx, { labId: lab.labId, ...labReport }, { ...options, eventSeq });
    const bulk = await insertCriticalCallouts(tx, lab.labId, built, eventSeq);
    expect(bulk.map((row) => row.labReportId)).toEqual(built.map((row) => row.labReportId));
    const { rows } = await sql<Record<string, unknown>>`
      select bill_id, bill_number, lab_report_id, is_draft, recipients, critical_callout_comment, critical_callout_meta, critical_values_meta, outcome, read_back,
        performed_by_user, performed_by_doctor, performed_at, back_dated_reason, recorded_at, superseded_at
      from critical_callouts where event_seq = ${eventSeq} order by id`.execute(tx);
    return rows;
  });
  expect(stored).toHaveLength(512);
  expect(stored.slice(0, 256)).toEqual(built.map(columns));
  expect(stored.slice(256)).toEqual(built.map(columns));
});

it('refuses a key that the specification does not have, before the database is asked', async () => {
  const [options] = combinations();
  const labReport = { labReportId: bill.reportIds[0] ?? 0, billId: bill.billId, billNumber: bill.billNumber };
  const row = buildCriticalCallout(labReport, options as CalloutOptions);
  const withKey = { ...row, criticalCalloutMeta: { ...row.criticalCalloutMeta, colour: 1 } };
  const statements: string[] = [];
  const db = test.open({ onStatement: (text) => statements.push(text) });
  const insert = (rows: NewCriticalCallout[]) =>
    db.inLab(lab.labId, (tx) => insertCriticalCallouts(tx, lab.labId, rows, eventSeq));
  await expect(insert([withKey])).rejects.toThrow(/colour/u);
  const [parameter] = row.criticalValuesMeta;
  await expect(insert([{ ...row, criticalValuesMeta: [Object.assign({ mood: 'x' }, parameter)] }])).rejects.toThrow(/mood/u);
  expect(statements.filter((text) => text.includes('critical_callouts'))).toEqual([]);
});
