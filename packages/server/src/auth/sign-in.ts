import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyReply } from 'fastify';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { ACCESS_CATEGORY, type AuthPorts } from './ports.ts';
import { deleteOldSessions, findUserByName, touchUser } from './queries.ts';
import { admitTry, forgiveTry, type Try } from './throttle.ts';

/** Counts the try, or refuses it with the time to wait; a refused try is not counted. */
export async function admitSignIn({ db }: Deps, attempt: Try, reply: FastifyReply): Promise<void> {
  await db.inSystem(async (tx) => {
    const waitSeconds = await admitTry(tx, attempt);
    if (waitSeconds === 0) return;
    reply.header('retry-after', String(waitSeconds));
    const clock = `${Math.floor(waitSeconds / 60)}:${String(waitSeconds % 60).padStart(2, '0')}`;
    throw new Refused(
      refusal('auth.throttled', `Too many tries. Try again in ${clock}.`, { retryAfterSeconds: waitSeconds }),
      429,
    );
  });
}

/** The one answer to every wrong combination; the trail of the labs concerned, where there are any, shows the try. */
export async function refuseSignIn({ db }: Deps, ports: AuthPorts, attempt: Try): Promise<Refused> {
  await db.inSystem(async (tx) => {
    const user = await findUserByName(tx, attempt.name);
    for (const labId of user?.labIds ?? []) {
      await ports.appendEvents(tx, labId, [
        {
          at: attempt.now,
          category: ACCESS_CATEGORY,
          type: 'sign-in-failed',
          text: `Sign-in failed - ${user?.name}`,
          actor: { user_id: null, name: 'Not signed in', kind: 'system' },
          user_id: user?.id,
          address: attempt.address,
        },
      ]);
    }
  });
  return new Refused(refusal('auth.wrong-credentials', 'Wrong user name or password.'), 401);
}

export async function noteSignIn({ db }: Deps, ports: AuthPorts, attempt: Try): Promise<void> {
  await db.inSystem(async (tx) => {
    await forgiveTry(tx, attempt);
    const user = await findUserByName(tx, attempt.name);
    if (!user) return;
    await deleteOldSessions(tx, user.id, attempt.now);
    await touchUser(tx, user.id, attempt.now);
    for (const labId of user.labIds) {
      await ports.appendEvents(tx, labId, [
        {
          at: attempt.now,
          category: ACCESS_CATEGORY,
          type: 'signed-in',
          text: `Signed in - ${user.name}`,
          actor: { user_id: user.id, name: user.name, kind: 'user' },
          address: attempt.address,
        },
      ]);
    }
  });
}
