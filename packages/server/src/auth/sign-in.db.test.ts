import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthServer, startAuth } from '../../test/auth-server.ts';
import { signIn, TEST_ORIGIN, TEST_PASSWORD, trySignIn } from '../../test/sign-in.ts';
import { admitTry } from './throttle.ts';

describe('signing in', () => {
  let server: AuthServer;
  let labId: number;
  beforeAll(async () => {
    server = await startAuth((app) => {
      app.post('/change', { config: { permission: 'callout.write' } }, async ({ session }) => ({ labId: session.labId }));
    });
    labId = await server.addLab('north');
    await server.addUser({ labId, userName: 'maria', name: 'Maria Osei', email: 'Maria@north.example' });
  });
  afterAll(() => server.stop());

  const me = (headers: Record<string, string>) => server.app.inject({ url: '/api/v1/me', headers });
  const rows = async <T>(query: ReturnType<typeof sql<T>>) =>
    server.deps.db.inSystem(async (tx) => (await query.execute(tx)).rows);

  it('takes the user name or the e-mail address, in any case, and says who it is', async () => {
    for (const name of ['maria', 'MARIA', ' maria@NORTH.example ']) {
      const answer = await me(await signIn(server.app, name));
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({
        userName: 'maria',
        name: 'Maria Osei',
        role: 'caller',
        lab: { id: labId, code: 'north' },
        idleMinutes: 15,
      });
    }
  });

  it('sets one cookie no script can read, says no token, and stores only its hash', async () => {
    const answer = await trySignIn(server.app, 'maria');
    expect(answer.json()).toEqual({ signedIn: true });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.cookies).toHaveLength(1);
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({ name: 'critical-callout', path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 12 * 3600 });
    const token = cookie?.value.split('.')[0] ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const stored = await rows(sql<{ text: string }>`select to_jsonb(s)::text as text from sessions s`);
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.every(({ text }) => !text.includes(token))).toBe(true);
  });

  it('answers every wrong combination alike', async () => {
    const tries = [
      ['maria', 'wrong wrong wrong'],
      ['nobody', TEST_PASSWORD],
      ['not a user name!', 'x'],
      ['no@north.example', 'x'],
      ['x@', 'x'],
    ] as const;
    const answers = await Promise.all(tries.map(([name, password]) => trySignIn(server.app, name, password)));
    for (const answer of answers) {
      const { requestId, ...problem } = answer.json();
      expect(requestId).toBeTypeOf('string');
      expect(problem).toEqual({
        type: 'urn:critical-callout:problem:auth.wrong-credentials',
        title: 'Unauthorized',
        status: 401,
        code: 'auth.wrong-credentials',
        detail: 'Wrong user name or password.',
      });
      expect(answer.cookies).toEqual([]);
    }
  });

  it('ends the session on sign-out, for every copy of the cookie', async () => {
    const headers = await signIn(server.app, 'maria');
    const answer = await server.app.inject({ method: 'POST', url: '/api/auth/sign-out', headers });
    expect(answer.json()).toEqual({ signedIn: false });
    expect((await me(headers)).json()).toMatchObject({ status: 401, code: 'auth.signed-out' });
  });

  it('refuses a cookie whose signature is not ours, even where the token is right', async () => {
    const { cookie } = await signIn(server.app, 'maria');
    expect((await me({ cookie: `${cookie.slice(0, -6)}AAAA%3D` })).statusCode).toBe(401);
    expect((await me({ cookie: 'critical-callout=%E0%A4%A' })).statusCode).toBe(401);
  });

  it('opens nothing else of better-auth: no sign-up, no session list', async () => {
    for (const path of [
      'sign-up/email',
      'get-session',
      'list-sessions',
      'update-user',
      'is-username-available',
      'request-password-reset',
    ]) {
      for (const method of ['GET', 'POST'] as const) {
        expect((await server.app.inject({ method, url: `/api/auth/${path}`, headers: { origin: TEST_ORIGIN } })).statusCode).toBe(
          404,
        );
      }
    }
  });

  it('gives no session to somebody no lab has active', async () => {
    const userId = await server.addUser({ labId, userName: 'left' });
    await server.deps.db.inSystem((tx) => sql`update memberships set is_active = false where user_id = ${userId}`.execute(tx));
    expect((await trySignIn(server.app, 'left')).json()).toMatchObject({ code: 'auth.wrong-credentials' });
    expect(await rows(sql`select 1 from sessions where user_id = ${userId}`)).toEqual([]);
  });

  it('takes changes with a cookie from pages of its own only', async () => {
    const { cookie } = await signIn(server.app, 'maria');
    const change = (headers: Record<string, string>) =>
      server.app.inject({ method: 'POST', url: '/change', headers: { cookie, ...headers } });
    expect((await change({ origin: TEST_ORIGIN })).json()).toEqual({ labId });
    expect((await change({ origin: 'http://10.0.0.5:3000', host: '10.0.0.5:3000' })).statusCode).toBe(200);
    expect((await change({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, {}]) {
      expect((await change(headers as Record<string, string>)).json(), JSON.stringify(headers)).toMatchObject({
        status: 403,
        code: 'auth.foreign-origin',
      });
    }
    expect((await trySignIn(server.app, 'maria', TEST_PASSWORD, { origin: 'https://evil.example' })).statusCode).toBe(403);
  });

  it('leaves signed-in and sign-in-failed in the trail of the lab', async () => {
    await trySignIn(server.app, 'maria', 'not the password');
    const events = await rows(
      sql<{ type: string; payload: string }>`select type, payload::text from events where lab_id = ${labId}`,
    );
    expect(events.filter(({ type }) => type === 'signed-in').length).toBeGreaterThan(0);
    expect(events.filter(({ type }) => type === 'sign-in-failed').length).toBeGreaterThan(0);
    expect(events.some(({ payload }) => payload.includes('not the password') || payload.includes(TEST_PASSWORD))).toBe(false);
  });
});

