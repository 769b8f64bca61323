import { type CriticalRecords, criticalRecordsSchema } from '@critical-callout/contract/callout';
import { firstCallsSchema, type Practice, type PracticeRun, practiceSchema } from '@critical-callout/contract/practice';
import { caseMessages, correctionMessage, type PracticeCase } from '@critical-callout/domain/practice';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab, type Visitor } from '../lab.ts';
import { verifyEvents } from '../outside.ts';

/** The ticker looks each second; a busy machine takes longer. */
const TICKS = { timeout: 20_000 };

let lab: Lab;
let tess: Visitor;
let admin: Visitor;
beforeAll(async () => {
  lab = await startLab({ roles: ['http', 'tick'] });
  await lab.db.pool.query('update labs set is_practice = true');
  tess = await lab.signIn('technologist');
  admin = await lab.signIn('lab-admin');
});
afterAll(() => lab?.close());

const practice = async (who = tess): Promise<Practice> => practiceSchema.parse(await (await who.get('/api/v1/practice')).json());
const start = async (name: PracticeCase, who = tess): Promise<PracticeRun> => {
  const answer = await who.send('POST', '/api/v1/practice/start', { case: name });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return runOf(practiceSchema.parse(await answer.json()), name);
};
const runOf = ({ cases }: Practice, name: PracticeCase): PracticeRun => {
  const run = cases.find(({ id }) => id === name)?.run;
  if (!run) throw new Error(`case ${name} is not played`);
  return run;
};
const missing = async (name: PracticeCase): Promise<string[]> =>
  runOf(await practice(), name).checks.flatMap(({ id, isMet }) => (isMet ? [] : [id]));
const stateOf = async (name: PracticeCase) => (await practice()).cases.find(({ id }) => id === name)?.state;

const billOf = (run: PracticeRun, order = 0): number => {
  const billId = run.orders[order]?.billId;
  if (!billId) throw new Error(`order ${order} has not arrived`);
  return billId;
};
const panel = async (billId: number): Promise<CriticalRecords> =>
  criticalRecordsSchema.parse(await (await tess.get(`/api/v1/bills/${billId}/critical-records`)).json());

type Call = { told?: string; outcome?: string; heard?: string; isDraft?: boolean; identifiedBy?: string[] };
const notificationOf = ({ told, outcome = 'reached-read-back', identifiedBy = [] }: Call) => ({
  recipients: ['others'],
  other: { name: told ?? 'Ward desk' },
  ...(told === undefined ? {} : { notifiedByCall: { name: told, contact: '+1 555 0151', role: 'RN' } }),
  outcome,
  ...(identifiedBy.length > 0 ? { identifiedBy } : {}),
});
const readBackOf = ({ reports }: CriticalRecords, heard?: string) => ({
  values: reports.flatMap(({ parameters }) => parameters.map(({ resultId, value }) => ({ resultId, heard: heard ?? value }))),
});
const reportsOf = ({ reports }: CriticalRecords) => reports.map(({ labReportId }) => labReportId);
const submit = (seen: CriticalRecords, call: Call): Promise<Response> =>
  tess.send(
    'POST',
    `/api/v1/bills/${seen.bill.billId}/callouts`,
    {
      labReportIds: reportsOf(seen),
      isDraft: call.isDraft ?? false,
      notification: {
        ...notificationOf(call),
        ...(call.outcome === undefined ? { readBack: readBackOf(seen, call.heard) } : {}),
      },
    },
    { 'if-match': `"${seen.bill.version}"` },
  );
const beginCall = async (billId: number): Promise<void> => {
  expect((await tess.send('PUT', `/api/v1/bills/${billId}/presence`, { isCalling: true })).status).toBe(200);
  lab.clock.advance({ seconds: 6 });
};
const query = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await lab.db.pool.query(text, values)).rows;

