import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { databaseUrl } from '../../../test/url.ts';
import { openDatabase } from '../db.ts';
import { startEmbeddedPostgres } from '../embedded-postgres/index.ts';
import { describeSchema, MIGRATIONS_FOLDER, type Migration, migrate, readMigrations } from './index.ts';

const server = inject('postgresUrl');
const admin = new pg.Client({ connectionString: server });
await admin.connect();
const made: string[] = [];
let url = '';

beforeEach(async () => {
  const name = `migrate_${randomUUID().replaceAll('-', '')}`;
  await admin.query(`create database ${name}`);
  made.push(name);
  url = databaseUrl(server, name);
});
afterAll(async () => {
  for (const name of made) await admin.query(`drop database ${name} with (force)`);
  await admin.end();
});

const file = (number: number, text: string): Migration => ({
  number,
  name: `000${number}_test_x.sql`,
  text,
  checksum: `sum of ${text}`,
});
const query = async (text: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};

describe('migrate', () => {
  it('applies each file once, in order, and records its checksum', async () => {
    const files = [file(1, 'create table one (a integer)'), file(2, 'alter table one add b integer')];
    expect(await migrate(url, files)).toEqual({ applied: ['0001_test_x.sql', '0002_test_x.sql'], version: 2 });
    expect(await migrate(url, files)).toEqual({ applied: [], version: 2 });
    expect(await query('select number, checksum from schema_migrations order by number')).toEqual([
      { number: 1, checksum: 'sum of create table one (a integer)' },
      { number: 2, checksum: 'sum of alter table one add b integer' },
    ]);
  });

  it('lets one of several processes work while the others wait and find nothing left', async () => {
    const files = [file(1, 'create table one (a integer)'), file(2, 'create table two (a integer)')];
    const results = await Promise.all([migrate(url, files), migrate(url, files), migrate(url, files)]);
    expect(results.flatMap(({ applied }) => applied).sort()).toEqual(['0001_test_x.sql', '0002_test_x.sql']);
  });

  it('rolls back a file that fails, keeps those before it, and names file and line', async () => {
    const files = [file(1, 'create table one (a integer)'), file(2, 'create table two (a integer);\nselect nonsense')];
    await expect(migrate(url, files)).rejects.toThrow(/0002_test_x\.sql line 2 failed and was rolled back: .*nonsense/);
    expect(await query(`select to_regclass('one') is not null as one, to_regclass('two') is not null as two`)).toEqual([
      { one: true, two: false },
    ]);
  });

  it('refuses an edited old file by its name', async () => {
    await migrate(url, [file(1, 'create table one (a integer)')]);
    await expect(migrate(url, [file(1, 'create table one (a bigint)')])).rejects.toThrow(
      /0001_test_x\.sql is not the one this database was made with/,
    );
  });

  it('refuses a schema newer than the program', async () => {
    await migrate(url, [file(1, 'select 1'), file(2, 'select 2')]);
    await expect(migrate(url, [file(1, 'select 1')])).rejects.toThrow(/schema version 2 .*this program knows only up to 1/);
  });

  it('refuses a file that slips in behind one that already ran', async () => {
    await migrate(url, [file(1, 'select 1'), file(3, 'select 3')]);
    await expect(migrate(url, [file(1, 'select 1'), file(2, 'select 2'), file(3, 'select 3')])).rejects.toThrow(
      /0002_test_x\.sql would run after 0003/,
    );
  });

  it('says which right an account without CREATEROLE lacks', async () => {
    const account = `weak_${randomUUID().slice(0, 8)}`;
    await admin.query(`create role ${account} login`);
    await admin.query(`alter database ${made.at(-1)} owner to ${account}`);
    const weakUrl = url.replace('//callout@', `//${account}@`);
    try {
      await expect(migrate(weakUrl, [file(1, 'create role never_made')])).rejects.toThrow(/needs CREATEROLE/);
    } finally {
      await query(`drop owned by ${account} cascade`).catch(() => undefined);
      await admin.query(`alter database ${made.at(-1)} owner to callout`);
      await admin.query(`drop role ${account}`);
    }
  });
});

describe('a PostgreSQL of its own', () => {
  it('is migrated by an account that has CREATEROLE and owns the database, without being superuser', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callout-own-'));
    chmodSync(folder, 0o711);
    const own = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), isDurable: false });
    try {
      const client = new pg.Client({ connectionString: own.url });
      await client.connect();
      await client.query('create role operator login createrole');
      await client.query('create database callout owner operator');
      await client.end();
      const url = databaseUrl(own.url, 'callout').replace('//callout@', '//operator@');
      expect((await migrate(url)).applied).toHaveLength(readMigrations().length);
      const db = openDatabase({ url });
      expect(
        await db.inLab(
          1,
          async (tx) => (await sql<{ who: string }>`select current_user as who from (select 1) x`.execute(tx)).rows,
        ),
      ).toEqual([{ who: 'critical_callout_app' }]);
      await db.close();
    } finally {
      await own.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the migrations of this program', () => {
  it('make exactly what schema.sql says', async () => {
    await migrate(url);
    expect(await describeSchema(url)).toBe(readFileSync(join(MIGRATIONS_FOLDER, '../schema.sql'), 'utf8'));
  });

  it('have one number each', () => {
    const numbers = readMigrations().map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
