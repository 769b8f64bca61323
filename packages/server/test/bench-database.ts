import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../src/platform/db.ts';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/index.ts';
import { migrate } from '../src/platform/migrate/index.ts';
import type { TestDatabase } from './database.ts';

/** A migrated database on a PostgreSQL of its own, durable as in production: for benches, which run outside Vitest. */
export async function createBenchDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), `callout-bench-${randomUUID().slice(0, 8)}-`));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs under another account, which has to get in
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'data') });
  const pools: ReturnType<typeof openDatabase>[] = [];
  const open: TestDatabase['open'] = (more = {}) => {
    const db = openDatabase({ url: server.url, poolSize: 8, ...more });
    pools.push(db);
    return db;
  };
  await migrate(server.url);
  return {
    url: server.url,
    db: open(),
    open,
    drop: async () => {
      await Promise.all(pools.map((db) => db.close().catch(() => undefined)));
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