describe('the six cases, by what is stored', () => {
  it('1: told, two identifiers, read back, closed; the order came through the intake under the source of the cases', async () => {
    const run = await start('reached');
    const [message] = await query<{ state: string; code: string; raw: Buffer }>(
      'select m.state, s.code, m.raw from inbound_messages m join sources s on s.lab_id = m.lab_id and s.id = m.source_id',
    );
    expect(message).toMatchObject({ state: 'PROCESSED', code: 'PRACTICE-CASES' });
    const [sent] = caseMessages({ practiceCase: 'reached', runId: run.runId, at: new Date(run.startedAt) });
    expect(message?.raw.toString('utf8')).toBe(sent);
    const worklist = await (await tess.get('/api/v1/worklist?tab=pending')).text();
    expect(worklist).toContain(run.orders[0]?.billNumber);
    expect(await missing('reached')).toEqual(['recipient-named', 'identified', 'read-back', 'done']);

    const seen = await panel(billOf(run));
    expect(seen.contacts[0]).toMatchObject({ name: 'Nurse Grace Osei', phone: '+1 555 0151' });
    expect(seen.hasNoContact).toBe(false);
    expect((await practice()).firstCall).toMatchObject({ doneAt: null, seconds: null });
    lab.clock.advance({ seconds: 370 });
    expect((await submit(seen, { told: 'Grace Osei', identifiedBy: ['name', 'born'] })).status).toBe(201);
    expect(await missing('reached')).toEqual([]);
    expect((await practice()).firstCall).toMatchObject({ beganAt: run.startedAt, seconds: 370 });
    expect(await practice()).toMatchObject({ completed: 1, wanted: 5 });
  });

  it('the time to the first correct call is of the first, is seen by whoever leads people, and by nobody else', async () => {
    const newcomer = await lab.signIn('caller');
    await start('no-answer', newcomer);
    expect((await newcomer.send('POST', '/api/v1/practice/end', { case: 'no-answer' })).status).toBe(200);
    const supervisor = await lab.signIn('supervisor');
    const seen = firstCallsSchema.parse(await (await supervisor.get('/api/v1/practice/first-calls')).json());
    expect(seen).toMatchObject({
      withinSeconds: 600,
      items: [
        { name: 'Test caller', doneAt: null, seconds: null },
        { userId: tess.userId, name: 'Test technologist', seconds: 370 },
      ],
    });
    expect((await tess.get('/api/v1/practice/first-calls')).status).toBe(403);
    expect((await practice(supervisor)).firstCall).toBeNull();
  });

  it('1 again: what was told to somebody else without identifiers is said to be missing', async () => {
    const run = await start('reached');
    expect((await submit(await panel(billOf(run)), { told: 'Rowan Birch' })).status).toBe(201);
    expect(await missing('reached')).toEqual(['recipient-named', 'identified']);
    // Played once is played: a second try takes nothing back.
    expect((await practice()).completed).toBe(1);
  });

  it('2: nobody answers, that is kept, and the next call reaches him', async () => {
    const run = await start('no-answer');
    const billId = billOf(run);
    expect((await submit(await panel(billId), { outcome: 'no-answer', isDraft: true })).status).toBe(201);
    expect(runOf(await practice(), 'no-answer').phase).toBe('turned');
    expect((await submit(await panel(billId), { told: 'Dr Marek Olsen' })).status).toBe(201);
    expect(await stateOf('no-answer')).toBe('complete');
  });

  it('3: a read-back of another value does not close; it is kept, and so is the right one', async () => {
    const run = await start('read-back-error');
    const billId = billOf(run);
    const heard = run.misheard ?? '';
    expect((await submit(await panel(billId), { told: 'Ida Brandt', heard })).status).toBe(422);
    expect(await missing('read-back-error')).toContain('wrong-kept');
    expect((await submit(await panel(billId), { told: 'Ida Brandt', heard, isDraft: true })).status).toBe(201);
    expect(await missing('read-back-error')).toEqual(['read-back', 'done']);
    expect((await submit(await panel(billId), { told: 'Ida Brandt' })).status).toBe(201);
    expect(await stateOf('read-back-error')).toBe('complete');
  });

  it('4: the laboratory corrects the value during the call; only the new value, read back, closes', async () => {
    const run = await start('corrected');
    const before = await panel(billOf(run));
    await beginCall(billOf(run));
    await expect.poll(() => missing('corrected'), TICKS).not.toContain('correction-came');
    expect(runOf(await practice(), 'corrected').corrected).toBe('6.4');
    const [{ turned_at: at } = { turned_at: new Date(0) }] = await query<{ turned_at: Date }>(
      'select turned_at from practice_runs where id = $1',
      [run.runId],
    );
    const sent = correctionMessage({ practiceCase: 'corrected', runId: run.runId, at });
    expect(await query('select 1 from inbound_messages where raw = $1', [Buffer.from(sent ?? '', 'utf8')])).toHaveLength(1);
    expect((await submit(before, { told: 'Dr Yusuf Karaca' })).status).toBe(409);
    const after = await panel(billOf(run));
    expect(after.reports[0]?.parameters[0]).toMatchObject({ value: '6.4', corrected: { value: '5.2' } });
    expect((await submit(after, { told: 'Dr Yusuf Karaca' })).status).toBe(201);
    expect(await stateOf('corrected')).toBe('complete');
  });

  it('5: a second account closes the order during the call; the own call stands as a further record', async () => {
    const run = await start('colleague');
    const before = await panel(billOf(run));
    await beginCall(billOf(run));
    await expect.poll(() => missing('colleague'), TICKS).not.toContain('colleague-closed');
    const refused = await submit(before, { told: 'Paula Mendes' });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'callout.stale-version', details: { by: 'Robin Colleague (practice)' } });
    expect((await submit(before, { told: 'Paula Mendes', isDraft: true })).status).toBe(201);
    expect(await stateOf('colleague')).toBe('complete');
    const [colleague] = await query<{ has_password: boolean; role: string }>(
      `select m.role, exists (select from accounts a where a.user_id = u.id) as has_password
       from users u join memberships m on m.user_id = u.id where u.name = 'Robin Colleague (practice)'`,
    );
    expect(colleague).toEqual({ has_password: false, role: 'technologist' });
  });

  it('6: two orders of one patient, told in one call; two calls are not one', async () => {
    const apart = await start('joint');
    for (const order of [0, 1]) await submit(await panel(billOf(apart, order)), { told: 'Dr Helen Achterberg' });
    expect(await missing('joint')).toEqual(['one-call']);

    const run = await start('joint');
    const orders = [await panel(billOf(run)), await panel(billOf(run, 1))];
    expect(orders[0]?.bill.patient.id).toBe(orders[1]?.bill.patient.id);
    const body = {
      isDraft: false,
      bills: orders.map((seen) => ({
        billId: seen.bill.billId,
        seenVersion: seen.bill.version,
        labReportIds: reportsOf(seen),
        readBack: readBackOf(seen),
      })),
      notification: notificationOf({ told: 'Dr Helen Achterberg' }),
    };
    expect((await tess.send('POST', '/api/v1/callouts/joint', body)).status).toBe(201);
    expect(await stateOf('joint')).toBe('complete');
    expect((await practice()).completed).toBe(6);
    expect(await query("select 1 from events where type = 'practice-case-completed'")).toHaveLength(6);
  });
});

