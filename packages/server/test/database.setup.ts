import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/index.ts';
import { migrate } from '../src/platform/migrate/index.ts';
import { databaseUrl } from './url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser URL of the run's own PostgreSQL, whose database `callout_template` is migrated and empty. */
    postgresUrl: string;
  }
}

/** One PostgreSQL for the whole run, without fsync: nothing here survives the run, and crash tests start their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'callout-test-'));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs under another account, which has to get in
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), isDurable: false });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query('create database callout_template');
  await admin.end();
  await migrate(databaseUrl(server.url, 'callout_template'));
  project.provide('postgresUrl', server.url);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
