import { randomUUID } from 'node:crypto';
import type { ChangeUser, NewUser, User } from '@critical-callout/contract/auth';
import { type Access, accessOf, changedAccess, type Role } from '@critical-callout/domain/auth';
import { type Refusal, refusal } from '@critical-callout/domain/kernel';
import { hashPassword } from 'better-auth/crypto';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { insertPassword, requirePassword } from './passwords.ts';
import { ACCESS_CATEGORY, type AuthEvent, type AuthPorts, OPERATOR } from './ports.ts';
import {
  countOtherAdmins,
  findLab,
  findNameHolder,
  findUnknownPlace,
  findUser,
  insertMembership,
  insertUser,
  isOnlyHere,
  lockMemberships,
  replaceDepartments,
  updateMembership,
  updateName,
} from './user-queries.ts';

/** Somebody new in a lab. Without an e-mail address they sign in by name only; without a password not until one is set. */
export type CreateUser = Omit<NewUser, 'email'> & {
  labId: number;
  email?: string;
  password?: string;
  /** Adds a membership where the user name exists already: for operators, who know that it is the same person. */
  isJoining?: boolean;
};

/** Makes the account, its membership and departments and their event in one transaction. */
export async function createUser(
  deps: Deps,
  ports: AuthPorts,
  user: CreateUser,
  actor: AuthEvent['actor'] = OPERATOR,
): Promise<{ userId: string }> {
  const { labId, name } = user;
  const userName = user.userName.toLowerCase();
  // RFC 2606: a domain that can never receive anything.
  const email = (user.email ?? `${userName}@no-mail.invalid`).toLowerCase();
  const access = granted(accessOf(user.role, user));
  const lab = await deps.db.inSystem((tx) => findLab(tx, labId));
  if (!lab) throw new Refused(refusal('auth.unknown-lab', `There is no lab ${labId}.`, { field: 'labId' }), 404);
  if (user.password !== undefined) requirePassword(user.password, [lab.code, lab.name, name, userName, email]);
  const passwordHash = user.password === undefined ? null : await hashPassword(user.password);
  const now = deps.clock.now();
  return deps.db.inSystem(async (tx) => {
    const holder = await findNameHolder(tx, userName, email, labId);
    if (holder && !(user.isJoining && holder.username === userName && !holder.isMember))
      throw nameTaken(holder.username === userName);
    await requirePlaces(tx, labId, access);
    const userId = holder?.id ?? randomUUID();
    if (!holder) {
      if (!(await insertUser(tx, { id: userId, name, userName, email, now }))) throw nameTaken(true);
      if (passwordHash !== null) await insertPassword(tx, userId, passwordHash, now);
    }
    await insertMembership(tx, labId, userId, access, now);
    await replaceDepartments(tx, labId, userId, access.departmentIds);
    const text = `User added - ${name} as ${access.role}`;
    await ports.appendEvents(tx, labId, [
      { at: now, category: ACCESS_CATEGORY, type: 'user-added', text, actor, user_id: userId, ...eventAccess(access) },
    ]);
    return { userId };
  });
}

