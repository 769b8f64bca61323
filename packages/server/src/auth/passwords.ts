import { passwordProblem } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { FastifyReply } from 'fastify';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { ACCESS_CATEGORY, type AuthEvent, type AuthPorts } from './ports.ts';
import { deleteSessions } from './queries.ts';
import type { Account } from './session.ts';
import { admitSignIn } from './sign-in.ts';
import { forgiveTry } from './throttle.ts';

type Person = { id: string; name: string; username: string; email: string; labs: { id: number; code: string; name: string }[] };

/** Refuses what may not become a password; `context` is what others know of the person and the lab. */
export function requirePassword(password: string, context: string[], field = 'password'): void {
  const problem = passwordProblem(password, context);
  if (problem) throw new Refused(refusal('auth.weak-password', problem, { field }));
}

export async function insertPassword(tx: Tx, userId: string, passwordHash: string, now: Date): Promise<void> {
  await sql`insert into accounts (id, user_id, provider_id, account_id, password, created_at, updated_at)
    values (${`credential-${userId}`}, ${userId}, 'credential', ${userId}, ${passwordHash}, ${now}, ${now})
    on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = excluded.updated_at`.execute(
    tx,
  );
}

/** A new password for a user, by the operator of the server; every session of theirs ends. */
export async function setPassword(
  deps: Deps,
  ports: AuthPorts,
  userName: string,
  password: string,
  actor: AuthEvent['actor'],
): Promise<void> {
  const person = await deps.db.inSystem((tx) => findPerson(tx, userName.toLowerCase()));
  if (!person) throw new Refused(refusal('auth.unknown-user', `There is no user "${userName}".`, { field: 'userName' }), 404);
  await replacePassword(deps, ports, person, password, actor);
}

type Change = { account: Account | null; address: string; reply: FastifyReply; currentPassword: string; newPassword: string };

/** One's own password, with the present one; ends every session, this one too. Guesses are throttled like sign-ins. */
export async function changeOwnPassword(
  deps: Deps,
  ports: AuthPorts,
  { account, address, reply, currentPassword, newPassword }: Change,
): Promise<void> {
  if (!account) throw new Refused(refusal('auth.key-has-no-password', 'An API key has no password to change.'), 403);
  const found = await deps.db.inSystem((tx) => findPersonWithHash(tx, account.userId));
  const attempt = { name: found?.username ?? '', address, now: deps.clock.now() };
  await admitSignIn(deps, attempt, reply);
  if (!found?.password || !(await verifyPassword({ hash: found.password, password: currentPassword }))) {
    throw new Refused(refusal('auth.wrong-password', 'The current password is wrong.', { field: 'currentPassword' }), 403);
  }
  await deps.db.inSystem((tx) => forgiveTry(tx, attempt));
  await replacePassword(
    deps,
    ports,
    found,
    newPassword,
    { user_id: found.id, name: found.name, kind: 'user' },
    {
      field: 'newPassword',
    },
  );
}

export async function replacePassword(
  deps: Deps,
  { appendEvents }: AuthPorts,
  person: Person,
  password: string,
  actor: AuthEvent['actor'],
  { field = 'password', alongside }: { field?: string; alongside?: (tx: Tx) => Promise<void> } = {},
): Promise<void> {
  const context = [person.name, person.username, person.email, ...person.labs.flatMap(({ code, name }) => [code, name])];
  requirePassword(password, context, field);
  const hash = await hashPassword(password);
  const now = deps.clock.now();
  await deps.db.inSystem(async (tx) => {
    await alongside?.(tx);
    await insertPassword(tx, person.id, hash, now);
    await deleteSessions(tx, person.id);
    for (const { id } of person.labs) {
      const text = `Password set - ${person.name}`;
      await appendEvents(tx, id, [
        { at: now, category: ACCESS_CATEGORY, type: 'user-changed', text, actor, user_id: person.id, changed: ['password'] },
      ]);
    }
  });
}

const personColumns = sql`u.id, u.name, u.username, u.email, coalesce((select json_agg(json_build_object('id', l.id, 'code', l.code, 'name', l.name) order by l.id)
  from memberships m join labs l on l.id = m.lab_id where m.user_id = u.id), '[]') as labs`;

async function findPerson(tx: Tx, userName: string): Promise<Person | undefined> {
  return (await sql<Person>`select ${personColumns} from users u where u.username = ${userName}`.execute(tx)).rows[0];
}

export async function findPersonWithHash(tx: Tx, userId: string): Promise<(Person & { password: string | null }) | undefined> {
  const found = await sql<Person & { password: string | null }>`select ${personColumns}, a.password from users u
    left join accounts a on a.user_id = u.id and a.provider_id = 'credential' where u.id = ${userId}`.execute(tx);
  return found.rows[0];
}
