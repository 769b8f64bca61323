import { randomUUID } from 'node:crypto';
import type { ChangeUser, NewUser, User } from '@critical-callout/contract/auth';
import type { LabSession, Role } from '@critical-callout/domain/auth';
import { type Refusal, refusal } from '@critical-callout/domain/kernel';
import { hashPassword } from 'better-auth/crypto';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { insertPassword, requirePassword } from './passwords.ts';
import { ACCESS_CATEGORY, type AuthEvent, type AuthPorts } from './ports.ts';
import {
  type Access,
  countOtherAdmins,
  findLab,
  findNameHolder,
  findUnknownPlace,
  findUser,
  insertMembership,
  insertUser,
  lockMemberships,
  replaceDepartments,
  updateMembership,
} from './user-queries.ts';

export const OPERATOR: AuthEvent['actor'] = { user_id: null, name: 'Command line', kind: 'system' };

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
  const access = accessOf(user.role, user);
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
      await insertUser(tx, { id: userId, name, userName, email, now });
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

/** What somebody may do and see in the session's lab. Unknown here and member of another lab only are one answer. */
export async function changeUser(
  deps: Deps,
  ports: AuthPorts,
  session: LabSession,
  userId: string,
  change: ChangeUser,
): Promise<User> {
  const now = deps.clock.now();
  return deps.db.inLab(session.labId, async (tx) => {
    await lockMemberships(tx, session.labId);
    const before = await findUser(tx, session.labId, userId);
    if (!before) throw new Refused(refusal('auth.unknown-user', 'There is no such user in this lab.'), 404);
    if (change.role !== undefined && change.role !== before.role) refuseSupportRole(change.role, before.role);
    const isActive = change.isActive ?? before.isActive;
    const access = accessOf(change.role ?? before.role, merged(before, change));
    if (
      before.role === 'lab-admin' &&
      before.isActive &&
      (access.role !== 'lab-admin' || !isActive) &&
      (await countOtherAdmins(tx, session.labId, userId)) === 0
    ) {
      throw new Refused(
        refusal('auth.last-admin', "This is the lab's only active administrator; make another one first.", {
          field: change.isActive === false ? 'isActive' : 'role',
        }),
      );
    }
    await requirePlaces(tx, session.labId, access);
    await updateMembership(tx, session.labId, userId, access, isActive, now);
    await replaceDepartments(tx, session.labId, userId, access.departmentIds);
    const after = { ...before, ...eventless(access), isActive };
    const changed = (Object.keys(after) as (keyof User)[]).filter(
      (key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]),
    );
    if (changed.length === 0) return before;
    const text = `User changed - ${before.name}: ${changed.join(', ')}`;
    const actor = { user_id: session.userId, name: session.userName, kind: session.kind };
    const values = { before: pick(before, changed), after: pick(after, changed) };
    await ports.appendEvents(tx, session.labId, [
      { at: now, category: ACCESS_CATEGORY, type: 'user-changed', text, actor, user_id: userId, changed, ...values },
    ]);
    return after;
  });
}

/** Support sees everything in a lab: the lab's own administrators cannot make one, nor unmake one into something else. */
export function refuseSupportRole(...roles: Role[]): void {
  if (roles.includes('support'))
    throw new Refused(
      refusal('auth.support-role', 'The role support is given and taken at the command line only.', { field: 'role' }),
    );
}

type Given = Pick<NewUser, 'docType' | 'doctorId' | 'departmentDataType' | 'departmentIds'>;

/** The kind follows from the role; what belongs to another kind is refused rather than dropped. */
function accessOf(role: Role, given: Given): Access {
  const problem = accessProblem(role, given);
  if (problem) throw new Refused(problem);
  const departmentIds = [...new Set(given.departmentIds ?? [])].sort((a, b) => a - b);
  const none = { docType: null, doctorId: null, departmentDataType: null, departmentIds };
  if (role === 'support') return { ...none, role, kind: 'support' };
  if (role === 'doctor')
    return { ...none, role, kind: 'doctor', docType: given.docType ?? null, doctorId: given.doctorId ?? null };
  return { ...none, role, kind: 'user', departmentDataType: given.departmentDataType ?? 0 };
}

function accessProblem(role: Role, { docType, doctorId, departmentDataType }: Given): Refusal | null {
  const problem = (field: string, message: string) => refusal('auth.access', message, { field });
  if (role === 'doctor') {
    if (docType === undefined) return problem('docType', 'The role doctor needs docType: 0 in-house or 2 referral.');
    if (doctorId === undefined)
      return problem('doctorId', 'The role doctor needs doctorId, the doctor of the directory it stands for.');
    if (departmentDataType !== undefined)
      return problem('departmentDataType', 'departmentDataType belongs to lab users, not to the role doctor.');
    return null;
  }
  if (docType !== undefined || doctorId !== undefined)
    return problem('docType', `docType and doctorId belong to the role doctor, not to ${role}.`);
  if (role === 'support' && departmentDataType !== undefined)
    return problem('departmentDataType', 'Support sees every department; departmentDataType does not apply.');
  return null;
}

/** What was said stays unless the change says otherwise; what belonged to the former kind of role goes with it. */
function merged(before: User, change: ChangeUser): Given {
  const role = change.role ?? before.role;
  const kept = (isDoctor: boolean) =>
    (role === 'doctor') === isDoctor && (before.role === 'doctor') === isDoctor && role !== 'support';
  return {
    docType: change.docType ?? (kept(true) ? (before.docType ?? undefined) : undefined),
    doctorId: change.doctorId ?? (kept(true) ? (before.doctorId ?? undefined) : undefined),
    departmentDataType: change.departmentDataType ?? (kept(false) ? (before.departmentDataType ?? undefined) : undefined),
    departmentIds: change.departmentIds ?? before.departmentIds,
  };
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
