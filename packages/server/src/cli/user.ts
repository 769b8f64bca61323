import type { User } from '@critical-callout/contract/auth';
import { ROLES, type Role } from '@critical-callout/domain/auth';
import { type Command, Option } from 'commander';
import { appendEvents } from '../audit/index.ts';
import { changeUser, createUser, findUserByUserName, listUsers, OPERATOR, setPassword } from '../auth/index.ts';
import type { Database } from '../platform/db.ts';
import { askPassword } from './ask-password.ts';
import { type LabName, listLabs } from './labs.ts';
import { withDeps } from './with-deps.ts';

type Add = {
  lab: string;
  userName: string;
  name: string;
  email?: string;
  role: Role;
  docType?: '0' | '2';
  doctor?: string;
  departmentDataType?: '0' | '1';
  department?: string[];
  join?: boolean;
  json?: boolean;
};

const PAGE = 200;

export function userCommand(program: Command): void {
  const user = program.command('user').description('who may sign in');
  user
    .command('add')
    .description('add somebody to a lab; the password is asked for, or read from standard input')
    .requiredOption('--lab <code>', 'the lab')
    .requiredOption('--user-name <name>', 'what they sign in with')
    .requiredOption('--name <name>', 'their name, as callouts show it')
    .option('--email <address>', 'their e-mail address; they may sign in with it too')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).makeOptionMandatory())
    .addOption(new Option('--doc-type <type>', 'role doctor: 0 in-house, 2 referral').choices(['0', '2']))
    .option('--doctor <code>', 'role doctor: the doctor of the directory they are')
    .addOption(
      new Option('--department-data-type <type>', 'lab users: 0 departments of the session, 1 of the user').choices(['0', '1']),
    )
    .option('--department <code...>', 'their departments')
    .option('--join', 'the user name exists in another lab and is the same person; their password stays')
    .option('--json', 'print the result as JSON')
    .action(add);
  user
    .command('list')
    .description('the users of a lab')
    .requiredOption('--lab <code>', 'the lab')
    .option('--json', 'print them as JSON')
    .action(list);
  user
    .command('set-password')
    .description('give a user a new password and end their sessions; it is asked for, or read from standard input')
    .requiredOption('--user-name <name>', 'the user')
    .action(({ userName }: { userName: string }) =>
      withDeps(async (deps) => {
        await setPassword(deps, { appendEvents }, userName, await askPassword(userName), OPERATOR);
        process.stdout.write(`${userName} has a new password; every session of theirs has ended.\n`);
      }),
    );
  user
    .command('disable')
    .description('take a user out of a lab at once; what they did stays')
    .requiredOption('--lab <code>', 'the lab')
    .requiredOption('--user-name <name>', 'the user')
    .action(disable);
}

async function add(options: Add): Promise<void> {
  const { lab, userName, name, email, role, json, join: isJoining } = options;
  const userId = await withDeps(async (deps) => {
    const labId = await labIdOf(deps.db, lab);
    const departmentIds = await idsOf(deps.db, labId, 'departments', options.department ?? []);
    const [doctorId] = await idsOf(deps.db, labId, 'doctors', options.doctor === undefined ? [] : [options.doctor]);
    const docType = options.docType === undefined ? undefined : options.docType === '0' ? 0 : 2;
    const departmentDataType = options.departmentDataType === undefined ? undefined : options.departmentDataType === '0' ? 0 : 1;
    const password = isJoining ? undefined : await askPassword(userName);
    const access = { role, docType, doctorId, departmentDataType, departmentIds } as const;
    return (await createUser(deps, { appendEvents }, { labId, userName, name, email, password, isJoining, ...access })).userId;
  });
  process.stdout.write(
    json ? `${JSON.stringify({ userId, userName, lab, role })}\n` : `${userName} is added to ${lab} as ${role}.\n`,
  );
}

async function list({ lab, json }: { lab: string; json?: boolean }): Promise<void> {
  const users = await withDeps(async ({ db }) => listAll(db, await labIdOf(db, lab)));
  const line = (user: User) =>
    [user.userName.padEnd(24), user.role.padEnd(13), user.isActive ? 'active  ' : 'disabled', user.name].join('  ');
  process.stdout.write(json ? `${JSON.stringify(users)}\n` : users.map((user) => `${line(user)}\n`).join(''));
}

async function listAll(db: Database, labId: number): Promise<User[]> {
  const users: User[] = [];
  let page: User[];
  do {
    const after = users.at(-1)?.userName ?? null;
    page = await db.inLab(labId, (tx) => listUsers(tx, labId, { after, limit: PAGE }));
    users.push(...page);
  } while (page.length === PAGE);
  return users;
}

async function disable({ lab, userName }: { lab: string; userName: string }): Promise<void> {
  await withDeps(async (deps) => {
    const labId = await labIdOf(deps.db, lab);
    const user = await deps.db.inLab(labId, (tx) => findUserByUserName(tx, labId, userName));
    if (!user) throw new Error(`There is no user "${userName}" in ${lab}. "user list --lab ${lab}" shows who there is.`);
    await changeUser(deps, { appendEvents }, { labId, userId: user.id, change: { isActive: false }, actor: OPERATOR });
  });
  process.stdout.write(`${userName} is disabled in ${lab}.\n`);
}

async function labIdOf(db: Database, code: string): Promise<number> {
  const [{ id }] = (await listLabs(db, code)) as [LabName];
  return id;
}

/** Codes of the lab's directory as ids; an unknown code is named. */
async function idsOf(db: Database, labId: number, table: 'departments' | 'doctors', codes: string[]): Promise<number[]> {
  if (codes.length === 0) return [];
  const rows = await db.inLab(labId, (tx) =>
    tx.selectFrom(table).select(['id', 'code']).where('lab_id', '=', labId).where('code', 'in', codes).execute(),
  );
  const unknown = codes.find((code) => !rows.some((row) => row.code === code));
  if (unknown !== undefined) throw new Error(`The lab has no ${table.slice(0, -1)} with the code "${unknown}".`);
  return rows.map(({ id }) => id);
}
