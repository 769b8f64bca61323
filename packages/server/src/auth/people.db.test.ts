import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthServer, startAuth } from '../../test/auth-server.ts';
import { type SignedIn, signIn, TEST_ORIGIN, TEST_PASSWORD, trySignIn } from '../../test/sign-in.ts';

let server: AuthServer;
let north: number;
let south: number;
let admin: SignedIn;
let callerId: string;

beforeAll(async () => {
  server = await startAuth((app) => {
    app.get('/role', { config: { permission: 'signed-in' } }, async ({ session }) => ({ role: session.role }));
    app.get('/approve', { config: { permission: 'limits.approve' } }, async () => ({ may: true }));
  });
  north = await server.addLab('north');
  south = await server.addLab('south');
  await server.addUser({ labId: north, userName: 'admin.north', role: 'lab-admin' });
  callerId = await server.addUser({ labId: north, userName: 'carl', role: 'caller' });
  admin = await signIn(server.app, 'admin.north');
});
afterAll(() => server.stop());

const call = (method: 'GET' | 'POST' | 'DELETE', url: string, headers: Record<string, string>, payload?: object) =>
  server.app.inject({ method, url, headers, payload });
const asAdmin = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
  const answer = await call(method, `/api/v1${url}`, admin, payload);
  return { status: answer.statusCode, body: answer.json() };
};
const types = async (labId: number) =>
  server.deps.db.inSystem(async (tx) =>
    (await sql<{ type: string }>`select type from events where lab_id = ${labId} order by seq`.execute(tx)).rows.map(
      ({ type }) => type,
    ),
  );
const reset = (token: string, newPassword: string) =>
  call('POST', '/api/auth/reset-password', { origin: TEST_ORIGIN, host: 'localhost:3000' }, { token, newPassword });
const tokenOf = (link: string) => link.split('#')[1] ?? '';

describe('people', () => {
  it('are listed with when they came in last, their sessions and whether they have a password', async () => {
    await server.addUser({ labId: north, userName: 'new', password: undefined });
    await server.addUser({ labId: south, userName: 'elsewhere' });
    await signIn(server.app, 'carl');
    const { body } = await asAdmin('GET', '/users');
    expect(body.items.map((one: { userName: string }) => one.userName)).toEqual(['admin.north', 'carl', 'new']);
    expect(body.items[1]).toMatchObject({
      lastSignedInAt: '2026-03-02T08:00:00.000Z',
      hasPassword: true,
      openSessions: 1,
      cover: null,
    });
    expect(body.items[2]).toMatchObject({ lastSignedInAt: null, hasPassword: false, openSessions: 0 });
    expect((await asAdmin('GET', '/users?q=CARL')).body.items).toHaveLength(1);
  });

  it('lose one session or all at once, with an event', async () => {
    const [first, second] = [await signIn(server.app, 'carl'), await signIn(server.app, 'carl')];
    const { body } = await asAdmin('GET', `/users/${callerId}`);
    const [newest] = body.sessions;
    expect(newest).toMatchObject({ startedAt: '2026-03-02T08:00:00.000Z', isThisOne: false });
    expect((await asAdmin('POST', `/users/${callerId}/end-sessions`, { sessionId: newest.id })).body).toEqual({ ended: 1 });
    const { ended } = (await asAdmin('POST', `/users/${callerId}/end-sessions`, {})).body;
    expect(ended).toBe(body.sessions.length - 1);
    for (const one of [first, second]) expect((await call('GET', '/role', one)).statusCode).toBe(401);
    expect(await types(north)).toContain('sessions-ended');
  });
});

describe('a reset link', () => {
  it('lets somebody choose their password once, ends what was open, and is never stored as it is', async () => {
    const before = await signIn(server.app, 'carl');
    const made = await asAdmin('POST', `/users/${callerId}/reset-link`);
    expect(made.body.link).toMatch(/^http:\/\/localhost:3000\/reset-password#[\w-]{43}$/);
    const token = tokenOf(made.body.link);
    const { rows } = await server.deps.db.pool.query('select row_to_json(r)::text as row from password_resets r');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await reset(token, 'password')).statusCode).toBe(422);
    expect((await reset(token, 'nine tall lanterns hum')).statusCode).toBe(200);
    expect((await call('GET', '/role', before)).statusCode).toBe(401);
    expect((await trySignIn(server.app, 'carl', TEST_PASSWORD)).statusCode).toBe(401);
    expect((await trySignIn(server.app, 'carl', 'nine tall lanterns hum')).statusCode).toBe(200);
    expect((await reset(token, 'another fine sentence')).json()).toMatchObject({ code: 'auth.reset-link' });
    expect(await types(north)).toContain('reset-link-made');
  });

  it('is void after a newer one, after a day, and when it is no link at all', async () => {
    const first = tokenOf((await asAdmin('POST', `/users/${callerId}/reset-link`)).body.link);
    const second = tokenOf((await asAdmin('POST', `/users/${callerId}/reset-link`)).body.link);
    expect((await reset(first, 'nine tall lanterns hum')).statusCode).toBe(410);
    server.pass(14);
    for (let minutes = 0; minutes < 24 * 60; minutes += 60) server.pass(60);
    expect((await reset(second, 'nine tall lanterns hum')).statusCode).toBe(410);
    expect((await reset('nothing', 'nine tall lanterns hum')).statusCode).toBe(410);
    admin = await signIn(server.app, 'admin.north');
  });

  it('is not made for an account of several labs: one of them must not get hold of it', async () => {
    const userId = await server.addUser({ labId: north, userName: 'both' });
    await server.addUser({ labId: south, userName: 'both', isJoining: true });
    expect(await asAdmin('POST', `/users/${userId}/reset-link`)).toMatchObject({
      status: 409,
      body: { code: 'auth.reset-by-operator' },
    });
  });
});

