import type { LabSession } from '@critical-callout/domain/auth';
import type { KeyRow, SessionRow } from './queries.ts';

/** A signed-in person, before any lab is chosen. API keys have none: a key is of one lab. */
export type Account = {
  sessionId: string;
  userId: string;
  name: string;
  endsAt: Date;
  idleMinutes: number;
};

/** The session of a cookie in the lab it acts in; null where the account has several labs and none is chosen yet. */
export function labSessionOf(row: SessionRow, givenReason: string | null): LabSession | null {
  if (row.lab_id === null) return null;
  const base = { labId: row.lab_id, userId: row.user_id, userName: row.name, role: row.role };
  if (row.kind === 'support') {
    const actingFor = row.acting_for_user_id ? { userId: row.acting_for_user_id, doctorId: row.acting_for_doctor_id } : null;
    return { ...base, kind: 'support', reason: givenReason ?? row.support_reason ?? '', actingFor };
  }
  return limited(base, row, row.chosen_department_ids);
}

/** A key sees what its owner sees and may do what its scope and its owner's role both allow. */
export function keySessionOf(row: KeyRow): LabSession {
  const base = {
    labId: row.lab_id,
    userId: row.user_id,
    userName: `${row.name} (key ${row.key_name})`,
    role: row.role,
    scope: row.permissions,
  };
  return limited(base, row, null);
}

type Base = Pick<LabSession, 'labId' | 'userId' | 'userName' | 'role' | 'scope'>;
type Place = Pick<KeyRow, 'kind' | 'doc_type' | 'doctor_id' | 'department_data_type' | 'department_ids'>;

export function limited(base: Base, row: Place, chosen: number[] | null): LabSession {
  if (row.kind === 'doctor' && row.doctor_id !== null) {
    if (row.doc_type === 2) return { ...base, kind: 'doctor', docType: 2, doctorId: row.doctor_id };
    return { ...base, kind: 'doctor', docType: 0, doctorId: row.doctor_id, departmentIds: row.department_ids };
  }
  if (row.department_data_type === 1) return { ...base, kind: 'user', departmentDataType: 1, departmentIds: row.department_ids };
  return { ...base, kind: 'user', departmentDataType: 0, departmentIds: sessionDepartments(row.department_ids, chosen) };
}

/**
 * departmentDataType 0: the departments chosen for the session, among those the user is listed for; nobody listed means
 * every department may be chosen, nothing chosen means all that may be. What was chosen and later taken away is not kept.
 */
function sessionDepartments(listed: number[], chosen: number[] | null): number[] | null {
  if (chosen === null) return listed.length > 0 ? listed : null;
  return listed.length > 0 ? chosen.filter((id) => listed.includes(id)) : chosen;
}
