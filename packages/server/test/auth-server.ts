import { sql } from 'kysely';
import { appendEvents } from '../src/audit/index.ts';
import { authPlugin, type CreateUser, createUser } from '../src/auth/index.ts';
import { readConfig } from '../src/platform/config.ts';
import type { Deps } from '../src/platform/deps.ts';
import { createHttp, type Http } from '../src/platform/http.ts';
import { createLogger } from '../src/platform/log.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { TEST_ORIGIN, TEST_PASSWORD } from './sign-in.ts';

export type AuthServer = {
  app: Http;
  deps: Deps;
  database: TestDatabase;
  /** Moves the one clock everything here reads. */
  pass: (minutes: number) => void;
  addLab: (code: string) => Promise<number>;
  addUser: (user: Partial<CreateUser> & Pick<CreateUser, 'labId' | 'userName'>) => Promise<string>;
  stop: () => Promise<void>;
};

/** The sign-in and its guard alone on a database of their own, with whatever routes the test adds. */
export async function startAuth(routes: (app: Http) => void = () => undefined, publicUrl = TEST_ORIGIN): Promise<AuthServer> {
  const database = await createTestDatabase();
  const { db } = database;
  let now = new Date('2026-03-02T08:00:00Z');
  const { config } = readConfig({ CALLOUT_PUBLIC_URL: publicUrl, CALLOUT_SECRET: 'a-secret-of-tests-only-0123456789-abcdef' });
  const deps: Deps = {
    db,
    clock: { now: () => now },
    config: { ...config, secret: config.secret ?? '' },
    log: createLogger('fatal'),
  };
  const app = await createHttp(deps);
  await app.register(authPlugin(deps, { appendEvents }));
  routes(app);
  await app.ready();
  return {
    app,
    deps,
    database,
    pass: (minutes) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    addLab: async (code) =>
      db.inSystem(async (tx) => {
        const name = `Laboratory ${code}`;
        const { rows } = await sql<{
          id: number;
        }>`insert into labs (code, name, created_at) values (${code}, ${name}, ${now}) returning id`.execute(tx);
        return rows[0]?.id ?? 0;
      }),
    addUser: async (user) => {
      const made = await createUser(
        deps,
        { appendEvents },
        { name: `Person ${user.userName}`, role: 'caller', password: TEST_PASSWORD, ...user },
      );
      return made.userId;
    },
    stop: async () => {
      await app.close();
      await database.drop();
    },
  };
}
