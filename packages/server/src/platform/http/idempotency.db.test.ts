import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { type HttpBench, openHttpBench } from '../../../test/http-bench.ts';
import { forgetOldAnswers } from './idempotency.ts';

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

const newKey = (): string => `key-${crypto.randomUUID()}`;
const body = { name: 'x', count: 1 };
const post = (key: string, payload: object = body, { lab = 0, user = 'ada' } = {}) =>
  bench.app.inject({
    method: 'POST',
    url: '/api/v1/departments',
    headers: { 'x-test-session': `${bench.labIds[lab]} ${user}`, 'idempotency-key': key },
    payload,
  });
const count = async (table: 'departments' | 'idempotency_keys', key = ''): Promise<number> => {
  const where = key === '' ? sql`true` : sql`key = ${key}`;
  const { rows } = await bench.deps.db.inSystem((tx) =>
    sql<{ n: number }>`select count(*) as n from ${sql.table(table)} where ${where}`.execute(tx),
  );
  return rows[0]?.n ?? -1;
};

describe('Idempotency-Key', () => {
  it('gives a repeated request the first answer, with its status and ETag, and works once', async () => {
    const key = newKey();
    const before = await count('departments');
    const first = await post(key);
    const second = await post(key);
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(second.json()).toEqual(first.json());
    expect(second.headers).toMatchObject({
      etag: first.headers.etag,
      'idempotent-replayed': 'true',
      'content-type': first.headers['content-type'],
    });
    expect(await count('departments')).toBe(before + 1);
  });

  it('refuses the key with another body', async () => {
    const key = newKey();
    await post(key);
    const answer = await post(key, { ...body, name: 'y' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'idempotency.other-body' });
  });

  it('works once when the same request comes five times at once', async () => {
    const key = newKey();
    const before = await count('departments');
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(key)));
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses).toContain(201);
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(new Set(answers.filter(({ statusCode }) => statusCode === 201).map((answer) => answer.body)).size).toBe(1);
    expect(
      answers.filter(({ statusCode }) => statusCode === 409).every((answer) => answer.json().code === 'idempotency.in-progress'),
    ).toBe(true);
    expect(await count('departments')).toBe(before + 1);
  });

  it('works once when the same request reaches two processes at once', async () => {
    const other = await openSecondProcess();
    const key = newKey();
    const before = await count('departments');
    const headers = { 'x-test-session': `${bench.labIds[0]} ada`, 'idempotency-key': key };
    const answers = await Promise.all([
      post(key),
      other.app.inject({ method: 'POST', url: '/api/v1/departments', headers, payload: body }),
    ]);
    await other.app.close();
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses).toContain(201);
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
    expect(await count('departments')).toBe(before + 1);
  });

  it('forgets a refused or failed request, which changed nothing', async () => {
    for (const what of ['refuse', 'fail']) {
      const key = newKey();
      expect((await post(key, { ...body, what })).statusCode).toBeGreaterThanOrEqual(409);
      expect(await count('idempotency_keys', key)).toBe(0);
    }
  });

  it('never repeats work whose answer was lost after the commit', async () => {
    const key = newKey();
    const before = await count('departments');
    expect((await post(key, { ...body, what: 'fail-after' })).statusCode).toBe(500);
    const atOnce = await post(key, { ...body, what: 'fail-after' });
    expect(atOnce.json()).toMatchObject({ status: 409, code: 'idempotency.in-progress' });
    bench.clock.advance({ seconds: 30 });
    const again = await post(key, { ...body, what: 'fail-after' });
    expect(again.statusCode).toBe(409);
    expect(again.json()).toMatchObject({ code: 'idempotency.answer-lost' });
    expect(await count('departments')).toBe(before + 1);
  });

  it('is known for seven days, whatever the clock of the session says, and forgotten then', async () => {
    const key = newKey();
    const first = await post(key);
    bench.clock.advance({ minutes: 7 * 24 * 60 - 1 });
    await forgetOldAnswers(bench.deps);
    expect((await post(key)).json()).toEqual(first.json());
    bench.clock.advance({ minutes: 2 });
    const young = newKey();
    await post(young);
    expect(await forgetOldAnswers(bench.deps)).toBeGreaterThan(0);
    expect([await count('idempotency_keys', key), await count('idempotency_keys', young)]).toEqual([0, 1]);
    expect(await forgetOldAnswers(bench.deps)).toBe(0);
  });

  it('belongs to one user of one lab', async () => {
    const key = newKey();
    const ids = [await post(key), await post(key, body, { user: 'ben' }), await post(key, body, { lab: 1 })].map(
      (answer) => answer.json().id,
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('is taken and not used where a route is idempotent by itself', async () => {
    const key = newKey();
    const headers = { 'x-test-session': `${bench.labIds[0]} ada`, 'idempotency-key': key };
    const send = () => bench.app.inject({ method: 'POST', url: '/api/v1/seen', headers });
    expect([(await send()).statusCode, (await send()).headers['idempotent-replayed']]).toEqual([503, undefined]);
    expect(await count('idempotency_keys', key)).toBe(0);
  });

  it('must have a length the table takes', async () => {
    const answer = await post('k'.repeat(201));
    expect(answer.json()).toMatchObject({ status: 400, code: 'idempotency.key-length' });
  });
});

/** The same routes and labs in an application of its own: it shares the database and no memory. */
async function openSecondProcess(): Promise<HttpBench> {
  await bench.deps.db.inSystem((tx) => sql`update labs set code = code || '-1'`.execute(tx)); // the bench makes labs a and b again
  return openHttpBench({ ...database, db: database.open() });
}
