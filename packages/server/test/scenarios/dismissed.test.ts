import { CriticalValues } from '@critical-callout/domain/callout';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reviewReports } from '../../src/callout/index.ts';
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
  const change = async (what: 'dismiss' | 'restore', visitor = supervisor) =>
    (await visitor.send('POST', `/api/v1/lab-reports/${bill.reportIds[0]}/${what}`, { reason: 'ordered twice' })).status;
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
  expect(await change('dismiss', await lab.signIn('technologist'))).toBe(403);
  expect(await change('dismiss')).toBe(200);
  expect(await listed()).toEqual({ worklist: false, records: 404, search: false, export: false, history: 3, status: 4 });
  expect((await attempt()).status).toBe(404);
  expect(await change('dismiss')).toBe(200);
  expect(await change('restore')).toBe(200);
  expect(await listed()).toEqual({ ...before, history: 4 });
  const missing = await supervisor.send('POST', `/api/v1/lab-reports/${bill.reportIds[0]}/dismiss`, { reason: '' });
  expect(await missing.json()).toMatchObject({ status: 400, errors: [{ field: 'body.reason' }] });
});

it('a new critical value puts a dismissed report back on the lists', async () => {
  const bill = await seedBill(lab.db, fixture);
  const [labReportId = 0] = bill.reportIds;
  await supervisor.send('POST', `/api/v1/lab-reports/${labReportId}/dismiss`, { reason: 'ordered twice' });
  const before = { value: '6.8', unit: 'mmol/L', isCritical: true };
  const after = { ...before, value: '7.4' };
  const report = {
    labReportId,
    billId: bill.billId,
    testName: 'Potassium',
    current: CriticalValues.CALLOUT_PENDING,
    patientClass: null,
  };
  const results = [{ identity: 'K', ...after, isAbnormal: true, status: 'C' }];
  const changes = [{ identity: 'K', kind: 'changed' as const, before, after }];
  await lab.db.inLab(lab.labId, (tx) =>
    reviewReports(tx, { labId: lab.labId, now: lab.clock.now(), reports: [{ ...report, results, changes }] }),
  );
  expect((await supervisor.get(`/api/v1/bills/${bill.billId}/critical-records`)).status).toBe(200);
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
