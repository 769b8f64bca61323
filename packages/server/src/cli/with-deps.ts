import { systemClock } from '../platform/clock.ts';
import { readConfig } from '../platform/config.ts';
import { openDatabase } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { createLogger } from '../platform/log.ts';
import { migrate } from '../platform/migrate/index.ts';
import { openStore } from '../platform/store.ts';

/**
 * Runs a command on the database and closes it again. Beside a running server of the same data folder it works on that
 * server's database; otherwise it starts the embedded one for as long as it takes.
 */
export async function withDeps<T>(work: (deps: Deps) => Promise<T>): Promise<T> {
  const { config, warnings } = readConfig(process.env);
  const log = createLogger(config.logLevel);
  for (const warning of warnings) log.warn(warning);
  const store = await openStore(config, log, { isBeside: true });
  try {
    await migrate(store.url);
    const db = openDatabase({ url: store.url, poolSize: config.databasePoolSize });
    try {
      return await work({ db, clock: systemClock, config: store.config, log });
    } finally {
      await db.close();
    }
  } finally {
    await store.close();
  }
}
