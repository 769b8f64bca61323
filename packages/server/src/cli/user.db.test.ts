import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';

const PASSWORD = 'seven brown kettles sing';

/** The commands as a shell starts them: a process of its own, its password through a pipe. */
const MAIN = `
  import { Command } from 'commander';
  import { apiKeyCommand } from '${import.meta.dirname}/api-key.ts';
  import { describeFailure } from '${import.meta.dirname}/failure.ts';
  import { userCommand } from '${import.meta.dirname}/user.ts';
  const program = new Command('critical-callout');
  userCommand(program);
  apiKeyCommand(program);
  const args = process.argv.slice(1);
  await program.parseAsync(args, { from: 'user' }).catch((error) => { console.error(describeFailure(error, args)); process.exitCode = 1; });
`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.inSystem((tx) =>
    sql`insert into labs (code, name, created_at) values ('north', 'Northside', now()), ('south', 'Southside', now())`.execute(
      tx,
    ),
  );
  await database.db.inSystem((tx) =>
    sql`insert into departments (lab_id, code, name) select id, 'CH', 'Chemistry' from labs`.execute(tx),
  );
});
afterAll(() => database.drop());

async function run(args: string[], input = ''): Promise<{ code: number | null; out: string; err: string }> {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    CALLOUT_SECRET: 'a-secret-of-tests-only-0123456789-abcdef',
    CALLOUT_LOG_LEVEL: 'warn',
  };
  const child = spawn(process.execPath, ['--input-type=module', '-e', MAIN, '--', ...args], { env, cwd: import.meta.dirname });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

const types = async () =>
  (await database.db.inSystem((tx) => sql<{ type: string }>`select type from events order by lab_id, seq`.execute(tx))).rows.map(
    ({ type }) => type,
  );

describe('user and api-key', () => {
  const add = [
    'user',
    'add',
    '--lab',
    'north',
    '--user-name',
    'M.Osei',
    '--name',
    'Maria Osei',
    '--role',
    'integrator',
    '--department',
    'CH',
  ];

  it('adds a user with a password from standard input', async () => {
    const added = await run([...add, '--json'], `${PASSWORD}\n`);
    expect(added.err).toBe('');
    expect(JSON.parse(added.out)).toMatchObject({ userName: 'M.Osei', lab: 'north', role: 'integrator' });
  });

  it('joins a user to another lab, lists and disables', async () => {
    const joined = await run([
      'user',
      'add',
      '--lab',
      'south',
      '--user-name',
      'm.osei',
      '--name',
      'Maria Osei',
      '--role',
      'auditor',
      '--join',
    ]);
    expect(joined).toMatchObject({ code: 0, out: 'm.osei is added to south as auditor.\n' });
    const listed = await run(['user', 'list', '--lab', 'north', '--json']);
    expect(JSON.parse(listed.out)).toMatchObject([
      { userName: 'm.osei', role: 'integrator', departmentIds: [1], isActive: true },
    ]);
    expect((await run(['user', 'disable', '--lab', 'south', '--user-name', 'm.osei'])).code).toBe(0);
    expect((await run(['user', 'list', '--lab', 'south'])).out).toMatch(/^m\.osei +auditor +disabled +Maria Osei\n$/);
    expect(await types()).toEqual(['user-added', 'user-added', 'user-changed']);
  });

  it('makes a key for the user, alone on standard output, within what they may do', async () => {
    const create = ['api-key', 'create', '--lab', 'north', '--user-name', 'm.osei', '--name', 'feed', '--permission'];
    const made = await run([...create, 'messages.send']);
    expect(made.err).toContain('It is not shown again');
    expect(made.out).toMatch(/^cck_[\w-]{43}\n$/);
    expect(await run([...create, 'audit.read'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('which is not: audit.read'),
    });
    expect(await run([...create, 'messages.send', '--days', '400'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('--days 400'),
    });
  });

  it('sets a password, and takes none that is weak', async () => {
    const weak = await run(['user', 'set-password', '--user-name', 'm.osei'], 'short\n');
    expect(weak).toMatchObject({ code: 1, err: expect.stringContaining('at least 15') });
    expect((await run(['user', 'set-password', '--user-name', 'm.osei'], 'quiet orange ladders\n')).code).toBe(0);
    expect(await run(['user', 'set-password', '--user-name', 'm.osei'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('No password on standard input'),
    });
  });

  it.each([
    ['an unknown lab', ['user', 'list', '--lab', 'west'], 'There are: north, south'],
    ['an unknown department', [...add.slice(0, -1), 'XX'], 'no department with the code "XX"'],
    ['a taken user name', add, 'cannot be used'],
    ['an unknown user', ['user', 'disable', '--lab', 'north', '--user-name', 'nobody'], 'no user "nobody"'],
  ])('%s is said, with exit code 1', async (_what, args, message) => {
    const { code, err } = await run(args, `${PASSWORD}\n`);
    expect(err).toContain(message);
    expect(code).toBe(1);
  });
});
