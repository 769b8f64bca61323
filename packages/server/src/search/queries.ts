import type { SearchAnswer, SearchQuery } from '@critical-callout/contract/search';
import type { LabSession } from '@critical-callout/domain/auth';
import type { CriticalValues } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';

type Row = {
  id: number;
  bill_id: number;
  bill_number: string;
  accession_number: string | null;
  family_name: string | null;
  given_name: string | null;
  born: string | null;
  identifier: string | null;
  identifier_type: string | null;
  patient_id: number;
  test_name: string;
  department_id: number | null;
  doctor_id: number | null;
  organization_id: number | null;
  critical_values: CriticalValues;
  critical_at: Date | null;
  due_at: Date | null;
  updated_at: Date;
};

/** Orders whose number or patient begins so are found by index, at most this many; their reports in scope are the answer. */
const CANDIDATES = 500;

/** Reports in the session's scope whose patient or order begins with the text, newest first. One more tells of more. */
export async function searchReports(tx: Tx, session: LabSession, query: SearchQuery): Promise<SearchAnswer> {
  const { labId } = session;
  // What a user types is a beginning, never a pattern.
  const prefix = beginningOf(query.q);
  // As the screens show them: `SAMPLE, John` (the family name is whole before its comma), and numbers in groups.
  const [family = '', given = ''] = query.q.split(',');
  // A comma at the start leaves no family name: then it is text like any other.
  const isSplit = query.q.includes(',') && family.trim().length >= 2;
  const [familyPrefix, givenPrefix] = isSplit
    ? [beginningOf(family.trim()).slice(0, -1), beginningOf(given.trim())]
    : [prefix, '%'];
  const number = beginningOf(query.q.replaceAll(/\s/gu, ''));
  const { rows } = await sql<Row>`
    with patients_found as (
      select id from patients where lab_id = ${labId} and lower(family_name) like ${familyPrefix} and lower(coalesce(given_name, '')) like ${givenPrefix}
      union select id from patients where lab_id = ${labId} and lower(identifier) like ${prefix}
      union select id from patients where lab_id = ${labId} and lower(identifier) like ${number}
      limit ${CANDIDATES}),
    bills_found as (
      select id from bills where lab_id = ${labId} and lower(bill_number) like ${prefix}
      union select id from bills where lab_id = ${labId} and lower(accession_number) like ${prefix}
      union select b.id from bills b join patients_found f on b.lab_id = ${labId} and b.patient_id = f.id
      order by id desc limit ${CANDIDATES})
    select r.id, r.bill_id, b.bill_number, b.accession_number, p.family_name, p.given_name, p.born, p.identifier, p.identifier_type, p.id as patient_id, r.test_name,
      r.department_id, b.doctor_id, b.organization_id, r.critical_values, r.critical_at, r.due_at, r.updated_at
    from bills_found f join bills b on b.lab_id = ${labId} and b.id = f.id
    join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
    where r.dismissed_at is null and (${query.criticalValues ?? null}::smallint is null or r.critical_values = ${query.criticalValues ?? null})
      and ${visibleReports(session)}
    order by r.id desc limit ${query.limit + 1}
  `.execute(tx);
  return { items: rows.slice(0, query.limit).map((row) => present(row, labId)), hasMore: rows.length > query.limit };
}

const beginningOf = (text: string): string => `${text.toLowerCase().replace(/[\\%_]/gu, '\\$&')}%`;

function present(row: Row, labId: number): SearchAnswer['items'][number] {
  return {
    labReportId: row.id,
    labId,
    billId: row.bill_id,
    billNumber: row.bill_number,
    accessionNumber: row.accession_number,
    patientName: [row.family_name?.toUpperCase(), row.given_name].filter(Boolean).join(', ') || 'Not known',
    patientId: row.patient_id,
    testName: row.test_name,
    departmentId: row.department_id,
    doctorId: row.doctor_id,
    organizationId: row.organization_id,
    criticalValues: row.critical_values,
    criticalAt: row.critical_at?.toISOString() ?? null,
    dueAt: row.due_at?.toISOString() ?? null,
    lastUpdated: row.updated_at.toISOString(),
    born: row.born,
    patientIdentifier: row.identifier,
    patientIdentifierType: row.identifier_type,
  };
}
