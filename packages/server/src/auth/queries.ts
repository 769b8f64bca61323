import type { Permission, Role } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/** The membership columns every way of asking shares. */
type Member = {
  lab_id: number;
  role: Role;
  kind: 'doctor' | 'user' | 'support';
  doc_type: 0 | 2 | null;
  doctor_id: number | null;
  department_data_type: 0 | 1 | null;
  department_ids: number[];
};
export type Nobody = { [K in keyof Member]: null };

export type SessionRow = {
  id: string;
  user_id: string;
  name: string;
  username: string;
  expires_at: Date;
  updated_at: Date;
  chosen_department_ids: number[] | null;
  support_reason: string | null;
  acting_for_user_id: string | null;
  acting_for_doctor_id: number | null;
  idle_minutes: number;
} & (Member | Nobody);

/** An empty list where there is no row, which array_agg would not give. */
const departmentsOf = sql`(select coalesce(json_agg(d.department_id order by d.department_id), '[]') from user_departments d
  where d.lab_id = m.lab_id and d.user_id = m.user_id)`;

/** However long the account's own session is, the laboratory's hours end it: counted from the sign-in, so that a change holds at once. */
const endsAt = sql`least(s.expires_at, s.created_at + make_interval(hours => greatest(1, coalesce(
  (select (l.value->>'session_hours')::integer from lab_settings l where l.lab_id = m.lab_id and l.key = 'sign_in_policy'), 24))))`;

/**
 * The session of a token with the membership it acts under: the chosen lab's, or the only one of the account. The idle time
 * is the lab's setting, 5 to 60 minutes, 15 where nothing is set. A cover role takes the place of the own one until it ends; an
 * API key keeps to the own one.
 */
export async function findSession(tx: Tx, tokenHash: string, now: Date): Promise<SessionRow | undefined> {
  const found = await sql<SessionRow>`
    select s.id, s.user_id, u.name, u.username, s.updated_at, ${endsAt} as expires_at, to_json(s.department_ids) as chosen_department_ids,
      s.support_reason, s.acting_for_user_id,
      (select a.doctor_id from memberships a where a.lab_id = m.lab_id and a.user_id = s.acting_for_user_id) as acting_for_doctor_id,
      greatest(5, least(60, coalesce((select (l.value->>'idle_minutes')::integer from lab_settings l
        where l.lab_id = m.lab_id and l.key = 'sign_in_policy'), 15))) as idle_minutes,
      m.lab_id, coalesce((select c.role from cover_roles c where c.lab_id = m.lab_id and c.user_id = m.user_id and c.ended_at is null
        and m.kind = 'user' and c.from_at <= ${now} and c.until_at > ${now} order by c.id desc limit 1), m.role) as role,
      m.kind, m.doc_type, m.doctor_id, m.department_data_type,
      case when m.lab_id is not null then ${departmentsOf} end as department_ids
    from sessions s
    join users u on u.id = s.user_id
    left join memberships m on m.user_id = s.user_id and m.is_active and (m.lab_id = s.lab_id
      or (s.lab_id is null and 1 = (select count(*) from memberships o where o.user_id = s.user_id and o.is_active)))
    where s.token_hash = ${tokenHash}`.execute(tx);
  return found.rows[0];
}

export async function touchSession(tx: Tx, sessionId: string, now: Date): Promise<void> {
  await sql`update sessions set updated_at = ${now} where id = ${sessionId} and updated_at < ${now}`.execute(tx);
}

export type KeyRow = {
  id: number;
  key_name: string;
  user_id: string;
  name: string;
  username: string;
  permissions: Permission[];
  last_used_at: Date | null;
} & Member;

/** A key that is neither revoked nor expired, with its owner's membership as it is now. */
export async function findKey(tx: Tx, keyHash: string, now: Date): Promise<KeyRow | undefined> {
  const found = await sql<KeyRow>`
    select k.id, k.name as key_name, k.user_id, u.name, u.username, k.permissions, k.last_used_at,
      m.lab_id, m.role, m.kind, m.doc_type, m.doctor_id, m.department_data_type, ${departmentsOf} as department_ids
    from api_keys k
    join users u on u.id = k.user_id
    join memberships m on m.lab_id = k.lab_id and m.user_id = k.user_id and m.is_active
    where k.key_hash = ${keyHash} and k.revoked_at is null and k.expires_at > ${now}`.execute(tx);
  return found.rows[0];
}

export async function touchKey(tx: Tx, labId: number, keyId: number, now: Date): Promise<void> {
  await sql`update api_keys set last_used_at = ${now} where lab_id = ${labId} and id = ${keyId}`.execute(tx);
}

export async function hasActiveMembership(tx: Tx, userId: string): Promise<boolean> {
  const found = await sql<{
    active: boolean;
  }>`select exists (select from memberships where user_id = ${userId} and is_active) as active`.execute(tx);
  return found.rows[0]?.active ?? false;
}

export type LabName = { id: number; code: string; name: string };

export async function listLabsOf(tx: Tx, userId: string): Promise<LabName[]> {
  const found = await sql<LabName>`select l.id, l.code, l.name from labs l join memberships m on m.lab_id = l.id
    where m.user_id = ${userId} and m.is_active order by l.name, l.id limit 200`.execute(tx);
  return found.rows;
}

/** Whose name or e-mail this is, and where they work: the labs whose trail shows the try. */
export async function findUserByName(tx: Tx, name: string): Promise<{ id: string; name: string; labIds: number[] } | undefined> {
  const found = await sql<{ id: string; name: string; labIds: number[] }>`
    select u.id, u.name, coalesce((select json_agg(m.lab_id order by m.lab_id) from memberships m where m.user_id = u.id and m.is_active), '[]') as "labIds"
    from users u where u.username = ${name} or u.email = ${name}`.execute(tx);
  return found.rows[0];
}

export type Choice = { labId: number; departmentIds: number[] | null; reason: string | null; actingForUserId: string | null };

export async function chooseLab(tx: Tx, sessionId: string, choice: Choice): Promise<void> {
  await sql`update sessions set lab_id = ${choice.labId}, department_ids = ${choice.departmentIds}::bigint[],
    support_reason = ${choice.reason}, acting_for_user_id = ${choice.actingForUserId} where id = ${sessionId}`.execute(tx);
}

/** Sessions long over, kept a month because they say which addresses a person signs in from (throttle.ts). */
export async function deleteOldSessions(tx: Tx, userId: string, now: Date): Promise<void> {
  await sql`delete from sessions where user_id = ${userId} and expires_at < ${now}::timestamptz - interval '30 days'`.execute(tx);
}

export async function deleteSessions(tx: Tx, userId: string): Promise<void> {
  await sql`delete from sessions where user_id = ${userId}`.execute(tx);
}

export async function touchUser(tx: Tx, userId: string, now: Date): Promise<void> {
  await sql`update users set last_signed_in_at = ${now} where id = ${userId}`.execute(tx);
}
