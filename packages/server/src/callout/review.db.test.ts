import { CriticalValues } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { reportWrongNumber, resolveContacts, suggestContact } from '../directory/index.ts';
import { type ProcessCallout, processCallout, type ReviewedReport, reviewReports } from './index.ts';

const later = new Date('2026-11-23T11:00:00Z');
const high = { value: '6.8', unit: 'mmol/L', isCritical: true };
const calm = { value: '4.2', unit: 'mmol/L', isCritical: false };

const directory = { resolveContacts, reportWrongNumber, suggestContact };
let test: TestDatabase;
let lab: Fixture;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
});
afterAll(() => test.drop());

function review(bill: FixtureBill, current: CriticalValues, change: Partial<ReviewedReport>): Promise<void> {
  const [labReportId = 0] = bill.reportIds;
  const report: ReviewedReport = {
    labReportId,
    billId: bill.billId,
    testName: 'Potassium',
    current,
    patientClass: 'inpatient',
    results: [],
    changes: [],
    ...change,
  };
  return test.db.inLab(lab.labId, (tx) => reviewReports(tx, { labId: lab.labId, now: later, reports: [report] }));
}

type Told = ProcessCallout['notification'];
const NAMED: Partial<Told> = { notifiedByCall: { name: 'Rowan Birch', contact: '' } };

function submit(bill: FixtureBill, isDraft: boolean, outcome: Told['outcome'], more: Partial<Told> = {}) {
  const notification = {
    recipients: [],
    sendEmail: false,
    sendFax: false,
    sendSms: false,
    sendWhatsapp: false,
    outcome,
    ...more,
  };
  const input = {
    session: lab.session,
    billId: bill.billId,
    labReportIds: bill.reportIds,
    isDraft,
    seenVersion: 2,
    baseUrl: '',
    now: later,
    notification,
  };
  return test.db.inLab(lab.labId, (tx) => processCallout(tx, input, async () => ({ queued: [], missing: [] }), directory));
}

const stateOf = (bill: FixtureBill) =>
  test.db.inLab(lab.labId, async (tx) => {
    const { rows } = await sql<{
      critical_values: number;
      critical_reason: string | null;
      due_at: Date;
      version: number;
      last_event: string;
    }>`
      select r.critical_values, r.critical_reason, r.due_at, b.version, e.type as last_event
      from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id join events e on e.lab_id = r.lab_id and e.seq = r.critical_event_seq
      where r.lab_id = ${lab.labId} and r.bill_id = ${bill.billId}`.execute(tx);
    return rows[0];
  });

/** A message of the bill's last callout, as far as the queue got with it. */
const mail = (bill: FixtureBill, state: 'queued' | 'accepted' | 'failed') =>
  test.db.inLab(lab.labId, async (tx) => {
    await sql`insert into deliveries (lab_id, bill_id, bill_number, event_seq, channel, recipient_kind, recipient_name, address, content, message_id, state,
        due_at, queued_at)
      select lab_id, bill_id, bill_number, max(event_seq), 'email', 'organization', 'Harbour Clinic', 'desk@harbour.example',
        '{"subject":"s","text":"t","html":"h"}', ${`<${bill.billId}@test>`}, 'queued', ${later}, ${later}
      from critical_callouts where bill_id = ${bill.billId} group by lab_id, bill_id, bill_number`.execute(tx);
    if (state === 'queued') return;
    await sql`update deliveries set state = 'sending', lease_until = ${later}, claimed_at = ${later}, attempts = 1, fence = 1
      where bill_id = ${bill.billId}`.execute(tx);
    await sql`update deliveries set state = ${state}, reason = 'said so', lease_until = null, claimed_at = null, due_at = null, finished_at = ${later}
      where bill_id = ${bill.billId}`.execute(tx);
  });

const corrected: Partial<ReviewedReport> = {
  results: [{ identity: 'K', ...calm, isAbnormal: false, status: 'C' }],
  changes: [{ identity: 'K', kind: 'changed', before: high, after: calm }],
};

