import { type Permission, ROLE_PERMISSIONS, type Role } from './roles.ts';

/**
 * Who is asking, in which lab. The five kinds of the specification (domain.md section 6): doctor with docType 0
 * (in-house: the departments) or 2 (referral: the bills assigned to them), lab user with departmentDataType 0 (the
 * departments in the session) or 1 (the user's department relation), and support (everything, every read logged).
 * `departmentIds` is null where the session is not limited to departments.
 */
export type LabSession = {
  labId: number;
  userId: string;
  userName: string;
  role: Role;
  /** Set for API keys: what the key may do, never more than its owner's role. Absent: everything the role may. */
  scope?: readonly Permission[];
} & (
  | { kind: 'doctor'; docType: 0; doctorId: number; departmentIds: number[] }
  | { kind: 'doctor'; docType: 2; doctorId: number }
  | { kind: 'user'; departmentDataType: 0 | 1; departmentIds: number[] | null }
  | { kind: 'support'; reason: string; actingFor: { userId: string; doctorId: number | null } | null }
);

/** Everything this session may ask for: its role's permissions, cut to the key's scope where a key asks. */
export function sessionPermissions(session: Pick<LabSession, 'role' | 'scope'>): Permission[] {
  return ROLE_PERMISSIONS[session.role].filter((permission) => session.scope?.includes(permission) ?? true);
}

export function sessionMay(session: Pick<LabSession, 'role' | 'scope'>, permission: Permission): boolean {
  return sessionPermissions(session).includes(permission);
}

/** The two facts visibility depends on: `null` where a report names no department, or its bill no doctor we know. */
export type ReportPlace = { labId: number; departmentId: number | null; doctorId: number | null };

/**
 * May this session see this report (domain.md section 6)? The server asks the same in SQL (`visibleReports`); a test on
 * a real database holds both to the same answers. A report without department is seen by every session but a referral
 * doctor's: a critical value nobody can see is the worst case.
 */
export function maySeeReport(session: LabSession, report: ReportPlace): boolean {
  if (report.labId !== session.labId) return false;
  if (session.kind === 'support') return true;
  if (session.kind === 'doctor' && session.docType === 2) return report.doctorId === session.doctorId;
  if (session.departmentIds === null || report.departmentId === null) return true;
  return session.departmentIds.includes(report.departmentId);
}
