import type { LabSession } from '@critical-callout/domain/auth';
import { type RawBuilder, sql } from 'kysely';

/**
 * The one rule of what a session sees (domain.md section 6), for the WHERE of every query that touches reports: aliases
 * `r` (lab_reports) and `b` (bills, joined on lab_id and id). Lists, details, exports, search, live updates and
 * statistics all use this and nothing else. `maySeeReport` of the domain package says the same about one report.
 */
export function visibleReports(session: LabSession): RawBuilder<boolean> {
  const ownLab = sql<boolean>`r.lab_id = ${session.labId}::bigint`;
  if (session.kind === 'support') return ownLab;
  if (session.kind === 'doctor' && session.docType === 2) {
    return sql<boolean>`(${ownLab} and b.lab_id = r.lab_id and b.doctor_id = ${session.doctorId}::bigint)`;
  }
  if (session.departmentIds === null) return ownLab;
  // Without a department a report is shown to everybody here: a critical value nobody can see is the worst case.
  return sql<boolean>`(${ownLab} and (r.department_id is null or r.department_id = any(${session.departmentIds}::bigint[])))`;
}
