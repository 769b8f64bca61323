import type { Assignees } from '@critical-callout/contract/ownership';
import { ROLES, roleMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import type { Person } from '@critical-callout/domain/ownership';
import { sql } from 'kysely';
import { findMemberSession } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { findUnseenBill } from './owner-queries.ts';

/** People beyond this are no list to choose from. */
const MAX_PEOPLE = 500;

/** Everybody who may call, and the departments as queues. */
export async function listAssignees(tx: Tx, labId: number): Promise<Assignees> {
  // Support helps and has no orders of its own.
  const roles = ROLES.filter((role) => role !== 'support' && roleMay(role, 'callout.write'));
  const { rows: people } = await sql<Assignees['people'][number]>`
    select m.user_id as "userId", u.name, m.role from memberships m join users u on u.id = m.user_id
    where m.lab_id = ${labId} and m.is_active and m.role = any(${roles}::text[]) order by u.name, m.user_id limit ${MAX_PEOPLE}`.execute(
    tx,
  );
  const { rows: queues } = await sql<Assignees['queues'][number]>`
    select id as "departmentId", name from departments where lab_id = ${labId} order by name, id limit ${MAX_PEOPLE}`.execute(tx);
  return { people, queues };
}

/** Somebody who may call, and sees every one of the orders: what a person cannot see is not put into their hands. */
export async function requireAssignee(tx: Tx, labId: number, userId: string, billIds: readonly number[]): Promise<Person> {
  const session = await findMemberSession(tx, labId, userId);
  if (!session || session.kind === 'support' || !roleMay(session.role, 'callout.write')) {
    const message = `user ${userId} is not somebody of this laboratory who makes calls`;
    throw new Refused(refusal('ownership.assignee-unknown', message, { field: 'userId', value: userId }), 422);
  }
  const unseen = await findUnseenBill(tx, session, billIds);
  if (unseen !== undefined) {
    const message = `${session.userName} does not see order ${unseen}: it belongs to other departments`;
    throw new Refused(refusal('ownership.assignee-cannot-see', message, { field: 'userId', billNumber: unseen }), 422);
  }
  return { userId, name: session.userName };
}
