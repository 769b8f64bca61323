import { newApiKeySchema } from '@critical-callout/contract/auth';
import { PERMISSIONS, type Permission, ROLE_PERMISSIONS } from '@critical-callout/domain/auth';
import { type Command, Option } from 'commander';
import { appendEvents } from '../audit/index.ts';
import { createKey, findUserByUserName, OPERATOR } from '../auth/index.ts';
import { type LabName, listLabs } from './labs.ts';
import { withDeps } from './with-deps.ts';

type Create = { lab: string; userName: string; name: string; permission: Permission[]; days: string; json?: boolean };

export function apiKeyCommand(program: Command): void {
  program
    .command('api-key')
    .description('keys for programs')
    .command('create')
    .description('make a key that acts for a user; it is printed once, alone on standard output')
    .requiredOption('--lab <code>', 'the lab')
    .requiredOption('--user-name <name>', 'whom the key acts for; it may do no more than they may')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--permission <permission...>', 'what it may do').choices(PERMISSIONS).makeOptionMandatory())
    .option('--days <number>', 'how many days it is good for, 1 to 365', '90')
    .option('--json', 'print the key and what it may do as JSON')
    .action(create);
}

async function create({ lab, userName, name, permission, days, json }: Create): Promise<void> {
  const wanted = newApiKeySchema.safeParse({ name, permissions: permission, expiresInDays: Number(days) });
  if (!wanted.success) {
    const [issue] = wanted.error.issues;
    throw new Error(
      `${issue?.path[0] === 'expiresInDays' ? `--days ${days}` : `--${String(issue?.path[0])}`}: ${issue?.message}`,
    );
  }
  const made = await withDeps(async (deps) => {
    const [{ id: labId }] = (await listLabs(deps.db, lab)) as [LabName];
    const user = await deps.db.inLab(labId, (tx) => findUserByUserName(tx, labId, userName));
    if (!user?.isActive || user.role === 'support')
      throw new Error(`There is no active user "${userName}" in ${lab} whom a key could act for.`);
    return createKey(
      deps,
      { appendEvents },
      { labId, userId: user.id, permissions: ROLE_PERMISSIONS[user.role] },
      wanted.data,
      OPERATOR,
    );
  });
  if (json) return void process.stdout.write(`${JSON.stringify(made)}\n`);
  process.stdout.write(`${made.key}\n`);
  process.stderr.write(`Key ${made.id} of ${userName}, good until ${made.expiresAt}. It is not shown again.\n`);
}
