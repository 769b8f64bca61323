import { ROLES } from '@critical-callout/domain/auth';
import { streamXlsxRows } from 'hucre/xlsx';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Visitor } from '../lab.ts';
import { type Side, startTwoLabs, type TwoLabs } from '../two-labs.ts';

/** In every text of the south, and nowhere else. */
const CANARY = 'QZXVJK';

/** Queries a reading route needs, or that make it look further; a route that answers nobody without one fails the test below. */
const QUERIES: Record<string, (south: Side) => string[]> = {
  '/api/v1/worklist': () => ['', '?tab=done', `?q=${CANARY}`, `?tab=done&q=${CANARY}`],
  '/api/v1/deliveries': ({ told }) => ['', `?billId=${told.billId}`],
  '/api/v1/callout-logs': ({ told }) => [`?billId=${told.billId}`, `?labReportId=${told.reportIds[0]}`],
  '/api/v1/search': ({ told }) => [`?q=Sample`, `?q=Sample${CANARY}`, `?q=${told.billNumber}`],
  '/api/v1/templates/history': () => ['?channel=email&language=en&purpose=first'],
  '/api/v1/exports/callouts.csv': () => [PERIOD, `${PERIOD}&q=${CANARY}`],
  '/api/v1/exports/callouts.xlsx': () => [PERIOD, `${PERIOD}&q=${CANARY}`],
};
const PERIOD = '?from=2026-11-01&to=2026-12-01';

let world: TwoLabs;
/** The addresses of every reading route: with every id of both labs where it names one, and its queries. */
let paths: Map<string, string[]>;
beforeAll(async () => {
  world = await startTwoLabs(CANARY);
  const ids = [
    ...new Set([world.south, world.north].flatMap(({ own, told }) => [...Object.values(own), told.billId, ...told.reportIds])),
  ];
  const reads = world.server.app.http.routeTable.filter(
    ({ method, url }) => method === 'GET' && url !== '/*' && !url.startsWith('/a/'),
  );
  paths = new Map(
    reads.map(({ url }) => {
      const named = url.includes('/:') ? ids.map((id) => url.replace(/:\w+/, String(id))) : [url];
      return [url, named.flatMap((path) => (QUERIES[url]?.(world.south) ?? ['']).map((query) => path + query))];
    }),
  );
  for (const open of ['/healthz', '/readyz', '/metrics', '/openapi.json']) paths.set(open, [open]);
});
afterAll(() => world?.server.close());

/** All of an answer's text: a sheet's cells, and of a live stream everything until the lab's own last event has come. */
async function read(visitor: Visitor, path: string, lastSeq: number): Promise<{ status: number; text: string }> {
  const answer = await visitor.get(path, { 'last-event-id': '0' });
  const { status } = answer;
  const type = answer.headers.get('content-type') ?? '';
  if (type.includes('spreadsheetml')) {
    const cells: unknown[] = [];
    for await (const row of streamXlsxRows(new Uint8Array(await answer.arrayBuffer()))) cells.push(row);
    return { status, text: JSON.stringify(cells) };
  }
  if (!type.startsWith('text/event-stream') || !answer.body) return { status, text: await answer.text() };
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(`id: ${lastSeq}\n`)) break;
  }
  return { status, text };
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
    for (const path of [...paths.values()].flat()) {
      const { text } = await read(world.north.visitors[role], path, seq);
      // What was asked for may be repeated; what was not must not come.
      expect(text.replaceAll(path, '').includes(CANARY), `${role} ${path}`).toBe(false);
    }
  }
});

it('every reading route was really read, and the south sees its canary where texts are shown', async () => {
  const seq = await lastVisibleSeq(world.south.labId);
  const withCanary: string[] = [];
  for (const [route, addresses] of paths) {
    let isAnswered = false;
    for (const path of addresses) {
      for (const role of ['technologist', 'supervisor', 'lab-admin', 'integrator', 'auditor'] as const) {
        const { status, text } = await read(world.south.visitors[role], path, seq);
        isAnswered ||= status === 200;
        if (text.replaceAll(path, '').includes(CANARY)) withCanary.push(route);
      }
    }
    expect(isAnswered, `${route} answered 200 to nobody: does it need a query (QUERIES)?`).toBe(true);
  }
  expect(withCanary).toEqual(
    expect.arrayContaining([
      '/api/v1/me',
      '/api/v1/users',
      '/api/v1/api-keys',
      '/api/v1/directory/doctors',
      '/api/v1/directory/organizations',
      '/api/v1/directory/wards',
      '/api/v1/directory/persons',
      '/api/v1/directory/contact-points',
      '/api/v1/directory/delegations',
      '/api/v1/directory/schedules',
      '/api/v1/directory/tasks',
      '/api/v1/directory/schedules/:id',
      '/api/v1/directory/schedules/:id/preview',
      '/api/v1/directory/schedules/:id/feed',
      '/api/v1/directory/feed-names',
      '/api/v1/directory/export.csv',
      '/api/v1/repeat-rules',
      '/api/v1/limits',
      '/api/v1/limits/export.csv',
      '/api/v1/list-options',
      '/api/v1/escalation-policies',
      '/api/v1/worklist',
      '/api/v1/bills/:id/critical-records',
      '/api/v1/callout-logs',
      '/api/v1/deliveries',
      '/api/v1/deliveries/:id',
      '/api/v1/search',
      '/api/v1/exports/callouts.csv',
      '/api/v1/exports/callouts.xlsx',
    ]),
  );
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
