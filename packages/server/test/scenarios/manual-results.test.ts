import { manualResultEnteredSchema } from '@critical-callout/contract/manual';
import { patientPageSchema } from '@critical-callout/contract/patients';
import { sourcesSchema } from '@critical-callout/contract/sources';
import { worklistSchema } from '@critical-callout/contract/worklist';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FeedLab, startFeedLab } from '../feed-lab.ts';
import type { Visitor } from '../lab.ts';
import { verifyEvents } from '../outside.ts';

let lab: FeedLab;
let other: Visitor;
let patientId: number;
let likeBillId: number;
beforeAll(async () => {
  lab = await startFeedLab();
  other = await lab.signIn('supervisor', { userName: 's.second', name: 'S. Second' });
  await lab.send({ order: 'LIS-1', value: '4.9', flag: '', patient: 'P1', age: 60 });
  ({ billId: likeBillId } = await lab.rowOf('LIS-1'));
  [{ id: patientId }] = (await lab.query<{ id: number }>('select patient_id as id from bills where id = $1', [likeBillId])) as [
    { id: number },
  ];
});
afterAll(() => lab.close());

const typed = (more: Record<string, unknown> = {}) => ({
  parameter: { code: '2823-3', codeSystem: 'LN', name: 'Potassium' },
  value: '7.1',
  unit: 'mmol/L',
  severity: 'critical-high',
  limit: '≥ 6.2',
  resultedAt: '2026-03-02T07:50:00Z',
  receivedThrough: 'telephone',
  receivedFrom: 'Harbour ward laboratory',
  verifiedBy: 'Kim Park',
  likeBillId,
  ...more,
});
const enter = (body: unknown, who: Visitor = lab.caller, id = patientId) =>
  who.send('POST', `/api/v1/patients/${id}/manual-results`, body);
const entered = async (more: Record<string, unknown> = {}) =>
  manualResultEnteredSchema.parse(await (await enter(typed(more))).json());
const statesOf = async (order: string) => (await lab.rowOf(order)).states;

describe('a critical result that came by telephone', () => {
  it('is opened by the same rooms as a message, of the same patient, and marked wherever it is shown', async () => {
    const answer = await enter(typed());
    expect(answer.status).toBe(201);
    const made = manualResultEnteredSchema.parse(await answer.json());
    expect(made).toMatchObject({ billNumber: 'H-000001', criticalValues: 1, isCheckNeeded: false });
    const panel = await lab.panel(made.billNumber);
    const byHand = {
      enteredBy: 'Test technologist',
      receivedThrough: 'telephone',
      receivedFrom: 'Harbour ward laboratory',
      verifiedBy: 'Kim Park',
      limit: '≥ 6.2',
    };
    expect(panel.reports).toMatchObject([
      {
        testName: 'Potassium',
        byHand,
        resultedAt: '2026-03-02T07:50:00.000Z',
        parameters: [
          {
            value: '7.1',
            unit: 'mmol/L',
            isCritical: true,
            previous: { value: '4.9' },
            note: expect.stringContaining('Entered by hand'),
          },
        ],
      },
    ]);
    expect(panel.bill.patient.id).toBe(patientId);
    const list = worklistSchema.parse(await (await lab.caller.get('/api/v1/worklist?tab=pending')).json());
    expect(list.items.find(({ billId }) => billId === made.billId)?.reports[0]?.byHand).toMatchObject(byHand);
    const page = patientPageSchema.parse(await (await lab.caller.get(`/api/v1/patients/${patientId}`)).json());
    expect(page.orders.map(({ billNumber, reports }) => [billNumber, reports[0]?.byHand === null])).toEqual([
      ['H-000001', false],
      ['LIS-1', true],
    ]);
    const history = (await (await lab.caller.get(`/api/v1/callout-logs?billId=${made.billId}`)).json()) as {
      entries: { text: string }[];
    };
    expect(history.entries.map(({ text }) => text)).toContain(
      'Result entered by hand by - Test technologist, Test - Potassium, By telephone from - Harbour ward laboratory, Verified there by - Kim Park',
    );
    const rows = await lab.query('select family_name, born::text, sex from patients where id = $1', [patientId]);
    expect(rows).toEqual([{ family_name: 'MUSTER', born: '1970-01-01', sex: 'female' }]);
  });

  it('goes through a call to done like any other', async () => {
    const made = await entered({ value: '7.2' });
    expect((await lab.tell(made.billNumber)).status).toBe(201);
    expect(await statesOf(made.billNumber)).toEqual([2]);
  });

  it('is a message of a source that is no feed: in no list of feeds, and no sign of life of one', async () => {
    const lists = await lab.signIn('integrator');
    const sources = sourcesSchema.parse(await (await lists.get('/api/v1/sources')).json());
    expect(sources.items.map(({ code }) => code)).toEqual(['LIS']);
    const list = worklistSchema.parse(await (await lab.caller.get('/api/v1/worklist?tab=pending')).json());
    expect(list.feed.lastSource).not.toBe('Entered by hand');
    const stored = await lab.query(
      "select transport, peer, state from inbound_messages where transport = 'hand' order by id limit 1",
    );
    expect(stored).toEqual([{ transport: 'hand', peer: 'Test technologist', state: 'PROCESSED' }]);
  });

  it.each([
    ['resultedAt', { resultedAt: '2026-03-02T08:30:00Z' }, 'manual.odd-time'],
    ['resultedAt', { resultedAt: '2026-01-02T08:30:00Z' }, 'manual.odd-time'],
    ['collectedAt', { collectedAt: '2026-03-02T07:55:00Z' }, 'manual.odd-time'],
    ['likeBillId', { likeBillId: 987_654 }, 'manual.order-unknown'],
    ['departmentId', { departmentId: 987_654 }, 'manual.department-unknown'],
  ])('is refused with the field %s and its value: %j', async (field, more, code) => {
    const answer = await enter(typed({ value: '8.8', ...more }));
    expect(answer.status).toBe(422);
    const problem = (await answer.json()) as { code: string; detail: string };
    const value = String(Object.values(more)[0]);
    expect(problem).toMatchObject({ code, details: { field } });
    expect(problem.detail).toContain(value);
  });

  it('without a value or a verifier is refused by the contract', async () => {
    const answer = await enter(typed({ value: ' ', verifiedBy: '' }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'body.value' }, { field: 'body.verifiedBy' }] });
  });

  it('entered twice is a slip of the hand', async () => {
    const made = await entered({ value: '7.3' });
    const again = await enter(typed({ value: '7.3' }), other);
    expect([again.status, await again.json()]).toMatchObject([
      409,
      { code: 'manual.entered-already', details: { billNumber: made.billNumber } },
    ]);
  });

  it('is for those who may: a caller and an auditor are refused, and a doctor of another department cannot hide one', async () => {
    for (const role of ['caller', 'auditor', 'integrator'] as const)
      expect((await enter(typed({ value: '7.4' }), await lab.signIn(role))).status, role).toBe(403);
    const [chemistry] = await lab.query<{ id: number }>(
      "insert into departments (lab_id, code, name) values ($1, 'CH', 'Chemistry') returning id",
      [lab.labId],
    );
    const [blood] = await lab.query<{ id: number }>(
      "insert into departments (lab_id, code, name) values ($1, 'HA', 'Haematology') returning id",
      [lab.labId],
    );
    const own = await lab.signIn('technologist', {
      userName: 't.chem',
      name: 'T. Chem',
      departmentDataType: 1,
      departmentIds: [chemistry?.id ?? 0],
    });
    const hidden = await enter(typed({ value: '7.5', departmentId: blood?.id }), own);
    expect([hidden.status, await hidden.json()]).toMatchObject([403, { code: 'manual.out-of-scope' }]);
    expect((await enter(typed({ value: '7.5', departmentId: chemistry?.id }), own)).status).toBe(201);
    expect((await enter(typed({ value: '7.6' }), lab.caller, 987_654)).status).toBe(404);
  });
});

