import { createBenchDatabase } from '../packages/server/test/bench-database.ts';
import { furnish, seedBill } from '../packages/server/test/fixture.ts';
import { type Lab, startLab, type Visitor } from '../packages/server/test/lab.ts';
import type { Measure } from './figure.ts';

const SIZES = [1, 2, 10, 50, 100];

/** Statements that one closing of an order sends to the database, for orders of 1 to 100 critical reports. */
export const measure: Measure = async ({ isSmoke, say }) => {
  const database = await createBenchDatabase();
  const statements: string[] = [];
  let lab: Lab | null = null;
  try {
    // No ticks: what is counted belongs to the request alone, and nothing is sent to the mail server that is not there.
    lab = await startLab({
      database,
      roles: ['http'],
      env: { SMTP_URL: 'smtp://127.0.0.1:9' },
      onStatement: (text) => statements.push(text),
    });
    const people = await furnish(lab.db, lab.labId);
    const caller = await lab.signIn('technologist');
    const counts: { reports: number; total: number; parameterReads: number }[] = [];
    for (const reports of isSmoke ? [1, 100] : SIZES) {
      const bill = await seedBill(lab.db, people, { reports, now: lab.clock.now() });
      const { version } = await openOrder(caller, bill.billId);
      statements.length = 0;
      await close(caller, bill, version);
      const sent = [...statements];
      const parameterReads = sent.filter((text) => /\b(from|join)\s+results\b/i.test(text)).length;
      counts.push({ reports, total: sent.length, parameterReads });
      say(`${reports} reports: ${sent.length} statements, ${parameterReads} of them read parameters`);
    }
    const totals = new Set(counts.map(({ total }) => total));
    const reads = Math.max(...counts.map(({ parameterReads }) => parameterReads));
    return [
      {
        id: 'P3',
        figure: 'SQL statements of one callout submit',
        goal: 'constant from 1 to 100 reports; parameter reads ≤ 3',
        measured: `${counts.map(({ reports, total }) => `${total} for ${reports}`).join(', ')}; parameter reads ${reads}`,
        isMet: totals.size === 1 && reads <= 3,
      },
    ];
  } finally {
    await lab?.close();
    await database.drop();
  }
};

async function openOrder(caller: Visitor, billId: number): Promise<{ version: number }> {
  const answer = await caller.get(`/api/v1/bills/${billId}/critical-records`);
  if (!answer.ok) throw new Error(`critical-records answered ${answer.status}: ${await answer.text()}`);
  const { bill } = (await answer.json()) as { bill: { version: number } };
  return { version: bill.version };
}

async function close(
  caller: Visitor,
  bill: { billId: number; reportIds: number[]; resultIds: number[] },
  version: number,
): Promise<void> {
  const body = {
    labReportIds: bill.reportIds,
    isDraft: false,
    notification: {
      recipients: ['referral'],
      sendEmail: true,
      notifiedByCall: { name: 'Robin Vale', contact: '555-0122', role: 'Nurse in charge' },
      outcome: 'reached-read-back',
      readBack: { values: bill.resultIds.map((resultId) => ({ resultId, heard: '6.8' })) },
      comment: 'Read back in full',
    },
  };
  const answer = await caller.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body, { 'if-match': `"${version}"` });
  if (answer.status !== 201)
    throw new Error(`the submit of ${bill.reportIds.length} reports answered ${answer.status}: ${await answer.text()}`);
}
