import type { CriticalRecords, SubmitCalloutAnswer } from '@critical-callout/contract/callout';
import type { CloseAnswer } from '@critical-callout/contract/closing';
import type { BillEscalation } from '@critical-callout/contract/escalation';
import type { Problem } from '@critical-callout/contract/problem';
import type { Worklist, WorklistItem } from '@critical-callout/contract/worklist';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRetryWatch } from '../../src/callout/index.ts';
import { resolveContacts, resolveOnDuty, resolveParty } from '../../src/directory/index.ts';
import { createEscalator, queueStepMessagesOver, resolveStepsOver } from '../../src/escalation/index.ts';
import { checkInvariants } from '../../src/invariants/index.ts';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

let server: Lab;
let lab: Fixture;
let bill: FixtureBill;
let caller: Visitor;
let supervisor: Visitor;
let director: Visitor;

beforeAll(async () => {
  server = await startLab({ roles: ['http'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
  lab = await furnish(server.db, server.labId);
  await signIn();
});
afterAll(() => server?.close());
beforeEach(async () => {
  bill = await seedBill(server.db, lab, { now: server.clock.now() });
});

async function signIn(): Promise<void> {
  caller = await server.signIn('caller');
  supervisor = await server.signIn('supervisor', { email: 'supervisor@lab.example' });
  director = await server.signIn('director');
}

const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const panel = (of = bill, by = caller) => json<CriticalRecords>(by.get(`/api/v1/bills/${of.billId}/critical-records`));
const escalation = () => json<BillEscalation>(caller.get(`/api/v1/bills/${bill.billId}/escalation`));
async function onWorklist(tab: 'pending' | 'done' = 'pending', state = ''): Promise<WorklistItem | undefined> {
  const { items } = await json<Worklist>(supervisor.get(`/api/v1/worklist?tab=${tab}&limit=200${state}`));
  return items.find(({ billId }) => billId === bill.billId);
}
const counts = async () => (await json<Worklist>(supervisor.get('/api/v1/worklist'))).counts;

async function attempt(outcome: string, more: Record<string, unknown> = {}): Promise<SubmitCalloutAnswer> {
  const notification = { recipients: ['referral'], outcome, notifiedByCall: { name: 'Ada Finch', contact: '555-0111' }, ...more };
  const body = { labReportIds: bill.reportIds, isDraft: true, notification };
  const answer = await caller.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body);
  expect(answer.status).toBe(201);
  return json(answer);
}
async function close(by: Visitor, code: string, more: { path?: string; body?: unknown } = {}): Promise<Response> {
  const { bill: seen } = await panel(bill, supervisor);
  const body = more.body ?? { labReportIds: bill.reportIds, code, comment: 'the ward told us' };
  return by.send('POST', `/api/v1/bills/${bill.billId}/close${more.path ?? ''}`, body, { 'if-match': `"${seen.version}"` });
}
const setPolicy = async (policy: Record<string, unknown>) => {
  const answer = await director.send('PUT', '/api/v1/settings/callout-policy', policy);
  expect(answer.status).toBe(200);
};
const eventsOf = async (type: string) => {
  const { rows } = await server.db.pool.query('select text, payload from events where bill_id = $1 and type = $2 order by seq', [
    bill.billId,
    type,
  ]);
  return rows as { text: string; payload: Record<string, unknown> }[];
};

describe('after an attempt that reached nobody', () => {
  it('the next try has a time on the panel and the worklist, and is said aloud once when it passes', async () => {
    const { nextStep } = await attempt('no-answer');
    const at = new Date(server.clock.now().getTime() + 5 * 60_000).toISOString();
    expect(nextStep).toEqual({ retryAt: at, escalated: null, isDirectoryTask: false, closeWith: null });
    expect((await panel()).nextTry).toEqual({ at, outcome: 'no-answer', isPassed: false });
    const watch = createRetryWatch(server.deps);
    expect(await watch()).toBe(0);
    server.clock.advance({ minutes: 5 });
    expect((await onWorklist('pending', '&state=try-passed'))?.nextTry).toMatchObject({ isPassed: true });
    expect((await counts()).tryPassed).toBe(1);
    await Promise.all([watch(), createRetryWatch(server.deps)()]);
    expect(await watch()).toBe(0);
    expect((await eventsOf('callout-try-due')).map(({ text }) => text)).toEqual(['Next try is due - after no-answer']);
  });

  it('neither the ladder nor the deadline waits for it, and the next attempt takes its place', async () => {
    const before = await escalation();
    const due = (await onWorklist())?.dueAt;
    await attempt('busy');
    await attempt('voicemail', { nextTryAt: new Date(server.clock.now().getTime() + 20 * 60_000).toISOString() });
    expect((await escalation()).runs).toEqual(before.runs);
    const item = await onWorklist();
    expect(item?.dueAt).toBe(due);
    expect(item?.nextTry).toMatchObject({ outcome: 'voicemail' });
    const { rows } = await server.db.pool.query(
      'select outcome, ended_because from callout_retries where bill_id = $1 order by id',
      [bill.billId],
    );
    expect(rows).toEqual([
      { outcome: 'busy', ended_because: 'tried again' },
      { outcome: 'voicemail', ended_because: null },
    ]);
  });

  it('is planned by the rule of the laboratory, and within a day', async () => {
    await setPolicy({ outcomes: { 'no-answer': { retry_minutes: 7 }, busy: { retry_minutes: null, next_step_now: 1 } } });
    const { nextStep } = await attempt('no-answer');
    expect(nextStep?.retryAt).toBe(new Date(server.clock.now().getTime() + 7 * 60_000).toISOString());
    expect((await attempt('busy')).nextStep).toMatchObject({ retryAt: null, escalated: { step: 1 } });
    await setPolicy({});
    const notification = { outcome: 'busy', nextTryAt: new Date(server.clock.now().getTime() + 25 * 3_600_000).toISOString() };
    const body = { labReportIds: bill.reportIds, isDraft: true, notification };
    const answer = await caller.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body);
    expect(await json<Problem>(answer)).toMatchObject({ status: 422, code: 'callout.next-try-out-of-range' });
  });

  it('a wrong number opens a directory task and the next rung of the ladder is done at once', async () => {
    const { nextStep } = await attempt('wrong-number');
    expect(nextStep).toMatchObject({ isDirectoryTask: true, retryAt: null, escalated: { step: 1, how: 'call-task' } });
    const [run] = (await escalation()).runs;
    expect(run?.steps[0]).toMatchObject({ number: 1, outcome: 'task', doneAt: server.clock.now().toISOString() });
    expect(run?.steps[1]?.doneAt).toBeNull();
    expect((await eventsOf('directory-task-opened')).length).toBe(1);
    const [step] = await eventsOf('escalation-step-reached');
    expect(step?.text).toContain('the attempt ended as wrong-number');
  });

  it('refused twice climbs twice; a ladder that is used up has no further rung and says so', async () => {
    const rungs: unknown[] = [];
    for (let n = 0; n < 6; n += 1) rungs.push((await attempt('refused')).nextStep?.escalated?.step ?? null);
    expect(rungs).toEqual([1, 2, 3, 4, 2, 2]);
    expect((await attempt('refused')).nextStep).toMatchObject({ escalated: null });
    expect((await onWorklist('pending', '&state=exhausted'))?.escalation).toMatchObject({ isExhausted: true });
    expect((await counts()).exhausted).toBe(1);
  });

  it('what was done leaves no try behind', async () => {
    await attempt('no-answer');
    const { bill: seen } = await panel();
    const done = { recipients: [], notifiedByCall: { name: 'Ada Finch', contact: '' }, outcome: 'reached-no-read-back' };
    const body = { labReportIds: bill.reportIds, isDraft: false, notification: done };
    const answer = await caller.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body, { 'if-match': `"${seen.version}"` });
    expect((await json<SubmitCalloutAnswer>(answer)).nextStep).toBeNull();
    server.clock.advance({ minutes: 10 });
    await createRetryWatch(server.deps)();
    expect(await eventsOf('callout-try-due')).toEqual([]);
    expect((await panel()).nextTry).toBeNull();
  });
});

