import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthServer, startAuth } from '../../test/auth-server.ts';
import { type SignedIn, signIn, TEST_PASSWORD, trySignIn } from '../../test/sign-in.ts';
import { createUser } from './users.ts';

let server: AuthServer;
let north: number;
let south: number;
let admin: SignedIn;
let adminId: string;
const departments: number[] = [];

beforeAll(async () => {
  server = await startAuth((app) => {
    app.get('/session', { config: { permission: 'signed-in' } }, async ({ session }) => session);
    app.get('/worklist', { config: { permission: 'worklist.read' } }, async () => ({ seen: true }));
    app.post('/messages', { config: { permission: 'messages.send' } }, async ({ session }) => ({ labId: session.labId }));
  });
  north = await server.addLab('north');
  south = await server.addLab('south');
  for (const labId of [north, south]) {
    for (const code of ['CH', 'HE'])
      departments.push(
        await id(sql`insert into departments (lab_id, code, name) values (${labId}, ${code}, ${code}) returning id`),
      );
  }
  adminId = await server.addUser({ labId: north, userName: 'admin.north', role: 'lab-admin' });
  admin = await signIn(server.app, 'admin.north');
});
afterAll(() => server.stop());

const id = async (query: ReturnType<typeof sql<{ id: number }>>): Promise<number> =>
  (await server.deps.db.inSystem(async (tx) => (await query.execute(tx)).rows))[0]?.id ?? 0;
const events = (labId: number, type: string) =>
  server.deps.db.inSystem(
    async (tx) =>
      (
        await sql<{
          payload: Record<string, unknown>;
        }>`select payload from events where lab_id = ${labId} and type = ${type} order by seq`.execute(tx)
      ).rows,
  );
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, headers: Record<string, string>, payload?: object) =>
  server.app.inject({ method, url, headers, payload });
const sessionOf = async (headers: Record<string, string>) => (await call('GET', '/session', headers)).json();

