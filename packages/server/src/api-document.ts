import { createApp } from './app.ts';
import { systemClock } from './platform/clock.ts';
import { readConfig } from './platform/config.ts';
import { type Database, openDatabase } from './platform/db.ts';
import { createLogger } from './platform/log.ts';
import type { ApiDocument } from './platform/openapi-types.ts';

/** What `/openapi.json` answers, made of the routes alone: no database is opened and nothing listens. */
export async function readApiDocument(): Promise<ApiDocument> {
  // Never connected: a pool opens its first connection with the first statement, and none is sent.
  const unopened = openDatabase({ url: 'postgres://127.0.0.1:1/none' });
  const db: Database = { ...unopened, listen: async () => async () => undefined };
  const { config } = readConfig({ CALLOUT_SECRET: 'x'.repeat(32) });
  const log = createLogger('silent', { write: () => undefined });
  const app = await createApp({ db, clock: systemClock, config: { ...config, secret: 'x'.repeat(32) }, log }, new Set());
  try {
    return (await app.http.inject('/openapi.json')).json<ApiDocument>();
  } finally {
    await app.close();
    await unopened.close();
  }
}
