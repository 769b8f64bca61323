import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyReply } from 'fastify';
import { sql } from 'kysely';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { findPersonWithHash, replacePassword } from './passwords.ts';
import { getPerson } from './people.ts';
import { ACCESS_CATEGORY, type AuthEvent, type AuthPorts } from './ports.ts';
import { admitSignIn } from './sign-in.ts';
import { forgiveTry } from './throttle.ts';
import { hashToken, newToken } from './tokens.ts';

const HOURS = 24;

/**
 * A link by which somebody chooses their password, for the administrator to hand over; an older one is void. An account of
 * several labs is everybody's of them: one lab's administrator must not get hold of it, so the operator resets it.
 */
export function makeResetLink(
  { db, clock, config }: Deps,
  ports: AuthPorts,
  { labId, userId, actor }: { labId: number; userId: string; actor: AuthEvent['actor'] },
): Promise<{ link: string; expiresAt: string }> {
  const at = clock.now();
  const expiresAt = new Date(at.getTime() + HOURS * 3_600_000);
  const token = newToken();
  return db.inSystem(async (tx) => {
    const person = await getPerson(tx, labId, userId, at);
    const { rows } = await sql<{ labs: number; isSupport: boolean }>`
      select count(*) as labs, bool_or(kind = 'support') as "isSupport" from memberships where user_id = ${userId}`.execute(tx);
    if (rows[0]?.isSupport || (rows[0]?.labs ?? 0) > 1) {
      const message =
        'This account works in several labs or for support; its password is reset at the command line (user set-password).';
      throw new Refused(refusal('auth.reset-by-operator', message), 409);
    }
    if (!person.isActive) throw new Refused(refusal('auth.inactive', 'This user is not active; make them active first.'), 409);
    await sql`update password_resets set voided_at = ${at} where user_id = ${userId} and used_at is null and voided_at is null`.execute(
      tx,
    );
    await sql`insert into password_resets (lab_id, user_id, token_hash, created_by, created_at, expires_at)
      values (${labId}, ${userId}, ${hashToken(token)}, ${actor.user_id ?? actor.name}, ${at}, ${expiresAt})`.execute(tx);
    const text = `Reset link made - ${person.name}`;
    await ports.appendEvents(tx, labId, [
      { at, category: ACCESS_CATEGORY, type: 'reset-link-made', text, actor, user_id: userId, expires_at: expiresAt },
    ]);
    // After the #: what a browser asks servers for, and what proxies log, does not hold it.
    return { link: `${config.publicUrl}/reset-password#${token}`, expiresAt: expiresAt.toISOString() };
  });
}

type Using = { token: string; newPassword: string; address: string; reply: FastifyReply };

/** The one answer to every link that does not hold: unknown, used, void, too old. Guesses are throttled like sign-ins. */
export async function useResetLink(deps: Deps, ports: AuthPorts, { token, newPassword, address, reply }: Using): Promise<void> {
  const now = deps.clock.now();
  const attempt = { name: 'reset link', address, now };
  await admitSignIn(deps, attempt, reply);
  const hash = hashToken(token);
  const userId = await deps.db.inSystem(async (tx) => {
    const { rows } = await sql<{ userId: string }>`select r.user_id as "userId" from password_resets r
      join memberships m on m.lab_id = r.lab_id and m.user_id = r.user_id and m.is_active
      where r.token_hash = ${hash} and r.used_at is null and r.voided_at is null and r.expires_at > ${now}`.execute(tx);
    return rows[0]?.userId;
  });
  const person = userId === undefined ? undefined : await deps.db.inSystem((tx) => findPersonWithHash(tx, userId));
  if (!person) throw notHolding();
  await deps.db.inSystem((tx) => forgiveTry(tx, attempt));
  await replacePassword(
    deps,
    ports,
    person,
    newPassword,
    { user_id: person.id, name: person.name, kind: 'user' },
    {
      field: 'newPassword',
      // Twice at the same moment: the second finds it used, and its password is not written.
      alongside: async (tx) => {
        const { rows } = await sql`update password_resets set used_at = ${now}
        where token_hash = ${hash} and used_at is null and voided_at is null returning 1`.execute(tx);
        if (rows.length === 0) throw notHolding();
      },
    },
  );
}

const notHolding = (): Refused =>
  new Refused(refusal('auth.reset-link', 'This link is used, too old or not whole. Ask your administrator for a new one.'), 410);
