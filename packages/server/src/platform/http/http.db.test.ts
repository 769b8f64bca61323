import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { type HttpBench, openHttpBench } from '../../../test/http-bench.ts';
import { createHttp } from '../http.ts';

let database: TestDatabase;
let bench: HttpBench;

beforeAll(async () => {
  database = await createTestDatabase();
  bench = await openHttpBench(database);
});
afterAll(async () => {
  await bench.app.close();
  await database.drop();
});
beforeEach(() => {
  bench.lines.length = 0;
});

const session = (lab = 0, user = 'ada'): Record<string, string> => ({ 'x-test-session': `${bench.labIds[lab]} ${user}` });
const post = (payload: object | string, headers: Record<string, string> = {}) =>
  bench.app.inject({
    method: 'POST',
    url: '/api/v1/departments',
    headers: { 'content-type': 'application/json', ...session(), ...headers },
    payload,
  });
const get = (url: string, headers: Record<string, string> = {}) =>
  bench.app.inject({ method: 'GET', url, headers: { ...session(), ...headers } });
const countDepartments = (): Promise<number> =>
  bench.deps.db.inSystem(
    async (tx) => (await sql<{ n: number }>`select count(*) as n from departments`.execute(tx)).rows[0]?.n ?? -1,
  );

describe('problems (RFC 9457)', () => {
  it('lists each wrong field of a body with what is wrong', async () => {
    const answer = await post({ name: 'too long', count: 0 });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({
      type: 'urn:critical-callout:problem:http.invalid-request',
      title: 'Bad Request',
      status: 400,
      code: 'http.invalid-request',
      requestId: answer.headers['x-request-id'],
      errors: [
        { field: 'body.name', message: expect.stringContaining('5') },
        { field: 'body.count', message: expect.stringContaining('1') },
      ],
    });
  });

  it.each([
    ['a field of the body', () => post('{"name":"a\\u0000b","count":1}'), 'body.name'],
    ['a text deep inside', () => post('{"name":"x","count":1,"more":[{"note":"\\u0000"}]}'), 'body.more.0.note'],
    ['the name of a field', () => post('{"name":"x","count":1,"a\\u0000":1}'), 'body'],
    ['the query', () => get('/api/v1/version?q=a%00'), 'query.q'],
  ])('names the field of a U+0000 in %s', async (_what, send, field) => {
    const answer = await send();
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'http.nul-character', details: { field } });
  });

  it('answers a refusal with its code, message and details, and rolls back', async () => {
    const before = await countDepartments();
    const answer = await post({ name: 'x', count: 1, what: 'refuse' });
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({
      code: 'test.no',
      detail: 'The department is full.',
      details: { field: 'name', allowed: 3 },
    });
    expect(await countDepartments()).toBe(before);
  });

  it('says nothing of an unforeseen fault but logs it under the request id', async () => {
    const answer = await post({ name: 'x', count: 1, what: 'fail' }, { 'x-request-id': 'my-id.1' });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: 'http.internal', requestId: 'my-id.1' });
    expect(answer.body).not.toContain('canary');
    expect(bench.lines.join('')).toMatch(/"requestId":"my-id\.1".*request failed/);
  });

  it('keeps the value a database fault quotes out of answer and log', async () => {
    const answer = await get('/api/v1/broken-row');
    expect(answer.statusCode).toBe(500);
    expect(answer.body + bench.lines.join('')).not.toContain('CANARY');
  });

  it.each([
    ['an unknown address', () => get('/api/v1/nothing?name=CANARY'), 404, 'http.not-found'],
    ['a body that is not JSON', () => post('{"name": CANARY'), 400, 'http.invalid-json'],
    ['a body that is too large', () => post(JSON.stringify({ name: 'x'.repeat(1024 * 1024) })), 413, 'http.too-large'],
    ['a body of another type', () => post('<x/>', { 'content-type': 'application/xml' }), 415, 'http.media-type'],
  ])('answers %s', async (_what, send, status, code) => {
    const answer = await send();
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.body).not.toContain('CANARY');
  });
});

describe('every answer', () => {
  it('carries a request id: a sound one of the caller, else our own', async () => {
    expect((await get('/healthz', { 'x-request-id': 'abc-1' })).headers['x-request-id']).toBe('abc-1');
    expect((await get('/healthz', { 'x-request-id': 'a b\u0001' })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is not stored when it comes from the API, and allows no foreign or inline script', async () => {
    const { headers } = await get('/api/v1/version');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-security-policy']).toMatch(/script-src 'self';/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe/);
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('a route without a permission', () => {
  it('stops the start and is named', async () => {
    const app = await createHttp(bench.deps);
    expect(() => app.get('/api/v1/open', async () => 'anything')).toThrow(/Route GET \/api\/v1\/open declares no permission/);
    await app.close();
  });
});

describe('If-Match', () => {
  it.each([
    ['"7"', 7],
    ['W/"12"', 12],
    ['*', null],
  ])('reads %s', async (header, version) => {
    expect((await get('/api/v1/version', { 'if-match': header })).json()).toEqual({ version });
  });

  it('is a 400 when it is no version', async () => {
    expect((await get('/api/v1/version', { 'if-match': 'seven' })).json()).toMatchObject({ status: 400, code: 'http.if-match' });
  });

  it('is asked for where a route needs it', async () => {
    const answer = await bench.app.inject({ method: 'PUT', url: '/api/v1/version', headers: session() });
    expect(answer.json()).toMatchObject({ status: 428, code: 'http.version-required' });
  });
});

describe('status', () => {
  it('reports life, readiness and numbers to anybody', async () => {
    expect((await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await get('/readyz')).json()).toEqual({ status: 'ready' });
    const metrics = (await get('/metrics')).body;
    expect(metrics).toMatch(/^# TYPE critical_callout_http_requests_total counter$/m);
    expect(metrics).toMatch(/^critical_callout_http_requests_total\{method="GET",route="\/readyz",status="200"\} \d+$/m);
    expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  it('describes the API as OpenAPI 3.1', async () => {
    const document = (await get('/openapi.json')).json() as { openapi: string; paths: Record<string, unknown> };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/v1/departments');
    expect(Object.keys(document.paths)).not.toContain('/metrics');
  });

  it('is not ready, and answers 503, while the database is away', async () => {
    const lost = await createTestDatabase();
    const other = await openHttpBench(lost);
    await lost.drop();
    expect((await other.app.inject('/readyz')).statusCode).toBe(503);
    expect((await other.app.inject('/healthz')).statusCode).toBe(200);
    await other.app.close();
  });
});
