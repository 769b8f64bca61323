import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from './app.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { readConfig } from './platform/config.ts';
import { openDatabase } from './platform/db.ts';
import type { Deps } from './platform/deps.ts';
import { findFreePort } from './platform/free-port.ts';
import { createLogger, type Logger } from './platform/log.ts';
import { migrate } from './platform/migrate/index.ts';
import { openStore } from './platform/store.ts';
import type { ServerRole } from './server-roles.ts';

export type RunningServer = {
  url: string;
  mllpPort: number | null;
  /** Rejects when the embedded database is gone for good; never settles otherwise. */
  lost: Promise<never>;
  /** Takes no more work, finishes what is in hand, then closes HTTP, MLLP, ticks, pool and embedded server, in that order. */
  close: () => Promise<void>;
};
export type ServerOptions = {
  env: Record<string, string | undefined>;
  roles: ReadonlySet<ServerRole>;
  clock?: Clock;
  log?: Logger;
  /** Runs on the migrated database before any port opens: the demo makes its lab here. */
  prepare?: (deps: Deps) => Promise<void>;
  pages?: readonly FastifyPluginAsyncZod[];
};

/** Configuration → store → schema → rooms → listening. What was opened is closed again when a later step fails. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { env, roles, clock = systemClock, log: givenLog, prepare, pages } = options;
  const { config: read, warnings } = readConfig(env);
  const log = givenLog ?? createLogger(read.logLevel);
  for (const warning of warnings) log.warn(warning);
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of opened.splice(0).reverse()) {
      await closeOne().catch((error: unknown) => log.error({ err: error }, 'closing failed; the rest is closed all the same'));
    }
  };
  try {
    // The address in messages has to be known before the rooms are made, so a free port is looked for first.
    const httpPort = read.httpPort === 0 ? await findFreePort(read.host) : read.httpPort;
    const publicUrl = read.publicUrl.replace(/:0$/, `:${httpPort}`);
    // The rooms are loaded while PostgreSQL, another process, starts.
    const rooms = import('./app.ts');
    rooms.catch(() => undefined); // reported where it is awaited, below
    const store = await openStore({ ...read, httpPort, publicUrl }, log);
    opened.push(store.close);
    const { applied, version } = await migrate(store.url);
    if (applied.length > 0) log.info({ applied, version }, 'database schema brought up to date');
    const db = openDatabase({ url: store.url, poolSize: read.databasePoolSize });
    opened.push(db.close);
    const { createApp } = await rooms;
    const deps: Deps = { db, clock, config: store.config, log };
    await prepare?.(deps);
    const app: App = await createApp(deps, roles, pages);
    opened.push(app.close);
    const { mllpPort } = await app.listen();
    log.info({ url: publicUrl, mllpPort, roles: [...roles] }, 'ready');
    return { url: publicUrl, mllpPort, lost: store.lost, close };
  } catch (error) {
    await close();
    throw error;
  }
}
