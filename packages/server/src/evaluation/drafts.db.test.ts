import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, furnish, seedBill } from '../../test/fixture.ts';
import { type Lab, startLab, type Visitor } from '../../test/lab.ts';
import { runBackTests } from './index.ts';

let lab: Lab;
let rows: Fixture;
let director: Visitor;
let technologist: Visitor;
const NOW = new Date('2026-11-23T10:00:00Z');

beforeAll(async () => {
  lab = await startLab({ roles: ['http'], now: NOW });
  rows = await furnish(lab.db, lab.labId);
  director = await lab.signIn('director');
  technologist = await lab.signIn('technologist');
});
afterAll(() => lab?.close());

type Body = Record<string, unknown> & { code: string; details: Record<string, unknown> };
const post = async (who: Visitor, path: string, body: unknown): Promise<{ status: number; body: Body }> => {
  const answer = await who.send('POST', `/api/v1${path}`, body);
  return { status: answer.status, body: (await answer.json()) as Body };
};
const potassium = {
  parameterCode: '2823-3',
  parameterName: 'Potassium',
  unit: 'mmol/L',
  lowerBound: '3.5',
  upperBound: '5.1',
  criticalLower: '2.5',
  criticalUpper: '6.2',
};
const value = (text: string) => ({ result: { parameterCode: '2823-3', value: text, unit: 'mmol/L' } });

describe('a drafted limit', () => {
  it('is tried beside the limits that count, and stores nothing', async () => {
    expect((await post(director, '/limits', { ...potassium, baseVersion: 0, reason: 'first', approve: true })).status).toBe(201);
    const drafts = [{ ...potassium, criticalUpper: '6.0' }];
    const tried = await post(technologist, '/limits/try', { request: value('6.1'), drafts });
    expect(tried.status).toBe(200);
    expect(tried.body).toMatchObject({
      now: { verdicts: [{ verdict: 'abnormal', isCritical: false, limitVersion: 1 }] },
      drafted: { verdicts: [{ verdict: 'critical-high', isCritical: true, limitId: 0 }] },
      draftKeys: ['LN:2823-3:critical'],
    });
    const hl7 =
      'MSH|^~\\&|LIS|LAB|||20261123||ORU^R01|1|P|2.5\rPID|1||P1\rOBR|1|B1|F1|K^Potassium\rOBX|1|NM|2823-3^Potassium^LN||6.1|mmol/L|||||F\r';
    const message = await post(technologist, '/limits/try', { request: { hl7 }, drafts });
    expect(message.body).toMatchObject({ drafted: { verdicts: [{ testName: 'Potassium', isCritical: true }] } });
    const { rows: stored } = await lab.db.pool.query('select count(*) as n from limits where lab_id = $1', [lab.labId]);
    expect(stored).toEqual([{ n: 1 }]);
  });

  it('that waits for approval is tried where that is asked for', async () => {
    const waiting = { ...potassium, criticalUpper: '6.1', baseVersion: 1, reason: 'under discussion' };
    expect((await post(director, '/limits', waiting)).status).toBe(201);
    const without = await post(director, '/limits/try', { request: value('6.15') });
    expect(without.body).toMatchObject({ drafted: { verdicts: [{ isCritical: false }] }, draftKeys: [] });
    const included = await post(director, '/limits/try', { request: value('6.15'), isWaitingIncluded: true });
    expect(included.body).toMatchObject({ drafted: { verdicts: [{ isCritical: true }] }, draftKeys: ['LN:2823-3:critical'] });
  });

  it('is checked: what would be refused, and what is worth a look, of the drafts first', async () => {
    const drafts = [
      { ...potassium, ageFromDays: 28, criticalUpper: '4.0' },
      { ...potassium, parameterCode: '2951-2', parameterName: 'Sodium', ageToDays: 28, criticalUpper: '160', upperBound: '145' },
    ];
    const { status, body } = await post(technologist, '/limits/check', { drafts });
    expect(status).toBe(200);
    expect(body.problems).toMatchObject([{ code: 'limits.order', field: 'criticalUpper', isOfDraft: true }]);
    expect(body.advice).toMatchObject([{ code: 'limits.age-gap', limitKey: 'LN:2951-2:critical:0d-28d', isOfDraft: true }]);
  });

  it('in a unit that never came is pointed out', async () => {
    await seedBill(lab.db, rows, { now: NOW });
    const { body } = await post(technologist, '/limits/check', { drafts: [{ ...potassium, unit: 'mg/dL' }] });
    expect(body.advice).toMatchObject([{ code: 'limits.unit-unseen', message: expect.stringContaining('mmol/L (1)') }]);
  });
});

