import { type CalloutLogs, calloutLogsSchema } from '@critical-callout/contract/history';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

let lab: Lab;
let fixture: Fixture;
let caller: Visitor;
const statements: string[] = [];
beforeAll(async () => {
  lab = await startLab({
    roles: ['http'],
    env: { SMTP_URL: 'smtp://127.0.0.1:9' },
    onStatement: (text) => statements.push(text),
  });
  fixture = await furnish(lab.db, lab.labId);
  caller = await lab.signIn('technologist');
});
afterAll(() => lab.close());

const logs = async (query: string): Promise<CalloutLogs> => {
  const answer = await caller.get(`/api/v1/callout-logs?${query}`);
  return calloutLogsSchema.parse(await answer.json());
};

async function submit(bill: FixtureBill, isDraft: boolean): Promise<void> {
  const seen = await caller.get(`/api/v1/bills/${bill.billId}/critical-records`);
  const notification = {
    recipients: ['organization', 'referral'],
    sendEmail: true,
    notifiedByFax: { name: 'Ward 7B', faxNumber: '555-0199' },
    comment: isDraft ? undefined : 'Read back in full',
  };
  const body = { labReportIds: bill.reportIds, isDraft, notification };
  const headers = { 'if-match': seen.headers.get('etag') ?? '' };
  const answer = await caller.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body, headers);
  expect(answer.status).toBe(201);
}

it.each([
  ['a completed callout', false, 'callout-done', 'Callout done by', 'Read back in full', {}],
  ['an attempt', true, 'callout-attempted', 'Callout Attempted by', '-', { is_draft: true }],
])(
  '%s is one event of category 648 with the text and the JSON of the specification',
  async (_name, isDraft, type, words, comment, more) => {
    const bill = await seedBill(lab.db, fixture, { reports: 2 });
    await submit(bill, isDraft);
    const { entries } = await logs(`billId=${bill.billId}`);
    const actions = entries.filter(({ category }) => category === 648);
    expect(actions).toEqual([
      {
        seq: expect.any(Number),
        at: lab.clock.now().toISOString(),
        type,
        category: 648,
        text: `${words} - Test technologist, Callout for - Potassium 1, Potassium 2, Method - Email, Fax, Recipients - Organization, Referral, Comment - ${comment}`,
        actorName: 'Test technologist',
        billId: bill.billId,
        labReportIds: bill.reportIds,
        data: {
          callout_for: ['Potassium 1', 'Potassium 2'],
          method: ['email', 'fax'],
          callout_done_by: 'Test technologist',
          recipients: ['organization', 'referral'],
          comment: comment === '-' ? '' : comment,
          organization: { name: 'Harbour Clinic', email: 'desk@harbour.example', fax: null, phone: null },
          outcome: 'sent-awaiting-acknowledgement',
          told: { name: 'Ward 7B', faxNumber: '555-0199' },
          read_back: null,
          performed_at: lab.clock.now().toISOString(),
          // Whom the directory named at that moment; proved with the directory.
          resolved_contacts: expect.any(Array),
          // Which patient it was about, should the order ever be moved to another.
          patient_id: expect.any(Number),
          ...more,
        },
      },
    ]);
    // In the trail itself, order and reports stand under the specification's keys.
    const { rows } = await lab.db.pool.query('select payload from events where lab_id = $1 and seq = $2', [
      lab.labId,
      actions[0]?.seq,
    ]);
    expect(rows[0].payload).toMatchObject({ bill_id: bill.billId, lab_report_ids: bill.reportIds });
  },
);

it('is read for a hundred reports in one statement, as many as for one', async () => {
  const bills = [await seedBill(lab.db, fixture, { reports: 60 }), await seedBill(lab.db, fixture, { reports: 40 })];
  for (const bill of bills) await submit(bill, true);
  const reportIds = bills.flatMap((bill) => bill.reportIds);
  const counts: number[] = [];
  for (const asked of [reportIds.slice(0, 1), reportIds]) {
    statements.length = 0;
    const { entries } = await logs(`limit=500&${asked.map((id) => `labReportId=${id}`).join('&')}`);
    expect(entries.filter(({ category }) => category === 648)).toHaveLength(asked.length === 1 ? 1 : 2);
    expect(statements.filter((text) => /from events e\b/u.test(text))).toHaveLength(1);
    counts.push(statements.length);
  }
  expect(counts[0]).toBe(counts[1]);
});