/** What somebody may do and see in a lab, and their name and address where the account is of this lab alone. Unknown there and member of another lab only are one answer. */
export async function changeUser(
  deps: Deps,
  ports: AuthPorts,
  { labId, userId, change, actor }: { labId: number; userId: string; change: ChangeUser; actor: AuthEvent['actor'] },
): Promise<User> {
  const at = deps.clock.now();
  const work = async (tx: Tx): Promise<User> => {
    await lockMemberships(tx, labId);
    const before = await findUser(tx, labId, userId);
    if (!before) throw new Refused(refusal('auth.unknown-user', 'There is no such user in this lab.'), 404);
    if (change.role !== undefined && change.role !== before.role) refuseSupportRole(change.role, before.role);
    const isActive = change.isActive ?? before.isActive;
    const access = granted(changedAccess(before, change));
    await refuseLastAdmin(tx, labId, before, access.role === 'lab-admin' && isActive);
    await requirePlaces(tx, labId, access);
    await updateMembership(tx, labId, userId, access, isActive, at);
    await replaceDepartments(tx, labId, userId, access.departmentIds);
    const { name, email } = await rename(tx, labId, before, change, at);
    const after = { ...before, ...eventless(access), isActive, name, email };
    const changed = (Object.keys(after) as (keyof User)[]).filter(
      (key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]),
    );
    if (changed.length === 0) return before;
    const text = `User changed - ${before.name}: ${changed.join(', ')}`;
    const values = { before: pick(before, changed), after: pick(after, changed) };
    await ports.appendEvents(tx, labId, [
      { at, category: ACCESS_CATEGORY, type: 'user-changed', text, actor, user_id: userId, changed, ...values },
    ]);
    return after;
  };
  // Accounts are of all labs: their names are written by the system role, with the lab in every condition.
  const isRenaming = change.name !== undefined || change.email !== undefined;
  return isRenaming ? deps.db.inSystem(work) : deps.db.inLab(labId, work);
}

async function rename(tx: Tx, labId: number, before: User, change: ChangeUser, now: Date): Promise<Pick<User, 'name' | 'email'>> {
  const { name = before.name, email = before.email } = change;
  if (name === before.name && email === before.email) return { name, email };
  if (!(await isOnlyHere(tx, labId, before.id))) {
    const message = `The account ${before.userName} is used in another lab too; its name and e-mail address are changed by nobody of one lab alone.`;
    throw new Refused(refusal('auth.shared-account', message, { field: name === before.name ? 'email' : 'name' }), 409);
  }
  if (!(await updateName(tx, { userId: before.id, name, email, now }))) throw nameTaken(false);
  return { name, email };
}

/** A lab without an administrator could only be helped from the command line. */
async function refuseLastAdmin(tx: Tx, labId: number, before: User, staysAdmin: boolean): Promise<void> {
  if (before.role !== 'lab-admin' || !before.isActive || staysAdmin || (await countOtherAdmins(tx, labId, before.id)) > 0) return;
  throw new Refused(refusal('auth.last-admin', "This is the lab's only active administrator; make another one first."));
}

/** Support sees everything in a lab: the lab's own administrators cannot make one, nor unmake one into something else. */
export function refuseSupportRole(...roles: Role[]): void {
  if (roles.includes('support'))
    throw new Refused(
      refusal('auth.support-role', 'The role support is given and taken at the command line only.', { field: 'role' }),
    );
}

function granted(access: Access | Refusal): Access {
  if ('refusal' in access) throw new Refused(access);
  return access;
}

async function requirePlaces(tx: Tx, labId: number, access: Access): Promise<void> {
  const unknown = await findUnknownPlace(tx, labId, access);
  if (unknown)
    throw new Refused(
      refusal('auth.unknown-place', `${unknown.what} ${unknown.id} is not in this lab's directory.`, { field: unknown.field }),
    );
}

/** Names are one for all labs, so this says only that it cannot be had, never whose it is. */
function nameTaken(isUserName: boolean): Refused {
  const what = isUserName ? 'user name' : 'e-mail address';
  return new Refused(
    refusal('auth.name-taken', `This ${what} cannot be used; choose another.`, { field: isUserName ? 'userName' : 'email' }),
    409,
  );
}

const eventless = ({ kind: _, ...access }: Access) => access;
const eventAccess = ({ role, kind, docType, doctorId, departmentDataType, departmentIds }: Access) => ({
  role,
  kind,
  doc_type: docType,
  doctor_id: doctorId,
  department_data_type: departmentDataType,
  department_ids: departmentIds,
});
const pick = (user: User, keys: (keyof User)[]) => Object.fromEntries(keys.map((key) => [key, user[key]]));
