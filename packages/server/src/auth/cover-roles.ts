import type { NewCoverRole, Person } from '@critical-callout/contract/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { getPerson } from './people.ts';
import { ACCESS_CATEGORY, type AuthEvent, type AuthPorts } from './ports.ts';

const MAX_DAYS = 92;
const DAY_MS = 86_400_000;

type Whom = { labId: number; userId: string; actor: AuthEvent['actor'] };

/** From now until a day that is named somebody has another role; what they see stays as it is. It replaces one that runs. */
export function giveCoverRole({ db, clock }: Deps, ports: AuthPorts, whom: Whom, wanted: NewCoverRole): Promise<Person> {
  const { labId, userId, actor } = whom;
  const at = clock.now();
  const until = new Date(wanted.until);
  return db.inSystem(async (tx) => {
    const person = await getPerson(tx, labId, userId, at);
    if (person.role === 'doctor' || person.role === 'support') {
      const message = `A ${person.role} sees other orders than laboratory staff and cannot cover for them.`;
      throw new Refused(refusal('auth.cover-kind', message, { field: 'role' }));
    }
    if (wanted.role === person.role)
      throw new Refused(refusal('auth.cover-same', `${person.name} has the role ${wanted.role} already.`, { field: 'role' }));
    if (until <= at || until.getTime() > at.getTime() + MAX_DAYS * DAY_MS) {
      const message = `until ${wanted.until} must lie between now and ${MAX_DAYS} days from now.`;
      throw new Refused(refusal('auth.cover-until', message, { field: 'until' }));
    }
    await sql`update cover_roles set ended_at = ${at} where lab_id = ${labId} and user_id = ${userId} and ended_at is null`.execute(
      tx,
    );
    await sql`insert into cover_roles (lab_id, user_id, role, from_at, until_at, reason, given_by)
      values (${labId}, ${userId}, ${wanted.role}, ${at}, ${until}, ${wanted.reason}, ${actor.name})`.execute(tx);
    const text = `Cover role given - ${person.name} as ${wanted.role} until ${until.toISOString()}`;
    const { role, reason } = wanted;
    await ports.appendEvents(tx, labId, [
      {
        at,
        category: ACCESS_CATEGORY,
        type: 'cover-role-given',
        text,
        actor,
        user_id: userId,
        role,
        until: until.toISOString(),
        reason,
      },
    ]);
    return getPerson(tx, labId, userId, at);
  });
}

/** Ends a cover role before its day; nothing to end changes nothing. */
export function endCoverRole({ db, clock }: Deps, ports: AuthPorts, { labId, userId, actor }: Whom): Promise<Person> {
  const at = clock.now();
  return db.inSystem(async (tx) => {
    const { name } = await getPerson(tx, labId, userId, at);
    const { rows } = await sql<{ role: string }>`update cover_roles set ended_at = ${at}
      where lab_id = ${labId} and user_id = ${userId} and ended_at is null and until_at > ${at} returning role`.execute(tx);
    if (rows[0]) {
      const text = `Cover role ended - ${name} as ${rows[0].role}`;
      await ports.appendEvents(tx, labId, [
        { at, category: ACCESS_CATEGORY, type: 'cover-role-ended', text, actor, user_id: userId, role: rows[0].role },
      ]);
    }
    return getPerson(tx, labId, userId, at);
  });
}