describe('reviewReports', () => {
  it('opens a critical report with its deadline, by the patient class, in one event', async () => {
    const bill = await seedBill(test.db, lab);
    expect(await stateOf(bill)).toMatchObject({
      critical_values: 1,
      critical_reason: 'critical',
      due_at: new Date('2026-11-23T10:30:00Z'),
      version: 2,
      last_event: 'report-became-critical',
    });
  });

  it('withdraws a callout nobody was told of when the value is corrected', async () => {
    const bill = await seedBill(test.db, lab);
    await submit(bill, true, 'no-answer');
    await review(bill, CriticalValues.CALLOUT_ATTEMPTED, corrected);
    expect(await stateOf(bill)).toMatchObject({ critical_values: 0, critical_reason: null, last_event: 'callout-withdrawn' });
  });

  const liveDrafts = (bill: FixtureBill) =>
    test.db.inLab(lab.labId, async (tx) => {
      const { rows } = await sql<{
        live: number;
        kept: number;
      }>`select count(*) filter (where superseded_at is null) as live, count(*) as kept from critical_callouts
        where bill_id = ${bill.billId} and is_draft`.execute(tx);
      return rows[0];
    });

  it('leaves no live draft behind where nothing is open any more, and keeps its row', async () => {
    const bill = await seedBill(test.db, lab);
    await submit(bill, true, 'no-answer');
    await review(bill, CriticalValues.CALLOUT_ATTEMPTED, corrected);
    expect(await liveDrafts(bill)).toEqual({ live: 0, kept: 1 });
  });

  it('keeps the live draft while another report of the order is open', async () => {
    const bill = await seedBill(test.db, lab, { reports: 2 });
    await submit(bill, true, 'no-answer');
    await review(bill, CriticalValues.CALLOUT_ATTEMPTED, corrected);
    expect(await liveDrafts(bill)).toEqual({ live: 1, kept: 1 });
    await review({ ...bill, reportIds: bill.reportIds.slice(1) }, CriticalValues.CALLOUT_ATTEMPTED, corrected);
    expect(await liveDrafts(bill)).toEqual({ live: 0, kept: 1 });
  });

  it('opens again for the people who were told, with a new deadline', async () => {
    const bill = await seedBill(test.db, lab);
    await submit(bill, false, 'reached-no-read-back', NAMED);
    await review(bill, CriticalValues.CALLOUT_DONE, corrected);
    expect(await stateOf(bill)).toMatchObject({
      critical_values: 1,
      critical_reason: 'correction',
      due_at: new Date('2026-11-23T11:30:00Z'),
      version: 4,
      last_event: 'callout-reopened',
    });
  });

  it('counts an attempt that reached somebody as telling', async () => {
    const bill = await seedBill(test.db, lab);
    await submit(bill, true, 'reached-no-read-back', NAMED);
    await review(bill, CriticalValues.CALLOUT_ATTEMPTED, corrected);
    expect(await stateOf(bill)).toMatchObject({ critical_values: 1, critical_reason: 'correction' });
  });

  it('counts a fax, and a message that left or will, as telling; one that failed tells nobody', async () => {
    const faxed = await seedBill(test.db, lab);
    await submit(faxed, true, undefined, { notifiedByFax: { name: 'Ward 7B', faxNumber: '555-0199' } });
    await review(faxed, CriticalValues.CALLOUT_ATTEMPTED, corrected);
    expect(await stateOf(faxed)).toMatchObject({ critical_values: 1, critical_reason: 'correction' });

    for (const [state, to] of [
      ['accepted', { critical_values: 1, critical_reason: 'correction' }],
      ['queued', { critical_values: 1, critical_reason: 'correction' }],
      ['failed', { critical_values: 0, critical_reason: null }],
    ] as const) {
      const mailed = await seedBill(test.db, lab);
      await submit(mailed, true, 'no-answer');
      await mail(mailed, state);
      await review(mailed, CriticalValues.CALLOUT_ATTEMPTED, corrected);
      expect(await stateOf(mailed)).toMatchObject(to);
    }
  });

  it('keeps a call whose value was taken back before it was saved, and opens it for whoever was told', async () => {
    const bill = await seedBill(test.db, lab);
    await review(bill, CriticalValues.CALLOUT_PENDING, corrected);
    expect(await stateOf(bill)).toMatchObject({ critical_values: 0, last_event: 'callout-withdrawn' });
    const heard = { values: bill.resultIds.map((resultId) => ({ resultId: resultId + 1_000_000, heard: '6.8' })) };
    const answer = await submit(bill, true, undefined, { notifiedByCall: { name: 'Rowan Birch', contact: '' }, readBack: heard });
    expect(answer.reports).toEqual([{ labReportId: bill.reportIds[0], criticalValues: 1 }]);
    expect(await stateOf(bill)).toMatchObject({
      critical_values: 1,
      critical_reason: 'correction',
      last_event: 'callout-attempted',
    });
    const unanswered = await seedBill(test.db, lab);
    await review(unanswered, CriticalValues.CALLOUT_PENDING, corrected);
    await submit(unanswered, true, 'no-answer');
    expect(await stateOf(unanswered)).toMatchObject({ critical_values: 0 });
  });

  it('does nothing when a message repeats what is known', async () => {
    const bill = await seedBill(test.db, lab);
    await submit(bill, false, 'reached-no-read-back', NAMED);
    const before = await stateOf(bill);
    await review(bill, CriticalValues.CALLOUT_DONE, {
      results: [{ identity: 'K', ...high, isAbnormal: true, status: 'F' }],
      changes: [{ identity: 'K', kind: 'same', before: high, after: high }],
    });
    expect(await stateOf(bill)).toEqual(before);
  });

  it('writes a batch in a number of statements that does not depend on its size', async () => {
    const statements: string[] = [];
    const db = test.open({ onStatement: (text) => statements.push(text) });
    const counts: number[] = [];
    for (const reports of [1, 40]) {
      const bill = await seedBill(test.db, lab, { reports });
      statements.length = 0;
      await db.inLab(lab.labId, (tx) =>
        reviewReports(tx, {
          labId: lab.labId,
          now: later,
          reports: bill.reportIds.map((labReportId) => ({
            labReportId,
            billId: bill.billId,
            testName: 'K',
            current: CriticalValues.CALLOUT_PENDING,
            patientClass: null,
            results: [],
            ...corrected,
          })) as ReviewedReport[],
        }),
      );
      counts.push(statements.length);
    }
    expect(counts[0]).toBe(counts[1]);
  });
});