describe('what is left open', () => {
  const open = () => query('select 1 from lab_reports where critical_values in (1, 4) and dismissed_at is null');

  it('a case begun again, or ended, leaves no order on the worklist; progress is of each person', async () => {
    const first = await start('reached');
    const second = await start('reached');
    expect(second.runId).not.toBe(first.runId);
    expect(await open()).toHaveLength(1);
    expect((await tess.send('POST', '/api/v1/practice/end', { case: 'reached' })).status).toBe(200);
    expect(await open()).toHaveLength(0);
    const carl = await lab.signIn('caller');
    expect(await practice(carl)).toMatchObject({ completed: 0, mayPlay: true });
    await start('no-answer', carl);
    const ended = await admin.send('POST', '/api/v1/practice/end-all');
    expect(await ended.json()).toEqual({ ended: 1 });
    expect(await open()).toHaveLength(0);
  });

  it('whoever left without finishing is tidied up after', async () => {
    await start('no-answer');
    lab.clock.advance({ hours: 3 });
    await expect.poll(open, TICKS).toHaveLength(0);
    expect(await query("select 1 from practice_runs where ended_because = 'left'")).toHaveLength(1);
    // Nobody sits idle for three hours and stays signed in.
    tess = await lab.signIn('technologist');
    admin = await lab.signIn('lab-admin');
  });

  it('a case whose orders could not be stored at first gets them from the tick, once', async () => {
    const [{ id } = { id: 0 }] = await query<{ id: number }>(
      `insert into practice_runs (lab_id, user_id, practice_case, started_at) values ($1, $2, 'joint', $3) returning id`,
      [lab.labId, tess.userId, new Date(lab.clock.now().getTime() - 10_000)],
    );
    await expect.poll(() => query('select 1 from bills where bill_number like $1', [`PRACTICE-${id}%`]), TICKS).toHaveLength(2);
    await tess.send('POST', '/api/v1/practice/end', { case: 'joint' });
  });
});

describe('who may not', () => {
  it.each(['auditor', 'integrator', 'lab-admin'] as const)('%s reads, and plays nothing', async (role) => {
    const visitor = await lab.signIn(role);
    expect(await practice(visitor)).toMatchObject({ mayPlay: false });
    expect((await visitor.send('POST', '/api/v1/practice/start', { case: 'reached' })).status).toBe(403);
  });

  it('an unknown case is refused by its field', async () => {
    const answer = await tess.send('POST', '/api/v1/practice/start', { case: 'storm' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('case');
  });

  it('a live laboratory plays nothing, and says so', async () => {
    await lab.db.pool.query('update labs set is_practice = false');
    expect(await practice()).toMatchObject({ isPractice: false, mayPlay: false });
    for (const path of ['start', 'end'] as const) {
      const answer = await tess.send('POST', `/api/v1/practice/${path}`, { case: 'reached' });
      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({ code: 'practice.lab-live' });
    }
    expect((await admin.send('POST', '/api/v1/practice/end-all')).status).toBe(409);
    expect(await verifyEvents(lab.db, lab.labId)).toMatchObject({ broken: null });
  });
});
