import type {
  BillEscalation,
  Policies,
  Policy,
  RotaGaps,
  SavePolicy,
  SimulatedAnswer,
} from '@critical-callout/contract/escalation';
import type { Problem } from '@critical-callout/contract/problem';
import type { Worklist } from '@critical-callout/contract/worklist';
import { EVERY_CALLOUT } from '@critical-callout/domain/escalation';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../database.ts';
import { type Fixture, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

const T0 = '2026-11-23T10:00:00Z';
const EVERY = EVERY_CALLOUT;

const policy = (more: Partial<SavePolicy> = {}): SavePolicy => ({
  match: { ...EVERY, location: 'ICU' },
  notifyWithinMinutes: 15,
  warnBeforeMinutes: 5,
  steps: [
    { kind: 'notify', after: { minutes: 10, from: 'result' }, who: 'ordering-doctor', how: 'call-task', repeat: null },
    { kind: 'notify', after: { minutes: 5, from: 'last-step' }, who: 'supervisor', how: 'email', repeat: null },
    { kind: 'exhausted', after: { minutes: 10, from: 'last-step' } },
  ],
  isActive: true,
  claimPauses: false,
  baseVersion: 0,
  reason: 'intensive care asked for it',
  approve: false,
  ...more,
});

let server: Lab;
let lab: Fixture;
let director: Visitor;
let admin: Visitor;
let caller: Visitor;
beforeAll(async () => {
  server = await startLab({ now: T0, roles: ['http'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
  lab = await furnish(server.db, server.labId);
  director = await server.signIn('director', { email: 'director@lab.example' });
  admin = await server.signIn('lab-admin');
  caller = await server.signIn('caller');
  await server.signIn('supervisor', { email: 'supervisor@lab.example' });
});
afterAll(() => server?.close());

const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const save = (visitor: Visitor, body: SavePolicy) => visitor.send('POST', '/api/v1/escalation-policies', body);

describe('an escalation policy', () => {
  it('is written in versions: saved by one, approved by another, with the event that says so', async () => {
    const saved = await save(admin, policy());
    expect(saved.status).toBe(201);
    const first = await json<Policy>(saved);
    expect(first).toMatchObject({ policyKey: 'location=icu', version: 1, isApproved: false, author: 'Test lab-admin' });
    expect((await save(admin, policy())).status).toBe(409);
    const approved = await json<Policy>(
      director.send('POST', `/api/v1/escalation-policies/${first.id}/approve`, { reason: 'agreed' }),
    );
    expect(approved).toMatchObject({ version: 2, isApproved: true, approvedBy: 'Test director', reason: 'agreed' });
    const again = await director.send('POST', `/api/v1/escalation-policies/${approved.id}/approve`, {});
    expect([again.status, (await json<Problem>(again)).code]).toEqual([409, 'escalation.approved-already']);
    const old = await director.send('POST', `/api/v1/escalation-policies/${first.id}/approve`, {});
    expect([old.status, (await json<Problem>(old)).code]).toEqual([409, 'escalation.version']);
    const { items, byDefault, templates } = await json<Policies>(caller.get('/api/v1/escalation-policies'));
    expect(items.map(({ version }) => version)).toEqual([2]);
    expect(byDefault.steps.at(-1)?.kind).toBe('exhausted');
    expect(templates.map(({ name }) => name)).toEqual(['icu', 'ward', 'outpatient']);
    const { rows } = await server.db.pool.query(`select type from events where type like 'escalation-policy%' order by seq`);
    expect(rows.map(({ type }) => type)).toEqual(['escalation-policy-published', 'escalation-policy-approved']);
  });

  it('may be saved and approved at once by whoever may approve, and by nobody else', async () => {
    const body = policy({ match: { ...EVERY, testCode: 'TROP' }, approve: true });
    expect(await json<Problem>(save(admin, body))).toMatchObject({ code: 'escalation.may-not-approve' });
    expect((await save(caller, body)).status).toBe(403);
    expect(await json<Policy>(save(director, body))).toMatchObject({ version: 1, isApproved: true });
  });

  it.each<[string, Partial<SavePolicy>, string, string]>([
    ['no last step', { steps: policy().steps.slice(0, 1) }, 'escalation.no-last-step', 'last step'],
    ['a first notice after the deadline', { notifyWithinMinutes: 5 }, 'escalation.late-first-step', 'step 1'],
    [
      'nobody on call',
      {
        steps: [
          { kind: 'notify', after: { minutes: 1, from: 'result' }, who: 'on-call', how: 'call-task', repeat: null },
          ...policy().steps.slice(2),
        ],
      },
      'escalation.unreachable',
      'step 1: call-task to on-call: nobody is on call from 2026-11-23',
    ],
    [
      'a step without a number',
      {
        steps: [
          ...policy().steps.slice(0, 1),
          { kind: 'notify', after: { minutes: 1, from: 'last-step' }, who: 'supervisor', how: 'sms', repeat: null },
          ...policy().steps.slice(2),
        ],
      },
      'escalation.unreachable',
      'step 2: sms to supervisor: no supervisor has an address for sms',
    ],
    [
      'a loop',
      {
        steps: [
          {
            kind: 'notify',
            after: { minutes: 1, from: 'result' },
            who: 'supervisor',
            how: 'email',
            repeat: { everyMinutes: 10, times: 40 },
          },
          ...policy().steps.slice(2),
        ],
      },
      'escalation.loop',
      'step 1',
    ],
  ])('with %s is refused by name', async (_what, more, code, words) => {
    const answer = await save(director, policy({ match: { ...EVERY, location: '7B' }, ...more }));
    expect(answer.status).toBe(422);
    const problem = await json<Problem>(answer);
    expect(problem.code).toBe(code);
    expect(problem.detail).toContain(words);
  });

  it('is tried before it is saved: who is told when, on the laboratory clock, and what would be refused', async () => {
    const bill = await seedBill(server.db, lab, { now: new Date(T0) });
    await server.db.pool.query(`update labs set zone = 'Europe/Berlin' where id = $1`, [server.labId]);
    const { baseVersion: _version, reason: _reason, approve: _approve, ...fields } = policy();
    const body = { policy: fields, facts: { location: 'ICU' }, at: '2026-10-25T00:50:00Z', billId: bill.billId };
    const answer = await json<SimulatedAnswer>(caller.send('POST', '/api/v1/escalation-policies/simulate', body));
    expect(
      answer.steps.map(({ number, local, told }) => [number, local, told.map(({ name, isReachable }) => [name, isReachable])]),
    ).toEqual([
      [1, '2026-10-25 02:00 +01:00', [['Dr Ada Finch', true]]],
      [2, '2026-10-25 02:05 +01:00', [['Test supervisor', true]]],
      [3, '2026-10-25 02:15 +01:00', [['Test supervisor', true]]],
    ]);
    expect([answer.zone, answer.dueAt.local, answer.problems]).toEqual(['Europe/Berlin', '2026-10-25 02:05 +01:00', []]);
    const inForce = { facts: { location: 'icu' }, at: T0 };
    expect(await json<SimulatedAnswer>(caller.send('POST', '/api/v1/escalation-policies/simulate', inForce))).toMatchObject({
      policyKey: 'location=icu',
      version: 2,
    });
  });

  it('is simulated for an order by its number, for who may read callouts, and leaves a line in the access log', async () => {
    const { billNumber, billId } = await seedBill(server.db, lab, { now: new Date(T0) });
    const { baseVersion: _version, reason: _reason, approve: _approve, ...fields } = policy();
    const ask = (visitor: Visitor, orderNumber: string) =>
      visitor.send('POST', '/api/v1/escalation-policies/simulate', { policy: fields, facts: {}, at: T0, orderNumber });
    const answer = await json<SimulatedAnswer>(ask(caller, billNumber));
    expect(answer.steps[0]?.told).toMatchObject([{ name: 'Dr Ada Finch' }]);
    const { rows } = await server.db.pool.query(
      `select bill_ids from access_log where action = 'policy.simulated' order by id desc limit 1`,
    );
    expect(rows).toEqual([{ bill_ids: [billId] }]);
    expect((await json<Problem>(ask(admin, billNumber))).code).toBe('escalation.may-not-see-orders');
    expect((await json<Problem>(ask(caller, 'no such order'))).code).toBe('escalation.bill-unknown');
  });

  it('shows every version of a policy, newest first', async () => {
    const match = { ...EVERY, location: '9C' };
    await save(director, policy({ match, approve: true }));
    const second = await json<Policy>(
      save(director, policy({ match, baseVersion: 1, notifyWithinMinutes: 20, reason: 'longer' })),
    );
    const { items } = await json<{ items: Policy[] }>(caller.get(`/api/v1/escalation-policies/${second.id}/versions`));
    expect(items.map(({ version, reason, isApproved }) => [version, reason, isApproved])).toEqual([
      [2, 'longer', false],
      [1, 'intensive care asked for it', true],
    ]);
    expect((await caller.get('/api/v1/escalation-policies/999999/versions')).status).toBe(404);
  });

  it('names the places nobody is on call for in the next fourteen days, and who is on call where no order says the place', async () => {
    const none = await json<RotaGaps>(caller.get('/api/v1/escalation-policies/rota-gaps'));
    expect(none).toMatchObject({ days: 14, gaps: [{ place: null }] });
    await server.db.inLab(server.labId, async (tx) => {
      const { rows } = await sql<{
        id: number;
      }>`insert into wards (lab_id, code, name) values (${server.labId}, '7G', 'Ward 7G') returning id`.execute(tx);
      const { rows: persons } = await sql<{ id: number }>`
        insert into persons (lab_id, code, name) values (${server.labId}, 'KIM', 'Nurse Kim') returning id`.execute(tx);
      await sql`insert into contact_points (lab_id, person_id, purpose, channel, value, dialled)
        values (${server.labId}, ${persons[0]?.id}, 'general', 'phone', '555-0123', '5550123')`.execute(tx);
      const { rows: rotas } = await sql<{ id: number }>`
        insert into schedules (lab_id, code, name, duty, ward_id, first_day, handover, turn_hours)
        values (${server.labId}, 'N', 'Nights', 'on-call', ${rows[0]?.id}, '2026-11-01', '08:00', 24) returning id`.execute(tx);
      // The shifts of a calendar kept elsewhere: three days of somebody, then nobody.
      await sql`insert into schedule_feeds (lab_id, schedule_id, content, next_read_at)
        values (${server.labId}, ${rotas[0]?.id}, 'BEGIN:VCALENDAR', ${T0})`.execute(tx);
      await sql`insert into schedule_feed_shifts (lab_id, schedule_id, from_at, to_at, name, person_id)
        values (${server.labId}, ${rotas[0]?.id}, '2026-11-22T00:00:00Z', '2026-11-26T00:00:00Z', 'Kim', ${persons[0]?.id})`.execute(
        tx,
      );
    });
    const { gaps } = await json<RotaGaps>(caller.get('/api/v1/escalation-policies/rota-gaps'));
    expect(gaps).toEqual([{ from: '2026-11-26T00:00:00.000Z', until: '2026-12-07T10:00:00.000Z', place: 'Ward 7G' }]);
    const { baseVersion: _version, reason: _reason, approve: _approve, ...fields } = policy();
    const onCall = { kind: 'notify', after: { minutes: 1, from: 'result' }, who: 'on-call', how: 'call-task', repeat: null };
    const asked = { ...fields, steps: [onCall, ...fields.steps.slice(2)] };
    const at = async (moment: string) => {
      const body = { policy: asked, facts: {}, at: moment };
      return (await json<SimulatedAnswer>(caller.send('POST', '/api/v1/escalation-policies/simulate', body))).steps[0]?.told;
    };
    expect(await at(T0)).toEqual([{ name: 'Nurse Kim', reason: 'on call: Nights; for Ward 7G', isReachable: true }]);
    expect(await at('2026-11-27T10:00:00Z')).toEqual([]);
  });
});

describe('the ladder of an order', () => {
  it('is shown with its times, climbs when somebody asks, and marks the worklist until it is done', async () => {
    const bill = await seedBill(server.db, lab, { now: server.clock.now() });
    const path = `/api/v1/bills/${bill.billId}`;
    const mark = async () =>
      (await json<Worklist>(caller.get('/api/v1/worklist'))).items.find((item) => item.billId === bill.billId)?.escalation;
    expect(await mark()).toEqual({
      nextStepAt: '2026-11-23T10:25:00.000Z',
      nextStepNumber: 1,
      heldUntil: null,
      pages: [],
      isExhausted: false,
    });
    const shown = await json<BillEscalation>(caller.get(`${path}/escalation`));
    expect(shown.runs).toMatchObject([{ policyKey: 'default', dueAt: '2026-11-23T10:30:00.000Z', stoppedAt: null }]);
    expect(shown.runs[0]?.steps).toHaveLength(6);
    expect(shown.auditor).toEqual({ lastRunAt: null, isLate: true });
    expect((await caller.send('POST', `${path}/escalate-now`, { reason: '' })).status).toBe(400);
    for (const number of [1, 2, 3, 4]) {
      const after = await json<BillEscalation>(caller.send('POST', `${path}/escalate-now`, { reason: 'ward does not answer' }));
      const done = after.runs[0]?.steps.filter(({ doneAt }) => doneAt !== null).map((step) => step.number);
      expect(done?.sort()).toEqual([1, 2, 3, 4].slice(0, number));
    }
    expect(await mark()).toMatchObject({ isExhausted: true });
    const { rows } = await server.db.pool.query(
      `select type, payload->'actor'->>'name' as name, payload->>'reason' as reason from events where bill_id = $1 and type like 'escalation-%' order by seq`,
      [bill.billId],
    );
    expect(rows.at(-1)).toEqual({ type: 'escalation-exhausted', name: 'Test caller', reason: 'ward does not answer' });
  });

  it('is refused where nothing is open, and unknown where nothing is visible', async () => {
    const bill = await seedBill(server.db, lab, { now: server.clock.now() });
    await server.db.pool.query('update lab_reports set dismissed_at = now() where bill_id = $1', [bill.billId]);
    const refused = await caller.send('POST', `/api/v1/bills/${bill.billId}/escalate-now`, { reason: 'why not' });
    expect([refused.status, (await json<Problem>(refused)).code]).toEqual([409, 'escalation.no-step-left']);
    expect((await caller.get('/api/v1/bills/987654/escalation')).status).toBe(404);
  });
});

describe('a message of the laboratory system', () => {
  it('opens the callout and its ladder together, by the policy of the place', async () => {
    const integrator = await server.signIn('integrator');
    const message = [
      'MSH|^~\\&|LIS|LAB|CALLOUT|LAB|20261123100000||ORU^R01|E1|P|2.5.1',
      'PID|1||E-77^^^LAB^MR||Sample^Robin||19450714|F',
      'PV1|1|I|ICU^3^1',
      'ORC|RE|E-ORDER|E-FILLER',
      'OBR|1|E-ORDER|E-FILLER|K^Potassium^L|||20261123095500',
      'OBX|1|NM|2823-3^Potassium^LN||7.1|mmol/L|3.5-5.1|HH|||F',
    ].join('\r');
    const answer = await fetch(`${server.baseUrl}/api/v1/hl7v2?source=LIS`, {
      method: 'POST',
      headers: { ...integrator.headers, 'content-type': 'application/hl7-v2' },
      body: message,
    });
    expect(await answer.text()).toContain('MSA|AA|E1');
    const { rows } = await server.db.pool.query(
      `select u.policy_key, u.policy_version, u.due_at = r.due_at as is_due_together, extract(epoch from r.due_at - r.critical_at)::integer / 60 as within,
         (select count(*)::integer from escalation_steps s where s.run_id = u.id) as steps
       from escalation_runs u join bills b on b.id = u.bill_id join lab_reports r on r.bill_id = b.id where b.bill_number = 'E-ORDER'`,
    );
    expect(rows).toEqual([{ policy_key: 'location=icu', policy_version: 2, is_due_together: true, within: 15, steps: 3 }]);
  });
});

describe('two servers on one database', () => {
  it('climb a ladder between them, and one alone after the other stopped', async () => {
    const database = await createTestDatabase();
    const env = { SMTP_URL: 'smtp://127.0.0.1:9' };
    const [one, two] = [await startLab({ now: T0, env, database }), await startLab({ now: T0, env, database })];
    const own = await furnish(one.db, one.labId);
    await one.signIn('supervisor', { email: 'supervisor@lab.example' });
    const bill = await seedBill(one.db, own, { now: new Date(T0) });
    const steps = async () => {
      const { rows } = await database.db.pool.query<{ step: number }>(
        `select (payload->>'step')::integer as step from events where bill_id = $1 and type in ('escalation-step-reached', 'escalation-exhausted') order by seq`,
        [bill.billId],
      );
      return rows.map(({ step }) => step);
    };
    const move = (minutes: number) => [one, two].forEach(({ clock }) => void clock.advance({ minutes }));
    move(25);
    await expect.poll(steps, { timeout: 30_000 }).toEqual([1]);
    await one.close();
    move(6);
    await expect.poll(steps, { timeout: 30_000 }).toEqual([1, 2]);
    await two.close();
    await database.drop();
  });
});
