import { type Refusal, refusal } from '../kernel/index.ts';
import type { Role } from './roles.ts';

/** What somebody may do and see in a lab. The kind follows from the role; each kind has its own further fields. */
export type Access = {
  role: Role;
  kind: 'doctor' | 'user' | 'support';
  docType: 0 | 2 | null;
  doctorId: number | null;
  departmentDataType: 0 | 1 | null;
  departmentIds: number[];
};

export type GivenAccess = { docType?: 0 | 2; doctorId?: number; departmentDataType?: 0 | 1; departmentIds?: number[] };

/** The access a role and its fields make; what belongs to another kind of role is refused rather than dropped. */
export function accessOf(role: Role, given: GivenAccess): Access | Refusal {
  const problem = accessProblem(role, given);
  if (problem) return problem;
  const departmentIds = [...new Set(given.departmentIds ?? [])].sort((a, b) => a - b);
  const none = { docType: null, doctorId: null, departmentDataType: null, departmentIds };
  if (role === 'support') return { ...none, role, kind: 'support' };
  if (role === 'doctor')
    return { ...none, role, kind: 'doctor', docType: given.docType ?? null, doctorId: given.doctorId ?? null };
  return { ...none, role, kind: 'user', departmentDataType: given.departmentDataType ?? 0 };
}

/** A change on top of what was: that stays unless the change says otherwise, or the role becomes one of another kind. */
export function changedAccess(before: Omit<Access, 'kind'>, change: GivenAccess & { role?: Role }): Access | Refusal {
  const role = change.role ?? before.role;
  const isSameKind = kindOf(role) === kindOf(before.role);
  const kept = <T>(value: T | null): T | undefined => (isSameKind ? (value ?? undefined) : undefined);
  return accessOf(role, {
    docType: change.docType ?? kept(before.docType),
    doctorId: change.doctorId ?? kept(before.doctorId),
    departmentDataType: change.departmentDataType ?? kept(before.departmentDataType),
    departmentIds: change.departmentIds ?? before.departmentIds,
  });
}

function kindOf(role: Role): Access['kind'] {
  return role === 'doctor' || role === 'support' ? role : 'user';
}

function accessProblem(role: Role, { docType, doctorId, departmentDataType }: GivenAccess): Refusal | null {
  const problem = (field: string, message: string) => refusal('auth.access', message, { field });
  if (departmentDataType !== undefined && kindOf(role) !== 'user') {
    return problem('departmentDataType', `departmentDataType belongs to lab users, not to the role ${role}.`);
  }
  if (role !== 'doctor') {
    if (docType === undefined && doctorId === undefined) return null;
    return problem(
      docType === undefined ? 'doctorId' : 'docType',
      `docType and doctorId belong to the role doctor, not to ${role}.`,
    );
  }
  if (docType === undefined) return problem('docType', 'The role doctor needs docType: 0 in-house or 2 referral.');
  if (doctorId === undefined)
    return problem('doctorId', 'The role doctor needs doctorId, the doctor of the directory it stands for.');
  return null;
}