describe('closing with a code', () => {
  it('takes the order off the list with who, why and the words, and stops its ladder; nobody counts as told', async () => {
    await attempt('no-answer');
    const answer = await close(supervisor, 'duplicate');
    expect(await json<CloseAnswer>(answer)).toMatchObject({ state: 'closed', reports: [{ criticalValues: 2 }] });
    expect(await onWorklist()).toBeUndefined();
    expect((await onWorklist('done'))?.lastCallout).toMatchObject({
      closingCode: 'duplicate',
      performedByName: 'Test supervisor',
    });
    const [event] = await eventsOf('callout-closed');
    expect(event?.text).toBe(
      'Callout closed as duplicate by - Test supervisor, Callout for - Potassium 1, Comment - the ward told us',
    );
    expect((await escalation()).runs[0]).toMatchObject({ stopReason: 'withdrawn' });
    expect((await panel()).nextTry).toBeNull();
  });

  it('is refused by role, without a comment, to an old version, and when nothing is open', async () => {
    const refusals = [
      await close(caller, 'other'),
      await close(supervisor, 'other', { body: { labReportIds: bill.reportIds, code: 'other', comment: '' } }),
      await supervisor.send(
        'POST',
        `/api/v1/bills/${bill.billId}/close`,
        { labReportIds: bill.reportIds, code: 'other', comment: 'because' },
        { 'if-match': '"1"' },
      ),
    ];
    const codes = await Promise.all(refusals.map(async (one) => [one.status, (await json<Problem>(one)).code]));
    expect(codes).toEqual([
      [403, 'callout.closing-not-allowed'],
      [400, 'http.invalid-request'],
      [409, 'callout.stale-version'],
    ]);
    expect((await close(supervisor, 'other')).status).toBe(200);
    expect(await json<Problem>(close(supervisor, 'other'))).toMatchObject({ status: 422, code: 'callout.not-open' });
  });

  it('of a patient who died is offered after the attempt, and a caller may do it', async () => {
    expect((await attempt('patient-deceased')).nextStep).toMatchObject({ closeWith: 'patient-deceased', retryAt: null });
    expect((await close(caller, 'patient-deceased')).status).toBe(200);
  });

  it('waits for a second person where the policy says so, while the ladder climbs on', async () => {
    await setPolicy({ closings: { other: { roles: ['supervisor', 'director'], second_person: 1 } } });
    const asked = await json<CloseAnswer>(close(supervisor, 'other'));
    expect(asked).toMatchObject({ state: 'waiting', closing: { code: 'other', requestedByName: 'Test supervisor' } });
    const closingId = asked.closing?.closingId;
    expect((await onWorklist())?.closing).toMatchObject({ closingId, code: 'other' });
    expect((await close(director, 'other')).status).toBe(409);
    server.clock.advance({ minutes: 31 });
    const ports = {
      resolve: resolveStepsOver({ resolveContacts, resolveOnDuty, resolveParty }),
      queueMessage: queueStepMessagesOver(async () => ({ queued: [], missing: [] })),
    };
    const tick = createEscalator(server.deps, ports);
    while ((await tick()) > 0);
    await signIn(); // the sessions were idle for longer than they may be
    expect((await escalation()).runs[0]?.steps[1]?.doneAt).not.toBeNull();
    const own = await close(supervisor, 'other', { path: '/confirm', body: { closingId } });
    expect(await json<Problem>(own)).toMatchObject({ status: 403, code: 'callout.second-person-needed' });
    const declined = await close(director, 'other', { path: '/decline', body: { closingId, comment: 'call them' } });
    expect(await json<CloseAnswer>(declined)).toMatchObject({ state: 'declined', reports: [{ criticalValues: 1 }] });
    const again = await json<CloseAnswer>(close(supervisor, 'other'));
    const confirm = { path: '/confirm', body: { closingId: again.closing?.closingId } };
    expect(await json<CloseAnswer>(close(director, 'other', confirm))).toMatchObject({ state: 'closed' });
    expect((await eventsOf('callout-closed'))[0]?.text).toContain('by - Test director, Asked for by - Test supervisor');
    expect(await json<Problem>(close(director, 'other', confirm))).toMatchObject({ status: 404 });
    await setPolicy({});
  });

  it('that waits is void once somebody was told', async () => {
    await setPolicy({ closings: { other: { roles: ['supervisor', 'director'], second_person: 1 } } });
    const { closing } = await json<CloseAnswer>(close(supervisor, 'other'));
    const { bill: seen } = await panel();
    const notification = { recipients: [], notifiedByCall: { name: 'Ada Finch', contact: '' }, outcome: 'reached-no-read-back' };
    const body = { labReportIds: bill.reportIds, isDraft: false, notification };
    await caller.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body, { 'if-match': `"${seen.version}"` });
    const late = await close(director, 'other', { path: '/confirm', body: { closingId: closing?.closingId } });
    expect(late.status).toBe(404);
    await setPolicy({});
  });

  it('by a submit that says the patient has died asks the same rules', async () => {
    const submit = async (by: Visitor, comment?: string) => {
      const { bill: seen } = await panel();
      const body = { labReportIds: bill.reportIds, isDraft: false, notification: { outcome: 'patient-deceased', comment } };
      return by.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body, { 'if-match': `"${seen.version}"` });
    };
    expect(await json<Problem>(submit(caller))).toMatchObject({ status: 422, code: 'callout.comment-missing' });
    await setPolicy({ closings: { 'patient-deceased': { roles: ['director'] } } });
    expect(await json<Problem>(submit(caller, 'told by the ward'))).toMatchObject({ code: 'callout.closing-not-allowed' });
    await setPolicy({});
    const done = await json<SubmitCalloutAnswer>(submit(caller, 'told by the ward'));
    expect(done.callouts[0]).toMatchObject({ closingCode: 'patient-deceased', outcome: 'patient-deceased' });
  });
});

it('leaves every invariant whole', async () => {
  const { results } = await checkInvariants(server.db, server.clock.now());
  const found = results.filter(({ id }) => ['I5', 'I9', 'I11', 'I12'].includes(id)).flatMap(({ findings }) => findings);
  expect(found).toEqual([]);
});