describe('users', () => {
  const ada = () => ({
    name: 'Ada Boateng',
    userName: 'a.boateng',
    email: 'ada@north.example',
    role: 'caller',
    departmentDataType: 1,
    departmentIds: [departments[0]],
  });

  it('are added by an administrator, with an event, and cannot sign in before they have a password', async () => {
    const answer = await call('POST', '/api/v1/users', admin, ada());
    expect(answer.statusCode).toBe(201);
    const user = answer.json();
    expect(user).toEqual({ ...ada(), id: expect.any(String), docType: null, doctorId: null, isActive: true });
    expect(answer.headers.location).toBe(`/api/v1/users/${user.id}`);
    expect((await trySignIn(server.app, 'a.boateng')).statusCode).toBe(401);
    expect((await events(north, 'user-added')).at(-1)?.payload).toMatchObject({
      user_id: user.id,
      role: 'caller',
      actor: { user_id: adminId, kind: 'user' },
    });
    expect((await call('GET', '/api/v1/users', admin)).json().items).toContainEqual(expect.objectContaining(user));
  });

  it('are paged by user name', async () => {
    const first = (await call('GET', '/api/v1/users?limit=1', admin)).json();
    expect(first.items).toHaveLength(1);
    const second = (await call('GET', `/api/v1/users?limit=1&cursor=${first.nextCursor}`, admin)).json();
    expect(second.items[0].userName > first.items[0].userName).toBe(true);
  });

  it.each([
    ['a taken user name', { userName: 'a.boateng', email: 'other@north.example' }, 409, 'auth.name-taken', 'userName'],
    ['a taken e-mail address', { userName: 'other', email: 'ADA@north.example' }, 409, 'auth.name-taken', 'email'],
    ['the role support', { userName: 'sup', role: 'support' }, 422, 'auth.support-role', 'role'],
    [
      'a doctor without docType',
      { userName: 'doc', role: 'doctor', departmentDataType: undefined },
      422,
      'auth.access',
      'docType',
    ],
    [
      'a doctor the directory lacks',
      { userName: 'doc', role: 'doctor', docType: 2, doctorId: 999, departmentDataType: undefined },
      422,
      'auth.unknown-place',
      'doctorId',
    ],
    ['a department of another lab', { userName: 'dep', departmentIds: [3] }, 422, 'auth.unknown-place', 'departmentIds'],
  ])('%s is refused, naming the field', async (_what, change, status, code, field) => {
    const answer = await call('POST', '/api/v1/users', admin, { ...ada(), email: 'new@north.example', ...change });
    expect(answer.json()).toMatchObject({ status, code, details: { field } });
  });

  it('bad input names each field', async () => {
    const answer = await call('POST', '/api/v1/users', admin, {
      ...ada(),
      userName: 'no spaces',
      email: 'nobody',
      role: 'king',
      more: 1,
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors.map(({ field }: { field: string }) => field)).toEqual(
      expect.arrayContaining(['body.userName', 'body.email', 'body.role']),
    );
  });

  it('change role, departments and being active, at once and with an event of what changed', async () => {
    const userId = await server.addUser({ labId: north, userName: 'eve', departmentIds: [departments[0] ?? 0] });
    const eve = await signIn(server.app, 'eve');
    expect(await sessionOf(eve)).toMatchObject({ role: 'caller', departmentIds: [departments[0]] });
    const answer = await call('PATCH', `/api/v1/users/${userId}`, admin, {
      role: 'supervisor',
      departmentIds: departments.slice(0, 2),
    });
    expect(answer.json()).toMatchObject({ role: 'supervisor', departmentIds: departments.slice(0, 2), departmentDataType: 0 });
    expect(await sessionOf(eve)).toMatchObject({ role: 'supervisor', departmentIds: departments.slice(0, 2) });
    expect((await events(north, 'user-changed')).at(-1)?.payload).toMatchObject({
      changed: ['role', 'departmentIds'],
      before: { role: 'caller' },
      after: { role: 'supervisor' },
    });
    await call('PATCH', `/api/v1/users/${userId}`, admin, { isActive: false });
    expect((await call('GET', '/session', eve)).statusCode).toBe(401);
    expect((await trySignIn(server.app, 'eve')).statusCode).toBe(401);
  });

  it('change the name and address of an account of this lab alone, with an event, and of no shared one', async () => {
    const userId = await server.addUser({ labId: north, userName: 'ida' });
    const answer = await call('PATCH', `/api/v1/users/${userId}`, admin, { name: 'Ida Novak', email: 'Ida.Novak@north.example' });
    expect(answer.json()).toMatchObject({ name: 'Ida Novak', email: 'ida.novak@north.example', role: 'caller' });
    expect((await events(north, 'user-changed')).at(-1)?.payload).toMatchObject({
      changed: ['name', 'email'],
      after: { name: 'Ida Novak', email: 'ida.novak@north.example' },
    });
    const taken = await call('PATCH', `/api/v1/users/${adminId}`, admin, { email: 'ida.novak@north.example' });
    expect(taken.json()).toMatchObject({ status: 409, code: 'auth.name-taken', details: { field: 'email' } });
    await server.addUser({ labId: south, userName: 'ida', isJoining: true });
    const shared = await call('PATCH', `/api/v1/users/${userId}`, admin, { name: 'Ida Other' });
    expect(shared.json()).toMatchObject({ status: 409, code: 'auth.shared-account', details: { field: 'name' } });
  });

  it('the last active administrator stays one', async () => {
    for (const change of [{ role: 'caller' }, { isActive: false }]) {
      expect((await call('PATCH', `/api/v1/users/${adminId}`, admin, change)).json()).toMatchObject({
        status: 422,
        code: 'auth.last-admin',
      });
    }
  });

  it('a user of another lab and an unknown one are one answer', async () => {
    const strangerId = await server.addUser({ labId: south, userName: 'stranger' });
    const answers = await Promise.all(
      [strangerId, 'nobody'].map((who) => call('PATCH', `/api/v1/users/${who}`, admin, { isActive: false })),
    );
    const [other, unknown] = answers.map((answer) => ({ ...answer.json(), requestId: '' }));
    expect(other).toEqual(unknown);
    expect(other).toMatchObject({ status: 404, code: 'auth.unknown-user' });
  });

  it('two administrators who take one user name at the same moment: one gets it, the other is told', async () => {
    const twins = ['one', 'two'].map((who) =>
      call('POST', '/api/v1/users', admin, { ...ada(), userName: 'twin', email: `${who}@north.example` }),
    );
    expect((await Promise.all(twins)).map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
  });

  it('a weak password is refused before anything is written', async () => {
    const wanted = { labId: north, name: 'Weak', userName: 'weak', role: 'caller' as const, password: 'Laboratory north 1' };
    await expect(createUser(server.deps, { appendEvents: async () => 0 }, wanted)).rejects.toMatchObject({
      refusal: { refusal: 'auth.weak-password' },
    });
    expect(await id(sql`select count(*) as id from users where username = 'weak'`)).toBe(0);
  });
});

describe('an account of several labs', () => {
  let headers: SignedIn;
  beforeAll(async () => {
    await server.addUser({ labId: north, userName: 'both' });
    await server.addUser({ labId: south, userName: 'both', role: 'auditor', isJoining: true });
    headers = await signIn(server.app, 'both');
  });

  it('chooses first, then works in that lab only, and may change', async () => {
    const refused = (await call('GET', '/api/v1/me', headers)).json();
    expect(refused).toMatchObject({
      status: 409,
      code: 'auth.lab-not-chosen',
      details: { labs: [{ code: 'north' }, { code: 'south' }] },
    });
    expect(
      (await call('POST', '/api/v1/me/lab', { ...headers, 'idempotency-key': 'k1' }, { labId: south })).json(),
    ).toMatchObject({ role: 'auditor', lab: { id: south } });
    expect(await sessionOf(headers)).toMatchObject({ labId: south, role: 'auditor' });
    expect(
      (await call('POST', '/api/v1/me/lab', { ...headers, 'idempotency-key': 'k1' }, { labId: north })).json(),
    ).toMatchObject({ role: 'caller', lab: { id: north } });
    expect(await sessionOf(headers)).toMatchObject({ labId: north, role: 'caller' });
  });

  it('narrows to departments of that lab', async () => {
    const answer = await call('POST', '/api/v1/me/lab', headers, { labId: north, departmentIds: [departments[1]] });
    expect(answer.json().departments).toEqual([{ id: departments[1], name: 'HE' }]);
    expect(await sessionOf(headers)).toMatchObject({ departmentIds: [departments[1]] });
    const foreign = await call('POST', '/api/v1/me/lab', headers, { labId: north, departmentIds: [departments[2]] });
    expect(foreign.json()).toMatchObject({ status: 422, code: 'auth.unknown-department' });
  });

  it('a lab of others and an unknown lab are one answer', async () => {
    const west = await server.addLab('west');
    for (const labId of [west, 999_999]) {
      expect((await call('POST', '/api/v1/me/lab', headers, { labId })).json()).toMatchObject({
        status: 404,
        code: 'auth.unknown-lab',
      });
    }
  });
});

describe('support', () => {
  it('gives a reason each time or once, and may act for a user of the lab', async () => {
    await server.addUser({ labId: north, userName: 'helper', role: 'support' });
    const headers = await signIn(server.app, 'helper');
    expect((await call('GET', '/worklist', headers)).json()).toMatchObject({ status: 403, code: 'auth.reason-missing' });
    expect((await call('GET', '/worklist', { ...headers, 'x-support-reason': 'ticket 4711' })).statusCode).toBe(200);
    expect((await call('POST', '/api/v1/me/lab', headers, { labId: north })).json()).toMatchObject({
      status: 403,
      code: 'auth.reason-missing',
    });
    const chosen = { labId: north, reason: 'ticket 4711: list is empty', actingForUserId: adminId };
    expect((await call('POST', '/api/v1/me/lab', headers, chosen)).statusCode).toBe(200);
    expect(await sessionOf(headers)).toMatchObject({
      kind: 'support',
      reason: chosen.reason,
      actingFor: { userId: adminId, doctorId: null },
    });
    expect((await call('POST', '/api/v1/me/lab', headers, { ...chosen, actingForUserId: 'nobody' })).json()).toMatchObject({
      code: 'auth.unknown-user',
    });
  });
});

describe("one's own password", () => {
  it('is changed with the present one, by the rules, and ends every session', async () => {
    await server.addUser({ labId: north, userName: 'zoe' });
    const headers = await signIn(server.app, 'zoe');
    const change = (currentPassword: string, newPassword: string) =>
      call('POST', '/api/v1/me/password', headers, { currentPassword, newPassword });
    expect((await change('not it', 'quiet orange ladders')).json()).toMatchObject({ status: 403, code: 'auth.wrong-password' });
    expect((await change(TEST_PASSWORD, 'too short')).json()).toMatchObject({
      status: 422,
      code: 'auth.weak-password',
      details: { field: 'newPassword' },
    });
    expect((await change(TEST_PASSWORD, 'quiet orange ladders')).json()).toEqual({ changed: true });
    expect((await call('GET', '/session', headers)).statusCode).toBe(401);
    expect((await trySignIn(server.app, 'zoe')).statusCode).toBe(401);
    expect((await trySignIn(server.app, 'zoe', 'quiet orange ladders')).statusCode).toBe(200);
  });
});

describe('API keys', () => {
  const make = (payload: object, headers: Record<string, string> = admin) => call('POST', '/api/v1/api-keys', headers, payload);

  it('do what their scope says and no more, as their owner, without cookie or Origin', async () => {
    const answer = await make({ name: 'feed', permissions: ['messages.send'], expiresInDays: 30 });
    expect(answer.statusCode).toBe(201);
    const { key, id: keyId, start } = answer.json();
    expect(key).toMatch(/^cck_[\w-]{43}$/);
    for (const headers of [{ 'x-api-key': key }, { authorization: `Bearer ${key}` }] as Record<string, string>[]) {
      expect((await call('POST', '/messages', headers)).json()).toEqual({ labId: north });
      expect((await call('GET', '/api/v1/users', headers)).json()).toMatchObject({
        status: 403,
        code: 'auth.not-permitted',
        details: { permission: 'users.read' },
      });
    }
    expect(await sessionOf({ 'x-api-key': key })).toMatchObject({
      userId: adminId,
      userName: 'Person admin.north (key feed)',
      scope: ['messages.send'],
    });
    expect((await call('GET', '/api/v1/me', { 'x-api-key': key })).json()).toMatchObject({
      permissions: ['messages.send'],
      sessionEndsAt: null,
    });
    const listed = (await call('GET', '/api/v1/api-keys', admin)).json().items.find((one: { id: number }) => one.id === keyId);
    expect(listed).toMatchObject({ start, lastUsedAt: expect.any(String), revokedAt: null });
    expect(key.startsWith(start)).toBe(true);
    expect(JSON.stringify(listed)).not.toContain(key);
    expect((await events(north, 'api-key-created')).at(-1)?.payload).toMatchObject({
      api_key_id: keyId,
      permissions: ['messages.send'],
    });
  });

  it('are nowhere in the database, not even for a repeated Idempotency-Key', async () => {
    const { key } = (
      await make({ name: 'secret', permissions: ['settings.read'] }, { ...admin, 'idempotency-key': 'same' })
    ).json();
    const secret = key.slice(12);
    const tables = await server.deps.db.inSystem(
      async (tx) =>
        (
          await sql<{
            n: number;
          }>`select (select count(*) from api_keys t where t::text like ${`%${secret}%`}) + (select count(*) from events t where t::text like ${`%${secret}%`})
        + (select count(*) from idempotency_keys t where t::text like ${`%${secret}%`}) as n`.execute(tx)
        ).rows,
    );
    expect(tables).toEqual([{ n: 0 }]);
  });

  it('end when they expire, are revoked, or their owner leaves', async () => {
    const { key, id: keyId } = (await make({ name: 'ends', permissions: ['messages.send'], expiresInDays: 1 })).json();
    const { key: short } = (await make({ name: 'short', permissions: ['messages.send'], expiresInDays: 1 })).json();
    expect((await call('DELETE', `/api/v1/api-keys/${keyId}`, admin)).json()).toMatchObject({ revokedAt: expect.any(String) });
    expect((await call('DELETE', `/api/v1/api-keys/${keyId}`, admin)).statusCode).toBe(200);
    expect(await events(north, 'api-key-revoked')).toHaveLength(1);
    expect((await call('POST', '/messages', { 'x-api-key': key })).statusCode).toBe(401);
    expect((await call('POST', '/messages', { 'x-api-key': short })).statusCode).toBe(200);
    server.pass(24 * 60);
    expect((await call('POST', '/messages', { 'x-api-key': short })).json()).toMatchObject({
      status: 401,
      code: 'auth.signed-out',
    });
    admin = await signIn(server.app, 'admin.north');
  });

  it('lose what their owner loses', async () => {
    const secondId = await server.addUser({ labId: north, userName: 'second', role: 'lab-admin' });
    const { key } = (
      await make({ name: 'second', permissions: ['messages.send', 'limits.read'] }, await signIn(server.app, 'second'))
    ).json();
    expect((await call('POST', '/messages', { 'x-api-key': key })).statusCode).toBe(200);
    await call('PATCH', `/api/v1/users/${secondId}`, admin, { role: 'caller' });
    expect((await call('POST', '/messages', { 'x-api-key': key })).statusCode).toBe(403);
    await call('PATCH', `/api/v1/users/${secondId}`, admin, { isActive: false });
    expect((await call('POST', '/messages', { 'x-api-key': key })).statusCode).toBe(401);
  });

  it('may not exceed their maker, outlive a year, or make keys', async () => {
    expect((await make({ name: 'wide', permissions: ['messages.send', 'audit.read'] })).json()).toMatchObject({
      status: 422,
      code: 'auth.scope-too-wide',
    });
    expect((await make({ name: 'long', permissions: ['messages.send'], expiresInDays: 366 })).json()).toMatchObject({
      status: 400,
      errors: [{ field: 'body.expiresInDays' }],
    });
    const { key } = (await make({ name: 'maker', permissions: ['users.write'] })).json();
    expect((await make({ name: 'child', permissions: ['users.write'] }, { 'x-api-key': key })).json()).toMatchObject({
      status: 403,
      code: 'auth.key-makes-key',
    });
  });

  it('a wrong key is not excused by a good cookie, and a key of another lab is an unknown one', async () => {
    expect((await call('GET', '/session', { ...admin, 'x-api-key': 'cck_wrong' })).statusCode).toBe(401);
    await server.addUser({ labId: south, userName: 'admin.south', role: 'lab-admin' });
    const { id: otherId } = (
      await make({ name: 'south', permissions: ['messages.send'] }, await signIn(server.app, 'admin.south'))
    ).json();
    const answers = await Promise.all([otherId, 999_999].map((keyId) => call('DELETE', `/api/v1/api-keys/${keyId}`, admin)));
    expect(answers.map((answer) => ({ ...answer.json(), requestId: '' }))[0]).toEqual({ ...answers[1]?.json(), requestId: '' });
    expect(answers[0]?.statusCode).toBe(404);
  });
});
