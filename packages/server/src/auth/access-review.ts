import type { AccessReview, Person, Roles } from '@critical-callout/contract/auth';
import { type LabSession, PERMISSIONS, ROLE_PERMISSIONS, ROLES } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import type { Deps } from '../platform/deps.ts';
import { listPeople } from './people.ts';
import { ACCESS_CATEGORY, type AuthPorts, actorOf } from './ports.ts';

const DAY_MS = 86_400_000;
const UNUSED_DAYS = 60;
const EXPIRES_SOON_DAYS = 14;
/** Once a quarter. */
const REVIEW_DAYS = 92;
const MAX_PEOPLE = 5_000;

type KeyLine = { userId: string; name: string; createdAt: Date; lastUsedAt: Date | null; expiresAt: Date };
type ReviewLine = { id: number; reviewedAt: Date; reviewedBy: string; note: string };

export async function readAccessReview(deps: Deps, labId: number): Promise<AccessReview> {
  const now = deps.clock.now();
  const people = await listPeople(deps, labId, { after: null, limit: MAX_PEOPLE, q: '' });
  const { keys, reviews } = await deps.db.inLab(labId, async (tx) => ({
    keys: await sql<KeyLine>`select user_id as "userId", name, created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt"
      from api_keys where lab_id = ${labId} and revoked_at is null and expires_at > ${now}`.execute(tx),
    reviews: await sql<ReviewLine>`select id, reviewed_at as "reviewedAt", reviewed_by as "reviewedBy", note from access_reviews
      where lab_id = ${labId} order by id desc limit 20`.execute(tx),
  }));
  const last = reviews.rows[0]?.reviewedAt;
  return {
    people: people
      .filter(({ isActive }) => isActive)
      .map((person) => ({
        id: person.id,
        name: person.name,
        userName: person.userName,
        role: person.role,
        lastSignedInAt: person.lastSignedInAt,
        findings: findingsOf(
          person,
          keys.rows.filter(({ userId }) => userId === person.id),
          now,
        ),
      })),
    reviews: reviews.rows.map((row) => ({ ...row, reviewedAt: row.reviewedAt.toISOString() })),
    isDue: last === undefined || now.getTime() - last.getTime() > REVIEW_DAYS * DAY_MS,
  };
}

function findingsOf(person: Person, keys: readonly KeyLine[], now: Date): AccessReview['people'][number]['findings'] {
  const isOlder = (at: Date | string, days: number) => now.getTime() - new Date(at).getTime() > days * DAY_MS;
  const findings: AccessReview['people'][number]['findings'] = [];
  if (person.lastSignedInAt === null) {
    if (keys.length === 0) findings.push({ kind: 'never-signed-in', detail: person.createdAt });
  } else if (isOlder(person.lastSignedInAt, UNUSED_DAYS))
    findings.push({ kind: 'unused-60-days', detail: person.lastSignedInAt });
  if (person.role === 'lab-admin') findings.push({ kind: 'is-admin', detail: person.role });
  if (person.cover) findings.push({ kind: 'covers', detail: `${person.cover.role} until ${person.cover.until}` });
  for (const key of keys) {
    if (isOlder(key.lastUsedAt ?? key.createdAt, UNUSED_DAYS)) findings.push({ kind: 'key-unused-60-days', detail: key.name });
    if (key.expiresAt.getTime() - now.getTime() < EXPIRES_SOON_DAYS * DAY_MS)
      findings.push({ kind: 'key-expires-soon', detail: `${key.name}, ${key.expiresAt.toISOString()}` });
  }
  return findings;
}

/** Somebody went through the list; what they saw is kept with it. */
export async function noteAccessReview(deps: Deps, ports: AuthPorts, session: LabSession, note: string): Promise<AccessReview> {
  const { labId } = session;
  const at = deps.clock.now();
  const { people } = await readAccessReview(deps, labId);
  const found = people.filter(({ findings }) => findings.length > 0);
  await deps.db.inLab(labId, async (tx) => {
    await sql`insert into access_reviews (lab_id, reviewed_at, reviewed_by, note, findings)
      values (${labId}, ${at}, ${session.userName}, ${note}, ${JSON.stringify(people)}::jsonb)`.execute(tx);
    const actor = actorOf(session);
    const text = `Access reviewed - ${people.length} people, ${found.length} with something to look at`;
    await ports.appendEvents(tx, labId, [
      { at, category: ACCESS_CATEGORY, type: 'access-reviewed', text, actor, people: people.length, found: found.length, note },
    ]);
  });
  return readAccessReview(deps, labId);
}

export async function readRoles({ db }: Deps, labId: number): Promise<Roles> {
  const { rows } = await db.inLab(labId, (tx) =>
    sql<{
      role: string;
      n: number;
    }>`select role, count(*) as n from memberships where lab_id = ${labId} and is_active group by role`.execute(tx),
  );
  const users = new Map(rows.map(({ role, n }) => [role, n]));
  return {
    permissions: [...PERMISSIONS],
    roles: ROLES.map((role) => ({ role, permissions: [...ROLE_PERMISSIONS[role]], users: users.get(role) ?? 0 })),
  };
}
