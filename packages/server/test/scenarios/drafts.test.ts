import { type CriticalRecords, criticalRecordsSchema } from '@critical-callout/contract/callout';
import { calloutLogsSchema } from '@critical-callout/contract/history';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

/** Two processes on one database, and a person at each: what one attempted, the other continues. */
let database: TestDatabase;
let here: Lab;
let there: Lab;
let fixture: Fixture;
let first: Visitor;
let second: Visitor;
beforeAll(async () => {
  database = await createTestDatabase();
  // A mail server that is never called: these processes send nothing, the messages stay queued.
  const options = { database, roles: ['http'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } } as const;
  here = await startLab(options);
  there = await startLab(options);
  fixture = await furnish(here.db, here.labId);
  first = await here.signIn('technologist', { userName: 'first', name: 'First Caller' });
  second = await there.signIn('caller', { userName: 'second', name: 'Second Caller' });
});
afterAll(async () => {
  await here.close();
  await there.close();
  await database.drop();
});

const records = async (visitor: Visitor, { billId }: FixtureBill): Promise<CriticalRecords> =>
  criticalRecordsSchema.parse(await (await visitor.get(`/api/v1/bills/${billId}/critical-records`)).json());

async function submit(visitor: Visitor, bill: FixtureBill, body: object, version?: number): Promise<void> {
  const headers: Record<string, string> = version === undefined ? {} : { 'if-match': `"${version}"` };
  const answer = await visitor.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body, headers);
  expect([answer.status, answer.status === 201 ? '' : await answer.text()]).toEqual([201, '']);
}

const leftMessage = (bill: FixtureBill) => ({
  labReportIds: [bill.reportIds[2], bill.reportIds[0]],
  isDraft: true,
  notification: {
    recipients: ['referral', 'others'],
    sendEmail: true,
    other: { name: 'Nurse Kim', email: 'kim@ward.example', faxNumber: '555-0188', contactNumber: '555-0177' },
    notifiedByCall: { name: 'Rowan Birch', contact: '555-0100' },
    notifiedByFax: { name: 'Ward 7B', faxNumber: '555-0199' },
    outcome: 'left-message',
    comment: 'calls back at noon',
  },
});

const noAnswer = (bill: FixtureBill) => ({
  labReportIds: bill.reportIds.slice(0, 1),
  isDraft: true,
  notification: { recipients: ['organization'], outcome: 'no-answer', comment: 'tried the desk' },
});

const told = (bill: FixtureBill) => ({
  labReportIds: bill.reportIds,
  isDraft: false,
  notification: { recipients: ['organization'], notifiedByCall: { name: 'Rowan Birch', contact: '' }, comment: 'told' },
});

it('restores selection, recipients, channels, comment and already-notified after a reload and on another machine by another user', async () => {
  const bill = await seedBill(here.db, fixture, { reports: 3 });
  await submit(first, bill, leftMessage(bill));
  const reloaded = await records(first, bill);
  expect(reloaded.attemptedCallout).toMatchObject({
    isDraft: true,
    labReportId: null,
    billId: bill.billId,
    billNumber: bill.billNumber,
    recipients: ['referral', 'others'],
    criticalCalloutComment: 'calls back at noon',
    outcome: 'left-message',
    performedByName: 'First Caller',
    supersededAt: null,
  });
  expect(reloaded.attemptedCallout?.criticalCalloutMeta).toEqual({
    communication_methods: ['email', 'fax', 'phone'],
    notify_to_others: { name: 'Nurse Kim', email: 'kim@ward.example', fax: '555-0188', contactNumber: '555-0177' },
    already_notified: {
      phone_call: { name: 'Rowan Birch', contact: '555-0100' },
      fax: { name: 'Ward 7B', fax_number: '555-0199' },
    },
    log_message:
      'Callout Attempted by - First Caller, Callout for - Potassium 3, Potassium 1, Method - Email, Fax, Phone, Recipients - Referral, Others, Comment - calls back at noon',
    callout_for: [bill.reportIds[2], bill.reportIds[0]],
  });
  const elsewhere = await records(second, bill);
  expect(elsewhere.attemptedCallout).toEqual(reloaded.attemptedCallout);
  expect(elsewhere.reports.map(({ labReportId, criticalValues }) => [labReportId, criticalValues]).toSorted()).toEqual(
    bill.reportIds.map((id, index) => [id, index === 1 ? 1 : 4]).toSorted(),
  );
});

it('is replaced by the next attempt, by whoever makes it, and kept as history', async () => {
  const bill = await seedBill(here.db, fixture, { reports: 3 });
  await submit(first, bill, leftMessage(bill));
  await submit(second, bill, noAnswer(bill));
  const { attemptedCallout } = await records(first, bill);
  expect(attemptedCallout).toMatchObject({
    performedByName: 'Second Caller',
    criticalCalloutComment: 'tried the desk',
    recipients: ['organization'],
    criticalCalloutMeta: { callout_for: bill.reportIds.slice(0, 1), communication_methods: [] },
  });
  const { rows } = await here.db.pool.query(
    'select critical_callout_comment as comment, superseded_at is null as is_live from critical_callouts where bill_id = $1 order by id',
    [bill.billId],
  );
  expect(rows).toEqual([
    { comment: 'calls back at noon', is_live: false },
    { comment: 'tried the desk', is_live: true },
  ]);
  const answer = await first.get(`/api/v1/callout-logs?billId=${bill.billId}`);
  const { entries } = calloutLogsSchema.parse(await answer.json());
  expect(entries.filter(({ category }) => category === 648).map(({ actorName, data }) => [actorName, data.comment])).toEqual([
    ['Second Caller', 'tried the desk'],
    ['First Caller', 'calls back at noon'],
  ]);
});

it.each([
  ['of all reports', 3],
  ['of some reports only', 1],
])('never stands beside a later completed callout %s', async (_name, count) => {
  const bill = await seedBill(here.db, fixture, { reports: 3 });
  await submit(first, bill, leftMessage(bill));
  const { bill: seen } = await records(second, bill);
  const done = { ...told(bill), labReportIds: bill.reportIds.slice(0, count) };
  await submit(second, bill, done, seen.version);
  const { attemptedCallout, reports } = await records(first, bill);
  expect(attemptedCallout).toBeNull();
  expect(reports.map(({ criticalValues }) => criticalValues).toSorted()).toEqual(count === 3 ? [2, 2, 2] : [1, 1, 2]);
  const { rows } = await here.db.pool.query(
    'select is_draft, superseded_at is not null as is_history, lab_report_id is null as is_of_order from critical_callouts where bill_id = $1 order by id',
    [bill.billId],
  );
  expect(rows).toEqual([
    { is_draft: true, is_history: true, is_of_order: true },
    ...Array.from({ length: count }, () => ({ is_draft: false, is_history: false, is_of_order: false })),
  ]);
});
