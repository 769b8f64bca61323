import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../src/platform/db.ts';
import { databaseUrl } from './url.ts';

export type TestDatabase = {
  url: string;
  db: Database;
  /** A further pool on the same database, which sees every statement it sends. */
  open: (options?: { poolSize?: number; onStatement?: (text: string) => void }) => Database;
  drop: () => Promise<void>;
};

/** A migrated, empty database of its own, cloned from the run's template in some ten milliseconds. */
export async function createTestDatabase(options: { onStatement?: (text: string) => void } = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(server, `create database ${name} template callout_template strategy file_copy`);
  const url = databaseUrl(server, name);
  const pools: Database[] = [];
  const open: TestDatabase['open'] = (more = {}) => {
    const db = openDatabase({ url, poolSize: 8, ...more });
    pools.push(db);
    return db;
  };
  return {
    url,
    db: open(options),
    open,
    drop: async () => {
      await Promise.all(pools.map((db) => db.close().catch(() => undefined)));
      await asAdmin(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