describe('a back-test', () => {
  it('counts, by test, what the drafts would have made of the results of the period, in batches, and leaves two events', async () => {
    const before = new Date(NOW.getTime() - 5 * 86_400_000);
    for (const one of ['6.3', '6.1', '5.9', '4.0']) await seedBill(lab.db, rows, { now: before, value: one });
    // Too old to count.
    await seedBill(lab.db, rows, { now: new Date(NOW.getTime() - 100 * 86_400_000), value: '6.1' });
    const started = await post(director, '/limits/back-tests', { drafts: [{ ...potassium, criticalUpper: '5.8' }], days: 30 });
    expect(started.status).toBe(202);
    expect(started.body).toMatchObject({ state: 'running', reportsTotal: 4, reportsSeen: 0 });
    await runBackTests(lab.deps);
    const answer = await technologist.get(`/api/v1/limits/back-tests/${started.body.id}`);
    expect(await answer.json()).toMatchObject({
      state: 'done',
      reportsSeen: 4,
      before: 1,
      after: 3,
      counts: [{ code: '2823-3', name: 'Potassium', results: 4, before: 1, after: 3 }],
    });
    const { rows: events } = await lab.db.pool.query<{ type: string }>(
      "select type from events where lab_id = $1 and type like 'limits-back-test%' order by seq",
      [lab.labId],
    );
    expect(events.map(({ type }) => type)).toEqual(['limits-back-test-started', 'limits-back-test-done']);
  });

  it('goes on where the last batch ended, and can be stopped', async () => {
    await lab.db.inLab(lab.labId, (tx) =>
      sql`insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, status, received_at, updated_at)
        select ${lab.labId}, (select min(id) from bills where lab_id = ${lab.labId}), 'bulk' || n, 'K', 'Potassium', 'final', ${NOW}::timestamptz - interval '1 hour', ${NOW}
        from generate_series(1, 700) n`.execute(tx),
    );
    const drafts = [{ ...potassium, criticalUpper: '5.8' }];
    const { body } = await post(director, '/limits/back-tests', { drafts, days: 30 });
    expect(await runBackTests(lab.deps)).toBe(1);
    const seen = async () => (await (await director.get(`/api/v1/limits/back-tests/${body.id}`)).json()) as Body;
    expect(await seen()).toMatchObject({ state: 'running', reportsSeen: 500 });
    expect(await runBackTests(lab.deps)).toBe(0);
    expect(await seen()).toMatchObject({ state: 'done', reportsSeen: 704, after: 3 });

    const next = await post(director, '/limits/back-tests', { drafts, days: 30 });
    const stopped = await post(director, `/limits/back-tests/${next.body.id}/cancel`, {});
    expect(stopped.body).toMatchObject({ state: 'cancelled' });
    await runBackTests(lab.deps);
    expect((await (await director.get('/api/v1/limits/back-tests')).json()) as Body).toMatchObject({
      items: [{ state: 'cancelled', reportsSeen: 0 }, { state: 'done' }, { state: 'done' }],
    });
  });

  it.each([
    [{ drafts: [] }, 422, 'limits.no-draft'],
    [{ drafts: [{ ...potassium, unit: 'bananas' }] }, 422, 'limits.invalid'],
    [{ drafts: [potassium], days: 900 }, 400, 'http.invalid-request'],
  ])('of %j is refused', async (body, status, code) => {
    const answer = await post(director, '/limits/back-tests', { isWaitingIncluded: false, ...body });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('is started only by whoever may write limits', async () => {
    expect((await post(technologist, '/limits/back-tests', { drafts: [potassium] })).status).toBe(403);
  });
});
