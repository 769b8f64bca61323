import type { Role } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { type App, createApp, SERVER_ROLES, type ServerRole } from '../src/app.ts';
import { appendEvents } from '../src/audit/index.ts';
import { type CreateUser, createUser } from '../src/auth/index.ts';
import { readConfig } from '../src/platform/config.ts';
import type { Database } from '../src/platform/db.ts';
import type { Deps } from '../src/platform/deps.ts';
import { findFreePort } from '../src/platform/free-port.ts';
import { createLogger } from '../src/platform/log.ts';
import { type MovableClock, movableClock } from './clock.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { TEST_PASSWORD } from './sign-in.ts';

export type LabOptions = {
  now?: Date | string;
  roles?: readonly ServerRole[];
  /** Further settings, by their names in the environment (SMTP_URL …). */
  env?: Record<string, string>;
  /** A database that outlives this start of the application: for tests that stop it and start it again. */
  database?: TestDatabase;
  onStatement?: (text: string) => void;
  /** Every log line, for tests that look for what must not be there. */
  onLog?: (line: string) => void;
};

/** Somebody signed in: fetch with their cookie and, for what changes something, the Origin a browser would send. */
export type Visitor = {
  userId: string;
  headers: { cookie: string; origin: string };
  get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  send: (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>;
};

export type Lab = {
  baseUrl: string;
  mllpPort: number;
  db: Database;
  url: string;
  deps: Deps;
  app: App;
  clock: MovableClock;
  labId: number;
  /** Makes a user with this role (once per name) and signs them in through the door. */
  signIn: (role?: Role, more?: Partial<CreateUser>) => Promise<Visitor>;
  /** Closes the application, and drops the database unless it was given. */
  close: () => Promise<void>;
};

/** The whole application on a database of its own, with a clock that only the test moves. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { roles = SERVER_ROLES, env = {}, onStatement, onLog = () => undefined } = options;
  const database = options.database ?? (await createTestDatabase());
  const db = database.open({ onStatement });
  const clock = movableClock(options.now);
  const httpPort = await findFreePort();
  const { config } = readConfig({
    DATABASE_URL: database.url,
    CALLOUT_SECRET: 'a secret of forty characters for tests..',
    CALLOUT_HTTP_PORT: String(httpPort),
    CALLOUT_MLLP_PORT: '0',
    CALLOUT_LOG_LEVEL: 'debug',
    ...env,
  });
  const log = createLogger(config.logLevel, { write: onLog });
  const deps: Deps = { db, clock, config: { ...config, secret: config.secret ?? '' }, log };
  const labId = await findOrMakeLab(db, clock.now());
  const app = await createApp(deps, new Set(roles));
  const { mllpPort } = await app.listen();
  const baseUrl = config.publicUrl;
  return {
    baseUrl,
    mllpPort: mllpPort ?? 0,
    db,
    url: database.url,
    deps,
    app,
    clock,
    labId,
    signIn: (role = 'technologist', more = {}) => signIn(deps, baseUrl, labId, role, more),
    close: async () => {
      await app.close();
      await db.close();
      if (!options.database) await database.drop();
    },
  };
}

/** `practice` with one source that the MLLP port of the configuration belongs to. */
function findOrMakeLab(db: Database, now: Date): Promise<number> {
  return db.inSystem(async (tx) => {
    const found = await tx.selectFrom('labs').select('id').orderBy('id').limit(1).executeTakeFirst();
    if (found) return found.id;
    const { id } = await tx
      .insertInto('labs')
      .values({ code: 'practice', name: 'Practice Laboratory', created_at: now })
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx.insertInto('sources').values({ lab_id: id, code: 'LIS', name: 'Laboratory system', mllp_port: 0 }).execute();
    return id;
  });
}

async function signIn(deps: Deps, baseUrl: string, labId: number, role: Role, more: Partial<CreateUser>): Promise<Visitor> {
  const userName = more.userName ?? `${role}.${labId}`;
  const known = await deps.db.inSystem((tx) =>
    sql<{ id: string }>`select id from users where username = ${userName}`.execute(tx),
  );
  const userId =
    known.rows[0]?.id ??
    (await createUser(deps, { appendEvents }, { labId, role, name: `Test ${role}`, password: TEST_PASSWORD, ...more, userName }))
      .userId;
  const answer = await fetch(`${baseUrl}/api/auth/sign-in/username`, {
    method: 'POST',
    headers: { origin: baseUrl, 'content-type': 'application/json' },
    body: JSON.stringify({ username: userName, password: more.password ?? TEST_PASSWORD }),
  });
  if (!answer.ok) throw new Error(`sign-in of ${userName} answered ${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const headers = { cookie, origin: baseUrl };
  return {
    userId,
    headers,
    get: (path, extra) => fetch(`${baseUrl}${path}`, { headers: { ...headers, ...extra } }),
    send: (method, path, body, extra) =>
      fetch(`${baseUrl}${path}`, {
        method,
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }), ...extra },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
}
