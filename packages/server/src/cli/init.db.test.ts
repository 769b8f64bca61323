import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';

const PASSWORD = 'seven brown kettles sing';
const BIN = `${import.meta.dirname}/../../bin/critical-callout.js`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** As a shell starts it: a process of its own, not at a terminal, the password through a pipe. */
async function init(args: string[], input = `${PASSWORD}\n`): Promise<{ code: number | null; out: string; err: string }> {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    CALLOUT_SECRET: 'a-secret-of-tests-only-0123456789-abcdef',
    CALLOUT_LOG_LEVEL: 'warn',
  };
  const child = spawn(process.execPath, [BIN, 'init', ...args], { env });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

const admin = ['--admin-user-name', 'greta', '--admin-name', 'Greta Holm', '--admin-email', 'greta@lab.example'];
const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> =>
  (await database.db.inSystem((tx) => query.execute(tx))).rows;

describe('init', () => {
  it('makes a lab with its source, limits to start from, the policy proven and an administrator', async () => {
    const made = await init(['--code', 'west', '--name', 'Westside', '--zone', 'Europe/Berlin', '--starter-limits', ...admin]);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain('Laboratory "Westside" (west) is made.');
    expect(made.out).toContain('examples from published lists');
    const [lab] = await rows(sql<{
      zone: string;
      is_practice: boolean;
      mllp_port: number;
      policy: object;
      role: string;
      limits: number;
    }>`
      select l.zone, l.is_practice, s.mllp_port, m.role, (select count(*) from limits) as limits,
        (select value from lab_settings x where x.lab_id = l.id and x.key = 'callout_policy') as policy
      from labs l join sources s on s.lab_id = l.id join memberships m on m.lab_id = l.id where l.code = 'west'`);
    expect(lab).toMatchObject({
      zone: 'Europe/Berlin',
      // Until the setup wizard ends it.
      is_practice: true,
      mllp_port: 0,
      role: 'lab-admin',
      policy: { completion: 'proven' },
    });
    expect(lab?.limits).toBeGreaterThan(50);
    const events = await rows(sql<{ type: string }>`select type from events order by seq`);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['lab-created', 'settings-changed', 'user-added']));
  });

  it('begins without limits where nobody asked for them, and says so', async () => {
    const made = await init([
      '--code',
      'east',
      '--name',
      'Eastside',
      '--mllp-port',
      'none',
      '--json',
      ...admin.with(1, 'rolf').with(5, 'rolf@lab.example'),
    ]);
    expect(JSON.parse(made.out)).toMatchObject({ lab: 'east', limits: 0, options: 0 });
  });

  it('names every missing answer at once', async () => {
    const refused = await init(['--code', 'south']);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('Missing: --name, --admin-user-name, --admin-name, --admin-email.');
  });

  it.each([
    ['a code', ['--code', 'No Code'], /--code: lower-case letters/],
    ['a zone', ['--zone', 'Mars/Base'], /--zone: "Mars\/Base" is no IANA time zone/],
    ['a port', ['--mllp-port', '99999'], /--mllp-port: a port from 0 to 65535/],
    ['a user name', ['--admin-user-name', 'Gr eta'], /--admin-user-name: User name/],
    ['an address', ['--admin-email', 'nowhere'], /--admin-email: /],
    ['the code of another lab', ['--code', 'west', '--mllp-port', 'none'], /There is a lab "west" already/],
    ['the port of another source', [], /belongs to source "LIS" of lab "west"/],
  ])('refuses %s that cannot be', async (_what, args, message) => {
    const refused = await init([
      '--code',
      'south',
      '--name',
      'Southside',
      ...admin.with(1, 'sven').with(5, 'sven@lab.example'),
      ...args,
    ]);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(message);
    expect(await rows(sql`select from labs where code = 'south'`)).toEqual([]);
  });

  it('refuses a weak password before anything is made', async () => {
    const refused = await init(
      ['--code', 'south', '--name', 'Southside', '--mllp-port', 'none', ...admin.with(1, 'sven').with(5, 'sven@lab.example')],
      'short\n',
    );
    expect(refused.err).toContain('Nothing was made.');
    expect(await rows(sql`select from labs where code = 'south'`)).toEqual([]);
  });
});