describe('a cover role', () => {
  const until = () => new Date(server.deps.clock.now().getTime() + 10 * 60_000).toISOString();

  it('takes the place of the own role until its end, and no longer', async () => {
    const caller = await signIn(server.app, 'carl', 'nine tall lanterns hum');
    expect((await call('GET', '/approve', caller)).statusCode).toBe(403);
    const body = { role: 'director', until: until(), reason: 'Dr Ferrars is on leave' };
    expect(await asAdmin('POST', `/users/${callerId}/cover-role`, body)).toMatchObject({
      status: 200,
      body: { role: 'caller', cover: { role: 'director', givenBy: 'Person admin.north' } },
    });
    expect((await call('GET', '/approve', caller)).json()).toEqual({ may: true });
    server.pass(11);
    expect((await call('GET', '/approve', caller)).statusCode).toBe(403);
    expect((await asAdmin('GET', `/users/${callerId}`)).body.cover).toBeNull();
  });

  it('can be ended before', async () => {
    const caller = await signIn(server.app, 'carl', 'nine tall lanterns hum');
    await asAdmin('POST', `/users/${callerId}/cover-role`, { role: 'supervisor', until: until(), reason: 'night shift' });
    expect((await call('GET', '/role', caller)).json()).toEqual({ role: 'supervisor' });
    expect((await asAdmin('DELETE', `/users/${callerId}/cover-role`)).body.cover).toBeNull();
    expect((await call('GET', '/role', caller)).json()).toEqual({ role: 'caller' });
    expect((await types(north)).filter((type) => type.startsWith('cover-role'))).toEqual([
      'cover-role-given',
      'cover-role-given',
      'cover-role-ended',
    ]);
  });

  it.each([
    [{ role: 'caller' }, 422, 'auth.cover-same'],
    [{ until: '2020-01-01T00:00:00Z' }, 422, 'auth.cover-until'],
    [{ until: '2030-01-01T00:00:00Z' }, 422, 'auth.cover-until'],
    [{ role: 'support' }, 400, 'http.invalid-request'],
    [{ reason: '' }, 400, 'http.invalid-request'],
  ])('%j is refused', async (change, status, code) => {
    const body = { role: 'director', until: until(), reason: 'on leave', ...change };
    expect(await asAdmin('POST', `/users/${callerId}/cover-role`, body)).toMatchObject({ status, body: { code } });
  });
});

describe('the access review', () => {
  it('names who is unused for 60 days, never came, covers or administers, and keeps who looked', async () => {
    expect((await asAdmin('GET', '/access-review')).body.isDue).toBe(true);
    for (let day = 0; day < 61; day += 1) server.pass(24 * 60);
    admin = await signIn(server.app, 'admin.north');
    const { body } = await asAdmin('GET', '/access-review');
    const findings = (userName: string) =>
      body.people
        .find((one: { userName: string }) => one.userName === userName)
        .findings.map(({ kind }: { kind: string }) => kind);
    expect(findings('carl')).toEqual(['unused-60-days']);
    expect(findings('new')).toEqual(['never-signed-in']);
    expect(findings('admin.north')).toEqual(['is-admin']);
    const noted = await asAdmin('POST', '/access-review', { note: 'Carl asked; stays until March.' });
    expect(noted.body).toMatchObject({
      isDue: false,
      reviews: [{ reviewedBy: 'Person admin.north', note: 'Carl asked; stays until March.' }],
    });
    expect(await types(north)).toContain('access-reviewed');
  });

  it('has the matrix of roles and permissions beside it', async () => {
    const { body } = await asAdmin('GET', '/roles');
    expect(body.roles.find(({ role }: { role: string }) => role === 'lab-admin')).toMatchObject({ users: 1 });
    expect(body.roles.find(({ role }: { role: string }) => role === 'director').permissions).toContain('limits.approve');
  });
});
