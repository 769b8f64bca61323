import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, startLab, type Visitor } from '../../test/lab.ts';

let lab: Lab;
let director: Visitor;
let second: Visitor;
let admin: Visitor;
beforeAll(async () => {
  lab = await startLab({ roles: ['http'], now: '2026-11-23T10:00:00Z' });
  // Two people of one name: the account counts, not what is shown.
  director = await lab.signIn('director', { userName: 'rules.director', name: 'Sam Reed' });
  second = await lab.signIn('director', { userName: 'rules.second', name: 'Sam Reed' });
  admin = await lab.signIn('lab-admin');
});
afterAll(() => lab?.close());

type Body = { code?: string; id: number; version: number; items: { id: number }[] } & Record<string, unknown>;
const send = async (who: Visitor, method: 'POST' | 'PUT', path: string, body: unknown = {}) => {
  const answer = await who.send(method, `/api/v1${path}`, body);
  return { status: answer.status, body: (await answer.json()) as Body };
};
const sodium = {
  parameterCode: '2951-2',
  parameterName: 'Sodium',
  unit: 'mmol/L',
  criticalLower: '120',
  criticalUpper: '160',
};
const answer = {
  parameterCode: '600-7',
  parameterName: 'Blood culture',
  option: 'gram positive',
  match: 'contains',
  isCritical: 2,
};
const save = { baseVersion: 0, reason: 'first' };

it('a laboratory without limits is given the starter list once, as examples that wait', async () => {
  const { status, body } = await send(admin, 'POST', '/limits/starter');
  expect(status).toBe(201);
  expect(body.limits).toBeGreaterThan(50);
  const list = (await (await director.get('/api/v1/limits?isApproved=false')).json()) as { unapproved: { limits: number } };
  expect(list.unapproved.limits).toBe(body.limits);
  expect(await send(admin, 'POST', '/limits/starter')).toMatchObject({ status: 409, body: { code: 'limits.not-empty' } });
  const { rows } = await lab.db.inLab(lab.labId, (tx) =>
    sql`select actor_user_id from events where lab_id = ${lab.labId} and type = 'limit-published'`.execute(tx),
  );
  expect(rows).toEqual([{ actor_user_id: expect.stringMatching(/./) }]);
});

it('only who approves says whether a second person must, and the trail keeps it', async () => {
  expect((await send(admin, 'PUT', '/settings/limits', { second_person: 1 })).status).toBe(403);
  expect((await send(director, 'PUT', '/settings/limits', { second_person: 1 })).status).toBe(200);
  const { rows } = await lab.db.inLab(lab.labId, (tx) =>
    sql`select payload->>'key' as key from events where lab_id = ${lab.labId} and type = 'settings-changed'`.execute(tx),
  );
  expect(rows).toEqual([{ key: 'limits_policy' }]);
});

it.each([
  ['a limit', '/limits', { ...sodium, codeSystem: 'TEST' }],
  ['an answer', '/list-options', { ...answer, codeSystem: 'TEST' }],
])('nobody approves %s of their own, neither with the saving nor later; another does', async (_what, path, fields) => {
  const refused = { status: 403, body: { code: 'limits.second-person' } };
  expect(await send(director, 'POST', path, { ...fields, ...save, approve: true })).toMatchObject(refused);
  const draft = await send(director, 'POST', path, { ...fields, ...save });
  expect(draft).toMatchObject({ status: 201, body: { version: 1, isApproved: false } });
  const ids = { ids: [draft.body.id], reason: 'seen' };
  expect(await send(director, 'POST', `${path}/approve`, ids)).toMatchObject(refused);
  expect(await send(second, 'POST', `${path}/approve`, ids)).toMatchObject({ status: 200, body: { approved: [{ version: 2 }] } });
});
