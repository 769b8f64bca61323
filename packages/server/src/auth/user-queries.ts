import type { User } from '@critical-callout/contract/auth';
import type { Access } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export async function findLab(tx: Tx, labId: number): Promise<{ code: string; name: string } | undefined> {
  return (await sql<{ code: string; name: string }>`select code, name from labs where id = ${labId}`.execute(tx)).rows[0];
}

/** Whoever holds the user name, else whoever holds the e-mail address, in any lab. */
export async function findNameHolder(
  tx: Tx,
  userName: string,
  email: string,
  labId: number,
): Promise<{ id: string; username: string; isMember: boolean } | undefined> {
  const found = await sql<{ id: string; username: string; isMember: boolean }>`
    select u.id, u.username, exists (select from memberships m where m.lab_id = ${labId} and m.user_id = u.id) as "isMember"
    from users u where u.username = ${userName} or u.email = ${email} order by (u.username = ${userName}) desc limit 1`.execute(
    tx,
  );
  return found.rows[0];
}

type InsertUser = { id: string; name: string; userName: string; email: string; now: Date };

/** False where somebody took the user name or the e-mail address a moment ago. */
export async function insertUser(tx: Tx, { id, name, userName, email, now }: InsertUser): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into users (id, name, username, email, created_at, updated_at)
    values (${id}, ${name}, ${userName}, ${email}, ${now}, ${now}) on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

export async function insertMembership(tx: Tx, labId: number, userId: string, access: Access, now: Date): Promise<void> {
  await sql`insert into memberships (lab_id, user_id, role, kind, doc_type, doctor_id, department_data_type, created_at, updated_at)
    values (${labId}, ${userId}, ${access.role}, ${access.kind}, ${access.docType}, ${access.doctorId}, ${access.departmentDataType}, ${now}, ${now})`.execute(
    tx,
  );
}

export async function updateMembership(
  tx: Tx,
  labId: number,
  userId: string,
  access: Access,
  isActive: boolean,
  now: Date,
): Promise<void> {
  await sql`update memberships set role = ${access.role}, kind = ${access.kind}, doc_type = ${access.docType}, doctor_id = ${access.doctorId},
    department_data_type = ${access.departmentDataType}, is_active = ${isActive}, updated_at = ${now}
    where lab_id = ${labId} and user_id = ${userId}`.execute(tx);
}

/** Whether the account is of this lab alone. */
export async function isOnlyHere(tx: Tx, labId: number, userId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from memberships where user_id = ${userId} and lab_id <> ${labId} limit 1`.execute(tx);
  return rows.length === 0;
}

/** False where somebody else has the e-mail address. */
export async function updateName(
  tx: Tx,
  { userId, name, email, now }: { userId: string; name: string; email: string; now: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update users set name = ${name}, email = ${email}, updated_at = ${now}
    where id = ${userId} and not exists (select from users other where other.email = ${email} and other.id <> ${userId})`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}

export async function replaceDepartments(tx: Tx, labId: number, userId: string, departmentIds: number[]): Promise<void> {
  await sql`delete from user_departments where lab_id = ${labId} and user_id = ${userId} and department_id <> all(${departmentIds}::bigint[])`.execute(
    tx,
  );
  await sql`insert into user_departments (lab_id, user_id, department_id)
    select ${labId}::bigint, ${userId}, id from unnest(${departmentIds}::bigint[]) id on conflict do nothing`.execute(tx);
}

/** The first department or doctor named that the lab does not have. */
export async function findUnknownPlace(
  tx: Tx,
  labId: number,
  access: Access,
): Promise<{ what: string; id: number; field: string } | undefined> {
  const found = await sql<{ what: string; id: number; field: string }>`
    select 'Department' as what, asked as id, 'departmentIds' as field from unnest(${access.departmentIds}::bigint[]) asked
      where not exists (select from departments d where d.lab_id = ${labId} and d.id = asked)
    union all
    select 'Doctor', asked, 'doctorId' from (select ${access.doctorId}::bigint as asked) given
      where asked is not null and not exists (select from doctors d where d.lab_id = ${labId} and d.id = asked)
    limit 1`.execute(tx);
  return found.rows[0];
}

/** Two administrators taking each other's right away at the same moment would leave none: one waits for the other. */
export async function lockMemberships(tx: Tx, labId: number): Promise<void> {
  await sql`select from memberships where lab_id = ${labId} and role = 'lab-admin' order by user_id for update`.execute(tx);
}

export async function countOtherAdmins(tx: Tx, labId: number, userId: string): Promise<number> {
  const found = await sql<{ n: number }>`select count(*) as n from memberships
    where lab_id = ${labId} and role = 'lab-admin' and is_active and user_id <> ${userId}`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

const userRows = sql`select m.user_id as id, u.name, u.username as "userName", u.email, m.role, m.doc_type as "docType", m.doctor_id as "doctorId",
  m.department_data_type as "departmentDataType", m.is_active as "isActive",
  coalesce((select json_agg(d.department_id order by d.department_id) from user_departments d
    where d.lab_id = m.lab_id and d.user_id = m.user_id), '[]') as "departmentIds"
  from memberships m join users u on u.id = m.user_id`;

export async function findUser(tx: Tx, labId: number, userId: string): Promise<User | undefined> {
  return (await sql<User>`${userRows} where m.lab_id = ${labId} and m.user_id = ${userId}`.execute(tx)).rows[0];
}

export async function findUserByUserName(tx: Tx, labId: number, userName: string): Promise<User | undefined> {
  return (await sql<User>`${userRows} where m.lab_id = ${labId} and u.username = ${userName.toLowerCase()}`.execute(tx)).rows[0];
}

export async function listUsers(tx: Tx, labId: number, page: { after: string | null; limit: number }): Promise<User[]> {
  const found =
    await sql<User>`${userRows} where m.lab_id = ${labId} and (${page.after}::text is null or u.username > ${page.after})
    order by u.username limit ${page.limit}`.execute(tx);
  return found.rows;
}