describe('how long a session lasts', () => {
  let server: AuthServer;
  let labId: number;
  beforeAll(async () => {
    server = await startAuth();
    labId = await server.addLab('south');
    await server.addUser({ labId, userName: 'kofi' });
  });
  afterAll(() => server.stop());
  const status = async (headers: Record<string, string>) => (await server.app.inject({ url: '/api/v1/me', headers })).statusCode;

  it('ends after 15 idle minutes and not before, counted from the last thing the person did', async () => {
    const headers = await signIn(server.app, 'kofi');
    for (let quarter = 0; quarter < 4; quarter += 1) {
      server.pass(14);
      expect(await status(headers)).toBe(200);
    }
    server.pass(15);
    expect(await status(headers)).toBe(401);
  });

  it('is not kept alive by what a page does by itself', async () => {
    const headers = await signIn(server.app, 'kofi');
    server.pass(8);
    expect(await status({ ...headers, 'x-background': '1' })).toBe(200);
    expect(await status({ ...headers, accept: 'text/event-stream' })).toBe(200);
    server.pass(8);
    expect(await status(headers)).toBe(401);
  });

  it('ends after 12 hours whatever is done', async () => {
    const headers = await signIn(server.app, 'kofi');
    for (let minute = 0; minute < 710; minute += 10) {
      server.pass(10);
      expect(await status(headers)).toBe(200);
    }
    server.pass(10);
    expect(await status(headers)).toBe(401);
  });

  it.each([
    [5, 5],
    [60, 60],
    [1, 5],
    [600, 60],
  ])("takes the lab's idle setting of %i minutes as %i", async (set, minutes) => {
    await server.deps.db.inLab(labId, (tx) =>
      sql`insert into lab_settings (lab_id, key, value, updated_at) values (${labId}, 'sign_in_policy', ${{ idle_minutes: set }}, now())
        on conflict (lab_id, key) do update set value = excluded.value`.execute(tx),
    );
    const headers = await signIn(server.app, 'kofi');
    server.pass(minutes - 1);
    expect(await status(headers)).toBe(200);
    server.pass(minutes);
    expect(await status(headers)).toBe(401);
  });
});

describe('throttling', () => {
  let server: AuthServer;
  beforeAll(async () => {
    server = await startAuth();
    await server.addUser({ labId: await server.addLab('east'), userName: 'lena' });
  });
  afterAll(() => server.stop());
  const from = (address: string, password: string) =>
    server.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/username',
      remoteAddress: address,
      headers: { origin: TEST_ORIGIN },
      payload: { username: 'lena', password },
    });

  it('makes a guesser wait longer and longer, never more than a minute, and lets the right password in after it', async () => {
    const waits: number[] = [];
    for (let turn = 0; turn < 14; turn += 1) {
      const answer = await from('192.0.2.1', 'guess');
      if (answer.statusCode === 401) continue;
      expect(answer.json()).toMatchObject({
        status: 429,
        code: 'auth.throttled',
        details: { retryAfterSeconds: expect.any(Number) },
      });
      expect(answer.json().detail).toMatch(/^Too many tries\. Try again in \d:\d\d\.$/);
      const seconds = Number(answer.headers['retry-after']);
      waits.push(seconds);
      server.pass(seconds / 60);
    }
    expect(waits[0]).toBe(2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    server.pass(1);
    expect((await from('192.0.2.1', TEST_PASSWORD)).statusCode).toBe(200);
    expect((await from('192.0.2.1', 'mistyped')).statusCode, 'a right password starts the count again').toBe(401);
  });

  // Straight at the counters, without a hundred password hashes: what is counted is the try, before the password.
  const fail = (name: string, address: string) =>
    server.deps.db.inSystem((tx) => admitTry(tx, { name, address, now: server.deps.clock.now() }));

  it('does not hold up the person at their own address while strangers guess at the name', async () => {
    for (let stranger = 0; stranger < 40; stranger += 1) await fail('lena', `198.51.100.${stranger}`);
    expect((await from('203.0.113.9', 'guess')).statusCode, 'one more stranger waits').toBe(429);
    expect((await from('192.0.2.1', TEST_PASSWORD)).statusCode).toBe(200);
  });

  it('does not hold up the person for what neighbours behind the same address mistype', async () => {
    for (let turn = 0; turn < 110; turn += 1) await fail(`neighbour-${turn}`, '192.0.2.1');
    expect(await fail('one-more', '192.0.2.1'), 'a stranger at the address waits').toBeGreaterThan(0);
    expect((await from('192.0.2.1', TEST_PASSWORD)).statusCode).toBe(200);
  });

  it('lets no burst of parallel guesses through', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => from('192.0.2.77', 'guess')));
    expect(answers.filter(({ statusCode }) => statusCode === 401).length).toBeLessThanOrEqual(5);
  });
});

describe('behind TLS', () => {
  it('the cookie is Secure and bound to the host', async () => {
    const server = await startAuth(undefined, 'https://callout.example.org');
    await server.addUser({ labId: await server.addLab('west'), userName: 'ines' });
    const answer = await trySignIn(server.app, 'ines', TEST_PASSWORD, { origin: 'https://callout.example.org' });
    expect(answer.cookies[0]).toMatchObject({ name: '__Host-critical-callout', secure: true, path: '/', httpOnly: true });
    expect(answer.cookies[0]).not.toHaveProperty('domain');
    await server.stop();
  });
});
