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

/**
 * Does a message (alias `m`, inbound_messages) hold results of visible reports only? Its text cannot be cut in two, so who may
 * not see one of its orders does not read it. A report whose order was deleted is in nobody's scope but support's.
 */
export function isMessageInScope(session: LabSession): RawBuilder<boolean> {
  return sql<boolean>`not exists (
    select from results x join lab_reports r on r.lab_id = x.lab_id and r.id = x.lab_report_id
    left join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where x.lab_id = m.lab_id and x.message_id = m.id and ${visibleReports(session)} is not true)`;
}