describe('an entry', () => {
  it('is checked by a second person where the laboratory wants it, and the callout does not wait', async () => {
    const admin = await lab.signIn('director');
    expect((await admin.send('PUT', '/api/v1/settings/manual-entry', { second_person: 1 })).status).toBe(200);
    const made = await entered({ value: '7.7' });
    expect(made).toMatchObject({ isCheckNeeded: true, criticalValues: 1 });
    const own = await lab.caller.send('POST', `/api/v1/manual-results/${made.id}/check`);
    expect([own.status, await own.json()]).toMatchObject([403, { code: 'manual.same-person' }]);
    const check = await other.send('POST', `/api/v1/manual-results/${made.id}/check`);
    expect(await check.json()).toMatchObject({ checkedBy: 'S. Second', withdrawnAt: null });
    expect((await lab.panel(made.billNumber)).reports[0]?.byHand).toMatchObject({ isCheckNeeded: true, checkedBy: 'S. Second' });
    expect((await other.send('POST', `/api/v1/manual-results/${made.id}/check`)).status).toBe(409);
  });

  it('that was wrong is taken back: withdrawn where nobody was told, opened again where somebody was', async () => {
    const [quiet, told] = [await entered({ value: '7.8' }), await entered({ value: '7.9' })];
    expect((await lab.tell(told.billNumber)).status).toBe(201);
    lab.clock.advance({ minutes: 5 });
    for (const { id } of [quiet, told]) {
      const answer = await other.send('POST', `/api/v1/manual-results/${id}/withdraw`, { reason: 'it was another patient' });
      expect([answer.status, await answer.json()]).toMatchObject([200, { id, withdrawnAt: expect.any(String) }]);
    }
    expect(await statesOf(quiet.billNumber)).toEqual([0]);
    expect(await statesOf(told.billNumber)).toEqual([1]);
    expect((await lab.panel(told.billNumber)).reports[0]).toMatchObject({
      criticalReason: 'correction',
      toldBefore: [{ name: 'Rowan Birch' }],
      byHand: { withdrawnReason: 'it was another patient' },
    });
    const again = await other.send('POST', `/api/v1/manual-results/${quiet.id}/withdraw`, { reason: 'it was another patient' });
    expect([again.status, await again.json()]).toMatchObject([409, { code: 'manual.ended' }]);
    // Taken back, the same may be entered once more.
    expect((await enter(typed({ value: '7.8' }))).status).toBe(201);
  });

  it('leaves its events in a chain that verifies, and its reading in the access log', async () => {
    expect((await verifyEvents(lab.db, lab.labId)).broken).toBeNull();
    const types = await lab.query<{ type: string }>(
      "select distinct type from events where type like '%by-hand' or type like 'manual-%' order by type",
    );
    expect(types.map(({ type }) => type)).toEqual(['manual-result-checked', 'manual-result-withdrawn', 'result-entered-by-hand']);
    const [row] = await lab.query<{ n: number }>(
      "select count(*)::integer as n from access_log where action = 'manual-result.enter'",
    );
    expect(row?.n).toBeGreaterThan(4);
  });
});
