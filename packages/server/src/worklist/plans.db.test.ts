import { worklistQuerySchema } from '@critical-callout/contract/worklist';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, seedBill, seedLab } from '../../test/fixture.ts';
import { resolveContacts } from '../directory/index.ts';
import type { Tx } from '../platform/db.ts';
import { readCriticalRecords, readWorklist } from './service.ts';

const ORDERS = 80;
const PAGE = worklistQuerySchema.parse({ tab: 'pending', limit: 200 });
const now = new Date('2026-11-23T10:45:00Z');

let test: TestDatabase;
let lab: Fixture;
const billIds: number[] = [];
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
  for (let order = 0; order < ORDERS; order += 1) billIds.push((await seedBill(test.db, lab)).billId);
  // As on the first day: filled, and not counted by PostgreSQL yet.
  await test.db.pool.query('delete from pg_statistic');
  await test.db.pool.query(
    `update pg_class set reltuples = -1, relpages = 0, relallvisible = 0 where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace`,
  );
});
afterAll(() => test.drop());

/** Results that the statements of one transaction looked at, whether they were wanted or not. */
function countResultsRead(work: (tx: Tx) => Promise<unknown>): Promise<number> {
  return test.db.inLab(lab.labId, async (tx) => {
    await work(tx);
    const { rows } = await sql<{ n: number }>`
      select (seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as n from pg_stat_xact_user_tables where relname = 'results'`.execute(
      tx,
    );
    return rows[0]?.n ?? 0;
  });
}

it.each([
  ['a page of the worklist', (tx: Tx) => readWorklist(tx, lab.session, PAGE, now, resolveContacts), ORDERS],
  ['one order', (tx: Tx) => readCriticalRecords(tx, lab.session, billIds[0] ?? 0, now, resolveContacts), 1],
])('reads the results of %s by their keys on tables PostgreSQL has no statistics of', async (_what, work, orders) => {
  const read = await countResultsRead(work);
  expect(read).toBeGreaterThanOrEqual(orders);
  // Each is looked at for itself and for the openings of its callout, and never for another order.
  expect(read).toBeLessThanOrEqual(orders * 2 + ORDERS);
});
