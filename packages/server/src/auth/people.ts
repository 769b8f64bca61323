import type { Person, PersonDetail } from '@critical-callout/contract/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { ACCESS_CATEGORY, type AuthEvent, type AuthPorts } from './ports.ts';

type PersonRow = Omit<Person, 'createdAt' | 'lastSignedInAt' | 'resetUntil'> & {
  createdAt: Date;
  lastSignedInAt: Date | null;
  resetUntil: Date | null;
};

/** Sessions and passwords are read by the system role only; the lab is named in every condition. */
const personRows = (now: Date) => sql`
  select m.user_id as id, u.name, u.username as "userName", u.email, m.role, m.doc_type as "docType", m.doctor_id as "doctorId",
    (select d.name from doctors d where d.lab_id = m.lab_id and d.id = m.doctor_id) as "doctorName",
    m.department_data_type as "departmentDataType", m.is_active as "isActive", m.created_at as "createdAt",
    u.last_signed_in_at as "lastSignedInAt",
    coalesce((select json_agg(d.department_id order by d.department_id) from user_departments d
      where d.lab_id = m.lab_id and d.user_id = m.user_id), '[]') as "departmentIds",
    exists (select from accounts a where a.user_id = m.user_id and a.provider_id = 'credential' and a.password is not null) as "hasPassword",
    (select count(*) from (${openSessions(now)}) s where s.user_id = m.user_id) as "openSessions",
    (select count(*) from api_keys k where k.lab_id = m.lab_id and k.user_id = m.user_id and k.revoked_at is null and k.expires_at > ${now}) as "openKeys",
    (select json_build_object('id', c.id, 'role', c.role, 'from', to_json(c.from_at), 'until', to_json(c.until_at), 'reason', c.reason, 'givenBy', c.given_by)
      from cover_roles c where c.lab_id = m.lab_id and c.user_id = m.user_id and c.ended_at is null and c.until_at > ${now}
      order by c.id desc limit 1) as cover,
    (select max(r.expires_at) from password_resets r where r.user_id = m.user_id and r.lab_id = m.lab_id
      and r.used_at is null and r.voided_at is null and r.expires_at > ${now}) as "resetUntil"
  from memberships m join users u on u.id = m.user_id`;

/** Neither over nor idle beyond the longest that any lab may set. */
const openSessions = (now: Date) => sql`
  select id, user_id, created_at, updated_at, expires_at, ip_address, user_agent from sessions
  where expires_at > ${now} and updated_at > ${now}::timestamptz - interval '60 minutes'`;

type Page = { after: string | null; limit: number; q: string };

export function listPeople({ db, clock }: Deps, labId: number, { after, limit, q }: Page): Promise<Person[]> {
  return db.inSystem(async (tx) => {
    const { rows } = await sql<PersonRow>`${personRows(clock.now())}
      where m.lab_id = ${labId} and (${after}::text is null or u.username > ${after})
        and (${q} = '' or position(lower(${q}) in lower(u.name || ' ' || u.username || ' ' || u.email)) > 0)
      order by u.username limit ${limit}`.execute(tx);
    return rows.map(shown);
  });
}

export function readPerson(
  { db, clock }: Deps,
  labId: number,
  userId: string,
  ownSessionId: string | null,
): Promise<PersonDetail> {
  const now = clock.now();
  return db.inSystem(async (tx) => {
    const person = await getPerson(tx, labId, userId, now);
    type Row = { id: string; createdAt: Date; updatedAt: Date; expiresAt: Date; address: string | null; browser: string | null };
    const { rows } = await sql<Row>`
      select id, created_at as "createdAt", updated_at as "updatedAt", expires_at as "expiresAt", ip_address as address, user_agent as browser
      from (${openSessions(now)}) s where user_id = ${userId} order by updated_at desc limit 50`.execute(tx);
    const sessions = rows.map(({ id, createdAt, updatedAt, expiresAt, address, browser }) => ({
      id,
      startedAt: createdAt.toISOString(),
      seenAt: updatedAt.toISOString(),
      endsAt: expiresAt.toISOString(),
      address,
      browser,
      isThisOne: id === ownSessionId,
    }));
    return { ...person, sessions };
  });
}

export async function getPerson(tx: Tx, labId: number, userId: string, now: Date): Promise<Person> {
  const { rows } = await sql<PersonRow>`${personRows(now)} where m.lab_id = ${labId} and m.user_id = ${userId}`.execute(tx);
  if (!rows[0]) throw new Refused(refusal('auth.unknown-user', 'There is no such user in this lab.'), 404);
  return shown(rows[0]);
}

const shown = (row: PersonRow): Person => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  lastSignedInAt: row.lastSignedInAt?.toISOString() ?? null,
  resetUntil: row.resetUntil?.toISOString() ?? null,
});

type Ending = { labId: number; userId: string; sessionId: string | null; actor: AuthEvent['actor'] };

/** Ends one session of somebody, or all: whoever sat there must sign in again. */
export function endSessions({ db, clock }: Deps, ports: AuthPorts, { labId, userId, sessionId, actor }: Ending): Promise<number> {
  const at = clock.now();
  return db.inSystem(async (tx) => {
    const { name } = await getPerson(tx, labId, userId, at);
    // Ended, not deleted: where somebody signs in from is known for a month (throttle.ts).
    const { rows } = await sql`update sessions set expires_at = ${at}
      where user_id = ${userId} and expires_at > ${at} and (${sessionId}::text is null or id = ${sessionId}) returning 1`.execute(
      tx,
    );
    if (rows.length > 0) {
      const text = `Sessions ended - ${name}: ${rows.length}`;
      await ports.appendEvents(tx, labId, [
        { at, category: ACCESS_CATEGORY, type: 'sessions-ended', text, actor, user_id: userId, sessions: rows.length },
      ]);
    }
    return rows.length;
  });
}
