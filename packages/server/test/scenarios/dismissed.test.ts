import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fixture, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

let lab: Lab;
let fixture: Fixture;
let supervisor: Visitor;
beforeAll(async () => {
  lab = await startLab({ roles: ['http'] });
  fixture = await furnish(lab.db, lab.labId);
  supervisor = await lab.signIn('supervisor');
});
afterAll(() => lab.close());

it('a dismissed report leaves every list and takes no callout, its history stays, and restoring it restores its status', async () => {
  const bill = await seedBill(lab.db, fixture);
  const notification = { recipients: ['organization'], outcome: 'no-answer' };
  const attempt = () =>
    supervisor.send('POST', `/api/v1/bills/${bill.billId}/callouts`, {
      labReportIds: bill.reportIds,
      isDraft: true,
      notification,
    });
  const dismiss = (at: Date | null) =>
    lab.db.pool.query('update lab_reports set dismissed_at = $1 where id = $2', [at, bill.reportIds[0]]);
  const listed = async () => {
    const body = async (path: string) => (await supervisor.get(`/api/v1/${path}`)).text();
    const number = `"${bill.billNumber}"`;
    const { entries } = JSON.parse(await body(`callout-logs?billId=${bill.billId}`)) as { entries: unknown[] };
    return {
      worklist: (await body('worklist')).includes(number),
      records: (await supervisor.get(`/api/v1/bills/${bill.billId}/critical-records`)).status,
      search: (await body('search?q=Sample')).includes(number),
      export: (await body('exports/callouts.csv?from=2026-11-01&to=2026-12-01')).includes(bill.billNumber),
      history: entries.length,
      status: (await lab.db.pool.query('select critical_values as status from lab_reports where id = $1', bill.reportIds)).rows[0]
        .status,
    };
  };
  expect((await attempt()).status).toBe(201);
  const before = await listed();
  expect(before).toEqual({ worklist: true, records: 200, search: true, export: true, history: 2, status: 4 });
  await dismiss(lab.clock.now());
  expect(await listed()).toEqual({ worklist: false, records: 404, search: false, export: false, history: 2, status: 4 });
  expect((await attempt()).status).toBe(404);
  await dismiss(null);
  expect(await listed()).toEqual(before);
});

it('a report whose sample is not collected takes no callout until it is', async () => {
  const bill = await seedBill(lab.db, fixture);
  const collect = (isCollected: boolean) =>
    lab.db.pool.query('update lab_reports set is_collected = $1 where id = $2', [isCollected, bill.reportIds[0]]);
  const body = { labReportIds: bill.reportIds, isDraft: true, notification: { recipients: ['organization'], outcome: 'busy' } };
  const attempt = async () => (await supervisor.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body)).status;
  const records = async () => (await supervisor.get(`/api/v1/bills/${bill.billId}/critical-records`)).status;
  const isListed = async () => (await (await supervisor.get('/api/v1/worklist')).text()).includes(`"${bill.billNumber}"`);
  await collect(false);
  expect([await records(), await attempt(), await isListed()]).toEqual([404, 404, false]);
  await collect(true);
  expect([await records(), await attempt(), await isListed()]).toEqual([200, 201, true]);
});
