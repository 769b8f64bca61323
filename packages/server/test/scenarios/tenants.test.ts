import { ROLES } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Visitor } from '../lab.ts';
import { startTwoLabs, type TwoLabs } from '../two-labs.ts';

/** In every text of the south, and nowhere else. */
const CANARY = 'QZXVJK';

let world: TwoLabs;
let paths: string[];
beforeAll(async () => {
  world = await startTwoLabs(CANARY);
  const ids = [
    ...new Set([world.north, world.south].flatMap(({ own, told }) => [...Object.values(own), told.billId, ...told.reportIds])),
  ];
  const reads = world.server.app.http.routeTable.filter(({ method, url }) => method === 'GET' && url !== '/*');
  paths = [
    ...new Set(reads.flatMap(({ url }) => (url.includes('/:') ? ids.map((id) => url.replace(/:\w+/, String(id))) : [url]))),
  ];
  const { billId, reportIds } = world.south.told;
  paths.push(
    '/api/v1/worklist?tab=done',
    `/api/v1/worklist?q=${CANARY}`,
    `/api/v1/worklist?tab=done&q=${CANARY}`,
    `/api/v1/deliveries?billId=${billId}`,
  );
  paths.push(
    `/api/v1/callout-logs?billId=${billId}`,
    `/api/v1/callout-logs?labReportId=${reportIds[0]}`,
    '/healthz',
    '/readyz',
    '/metrics',
    '/openapi.json',
  );
});
afterAll(() => world?.server.close());

/** All of an answer's text; of a live stream, everything since the first event until the lab's own last one has come. */
async function read(visitor: Visitor, path: string, lastSeq: number): Promise<string> {
  const answer = await visitor.get(path, { 'last-event-id': '0' });
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream') || !answer.body)
    return `${answer.status} ${await answer.text()}`;
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(`id: ${lastSeq}\n`)) break;
  }
  return text;
}

const lastVisibleSeq = async (labId: number): Promise<number> => {
  const { rows } = await world.server.db.inSystem((tx) =>
    sql<{ seq: number }>`select max(seq) as seq from events where lab_id = ${labId} and bill_id is not null`.execute(tx),
  );
  return rows[0]?.seq ?? 0;
};

it('nothing of the south is ever read in the north, by any role, at any address', async () => {
  const seq = await lastVisibleSeq(world.north.labId);
  for (const role of ROLES) {
    for (const path of paths) {
      const text = await read(world.north.visitors[role], path, seq);
      // What was asked for may be repeated; what was not must not come.
      expect(text.replaceAll(path, '').includes(CANARY), `${role} ${path}`).toBe(false);
    }
  }
});

it('the south itself reads it: the canary is where this test would see it', async () => {
  const seq = await lastVisibleSeq(world.south.labId);
  const seen = async (role: 'technologist' | 'lab-admin', path: string) =>
    (await read(world.south.visitors[role], path, seq)).includes(CANARY);
  for (const path of [
    '/api/v1/worklist',
    '/api/v1/worklist?tab=done',
    `/api/v1/bills/${world.south.open.billId}/critical-records`,
    `/api/v1/callout-logs?billId=${world.south.told.billId}`,
    '/api/v1/deliveries',
    '/api/v1/me',
  ]) {
    expect(await seen('technologist', path), path).toBe(true);
  }
  for (const path of ['/api/v1/users', '/api/v1/api-keys', '/api/v1/limits', '/api/v1/list-options', '/api/v1/limits/export.csv'])
    expect(await seen('lab-admin', path), path).toBe(true);
});

it('the database itself shows a session of the north no row of the south', async () => {
  const { rows } = await world.server.db.inSystem((tx) =>
    sql<{
      table_name: string;
    }>`select table_name from information_schema.columns where table_schema = 'public' and column_name = 'lab_id'
      and table_name <> 'sessions'`.execute(tx),
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const { table_name } of rows) {
    const seen = await world.server.db.inLab(world.north.labId, (tx) =>
      sql<{ n: number }>`select count(*) as n from ${sql.table(table_name)} where lab_id <> ${world.north.labId}`.execute(tx),
    );
    expect(seen.rows, table_name).toEqual([{ n: 0 }]);
  }
  const people = await world.server.db.inLab(world.north.labId, (tx) =>
    sql<{ username: string }>`select username from users`.execute(tx),
  );
  expect(people.rows.length).toBe(ROLES.length);
  expect(people.rows.every(({ username }) => username.endsWith('.north'))).toBe(true);
});

it('the role of a lab may not read sessions, password hashes or the counters of sign-in at all', async () => {
  for (const table of ['sessions', 'accounts', 'verifications', 'sign_in_throttles']) {
    await expect(
      world.server.db.inLab(world.north.labId, (tx) => sql`select 1 from ${sql.table(table)}`.execute(tx)),
      table,
    ).rejects.toMatchObject({ code: '42501' });
  }
});
