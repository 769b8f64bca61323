import type { Policy, PolicyChoices, SavePolicy, SimulatedAnswer } from '@critical-callout/contract/escalation';
import type { Problem } from '@critical-callout/contract/problem';
import { EVERY_CALLOUT } from '@critical-callout/domain/escalation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, furnish } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

const T0 = '2026-11-23T10:00:00Z';
const EVERY = EVERY_CALLOUT;
type Notify = Extract<SavePolicy['steps'][number], { kind: 'notify' }>;

const save = (step: Partial<Notify>, more: Partial<SavePolicy> = {}): SavePolicy => ({
  match: EVERY,
  notifyWithinMinutes: 30,
  warnBeforeMinutes: 5,
  steps: [
    { kind: 'notify', after: { minutes: 10, from: 'result' }, who: 'ordering-doctor', how: 'call-task', repeat: null },
    { kind: 'notify', after: { minutes: 5, from: 'last-step' }, who: 'supervisor', how: 'email', repeat: null, ...step },
    { kind: 'exhausted', after: { minutes: 10, from: 'last-step' } },
  ],
  isActive: true,
  claimPauses: false,
  baseVersion: 0,
  reason: 'by name',
  approve: true,
  ...more,
});

let server: Lab;
let lab: Fixture;
let director: Visitor;
beforeAll(async () => {
  server = await startLab({ now: T0, roles: ['http'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
  lab = await furnish(server.db, server.labId);
  director = await server.signIn('director', { email: 'director@lab.example' });
  await server.signIn('supervisor', { email: 'supervisor@lab.example' });
});
afterAll(() => server?.close());

const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const post = (body: SavePolicy) => director.send('POST', '/api/v1/escalation-policies', body);
const idOf = async (query: string, values: unknown[]): Promise<number> =>
  Number((await server.db.pool.query<{ id: number }>(query, values)).rows[0]?.id);
const personOf = (name: string) =>
  idOf('insert into persons (lab_id, code, name) values ($1, $2, $2) returning id', [lab.labId, name]);
const pointOf = (person: number, channel: string, value: string) =>
  idOf(
    `insert into contact_points (lab_id, person_id, purpose, channel, value, dialled) values ($1, $2, 'general', $3, $4, $4) returning id`,
    [lab.labId, person, channel, value],
  );

describe('a step that names somebody', () => {
  it('is refused, by its number, while the person has no number, a rota has gaps, nobody works in the department, or nobody is named', async () => {
    const person = await personOf('Nurse Kim');
    const other = await idOf(`insert into departments (lab_id, code, name) values ($1, 'MI', 'Microbiology') returning id`, [
      lab.labId,
    ]);
    const rota = await idOf(
      `insert into schedules (lab_id, code, name, duty, organization_id, first_day, handover, turn_hours, hours)
       values ($1, 'N', 'Nights', 'on-call', $2, '2026-01-01', '08:00', 24, '[{"days":[1,2,3,4,5],"from":"18:00","to":"08:00"}]') returning id`,
      [lab.labId, lab.organizationId],
    );
    await server.db.pool.query('insert into schedule_members (lab_id, schedule_id, place, person_id) values ($1, $2, 0, $3)', [
      lab.labId,
      rota,
      person,
    ]);
    const refusals = async (step: Partial<Notify>) => {
      const answer = await post(save(step));
      expect(answer.status).toBe(422);
      return (await json<Problem>(answer)).detail;
    };
    const call = { who: 'person', whoId: person, how: 'call-task' } as const;
    expect(await refusals(call)).toBe('step 2: call-task to person Nurse Kim: this person has no telephone number');
    expect(await refusals({ ...call, how: 'sms' })).toBe('step 2: sms to person Nurse Kim: this person has no address for sms');
    expect(await refusals({ ...call, whoId: 99_999 })).toBe('step 2: call-task to person: there is no person 99999');
    expect(await refusals({ ...call, whoId: null })).toBe('step 2: call-task to person: no person is chosen');
    expect(await refusals({ who: 'department', whoId: other, how: 'email' })).toBe(
      'step 2: email to department Microbiology: nobody works there',
    );
    await pointOf(person, 'phone', '555-0142');
    expect(await refusals({ who: 'rota', whoId: rota, how: 'call-task' })).toMatch(
      /^step 2: call-task to rota Nights: nobody is on call from 2026-11-23T10:00:00.000Z to 2026-11-23T18:00:00.000Z, from 2026-11-24T08:00:00.000Z to .*, and \d+ more times in the next 14 days$/,
    );
    await server.db.pool.query('update schedules set hours = null where id = $1', [rota]);
    expect(await refusals({ who: 'rota', whoId: rota, how: 'email' })).toContain(
      'step 2: email to rota Nights: nobody is on call',
    );
    await server.db.pool.query('update persons set is_active = false where id = $1', [person]);
    expect(await refusals(call)).toBe(
      'step 2: call-task to person Nurse Kim: this person is not active or may not receive results',
    );
  });

  it('is saved with the name it has then, and a role names nobody', async () => {
    const answer = await post(save({ who: 'doctor', whoId: lab.doctorId, whoName: 'somebody else', how: 'email' }));
    expect(answer.status).toBe(201);
    const { steps, id, version } = await json<Policy>(answer);
    expect(steps[1]).toMatchObject({ who: 'doctor', whoId: lab.doctorId, whoName: 'Dr Ada Finch' });
    await server.db.pool.query(`update doctors set name = 'Dr Ada Finch-Lowe' where id = $1`, [lab.doctorId]);
    const { items } = await json<{ items: Policy[] }>(director.get(`/api/v1/escalation-policies/${id}/versions`));
    expect(items[0]?.steps[1]).toMatchObject({ whoName: 'Dr Ada Finch' });
    const role = await post(save({ whoId: 7, whoName: 'nobody' }, { baseVersion: version }));
    expect((await json<Policy>(role)).steps[1]).toMatchObject({ who: 'supervisor', whoId: null, whoName: null });
    const { baseVersion: _base, reason: _reason, approve: _approve, ...policy } = save({ who: 'doctor', whoId: lab.doctorId });
    const simulated = await json<SimulatedAnswer>(
      director.send('POST', '/api/v1/escalation-policies/simulate', { policy, facts: {}, at: T0 }),
    );
    expect(simulated.steps[1]?.told).toEqual([{ name: 'Dr Ada Finch-Lowe', reason: 'named in the policy', isReachable: true }]);
  });

  it('is chosen from the rotas and departments of one’s own laboratory', async () => {
    const choices = await json<PolicyChoices>(director.get('/api/v1/escalation-policies/choices'));
    expect(choices.departments.map(({ name }) => name)).toEqual(expect.arrayContaining(['Chemistry', 'Haematology']));
    expect(choices.rotas).toMatchObject([{ name: 'Nights', place: 'Harbour Clinic' }]);
  });
});

describe('what a policy applies to', () => {
  it('may be a department of the laboratory and the hours; the same again is its next version, an unknown department is refused', async () => {
    const match = { ...EVERY, department: 'CH', hours: 'outside' as const };
    const first = await json<Policy>(post(save({}, { match })));
    expect([first.policyKey, first.match]).toEqual(['department=ch hours=outside', match]);
    expect((await post(save({}, { match }))).status).toBe(409);
    const day = await json<Policy>(post(save({}, { match: { ...match, hours: 'business' } })));
    expect([day.policyKey, day.version]).toEqual(['department=ch hours=business', 1]);
    const refused = await post(save({}, { match: { ...EVERY, department: 'XX' } }));
    expect([refused.status, await json<Problem>(refused)]).toMatchObject([
      422,
      { code: 'escalation.department-unknown', detail: 'there is no department with the code XX' },
    ]);
  });

  it('is said by the simulator: which variant counts at that moment, by the setting of the hours', async () => {
    const put = (body: unknown) => director.send('PUT', '/api/v1/settings/business-hours', body);
    expect((await put({ hours: [{ days: [1], from: '08:00', to: '16:00' }], holidays: ['2026-13-01'] })).status).toBe(400);
    expect((await put({ hours: [], holidays: [] })).status).toBe(400);
    expect((await put({ hours: [{ days: [1], from: '08:00', to: '16:00' }], holidays: ['2026-11-30'] })).status).toBe(200);
    const {
      baseVersion: _base,
      reason: _reason,
      approve: _approve,
      ...policy
    } = save(
      {},
      {
        match: { ...EVERY, department: 'CH', hours: 'business' },
      },
    );
    const ask = async (at: string) => {
      const facts = { department: 'CH' };
      const answer = await json<SimulatedAnswer>(
        director.send('POST', '/api/v1/escalation-policies/simulate', { policy, facts, at }),
      );
      return [answer.hours, answer.counts.policyKey, answer.counts.isAsked];
    };
    expect(await ask('2026-11-23T10:00:00Z')).toEqual(['business', 'department=ch hours=business', true]);
    expect(await ask('2026-11-23T16:00:00Z')).toEqual(['outside', 'department=ch hours=outside', false]);
    expect(await ask('2026-11-30T10:00:00Z')).toEqual(['outside', 'department=ch hours=outside', false]);
  });
});
