import type { Role } from './roles.ts';

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
} & (
  | { kind: 'doctor'; docType: 0; doctorId: number; departmentIds: number[] }
  | { kind: 'doctor'; docType: 2; doctorId: number }
  | { kind: 'user'; departmentDataType: 0 | 1; departmentIds: number[] | null }
  | { kind: 'support'; reason: string; actingFor: { userId: string; doctorId: number | null } | null }
);
