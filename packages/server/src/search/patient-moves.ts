import type { PatientMove } from '@critical-callout/contract/patients';
import type { LabSession } from '@critical-callout/domain/auth';
import { type RawBuilder, sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';

/** A record that was merged away keeps nothing; more than this says nobody reads. */
const MAX_MOVES = 50;

const moved = (column: 'former_patient_id' | 'patient_id') => sql`(e.payload ->> ${sql.lit(column)})::bigint`;

/** Whether an order of the patient stands with another now, and the session sees it there (alias `p` of patients). */
export function hasMovedAway(session: LabSession): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from events e join bills b on b.lab_id = e.lab_id and b.id = e.bill_id join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id
    where e.lab_id = p.lab_id and e.type = 'order-patient-changed' and ${moved('former_patient_id')} = p.id and b.patient_id <> p.id
      and ${visibleReports(session)})`;
}

type Row = Omit<PatientMove, 'at'> & { at: Date };

/** Orders that came from another record or went to one, newest first: one by one, or all of them when two records were made one (ADT^A40). */
export async function listMoves(tx: Tx, session: LabSession, patientId: number): Promise<PatientMove[]> {
  const { rows } = await sql<Row>`
    select e.at, b.id as "billId", b.bill_number as "billNumber", case when ${moved('patient_id')} = ${patientId} then 'from' else 'into' end as direction,
      jsonb_build_object('id', o.id, 'identifier', o.identifier, 'identifierType', o.identifier_type) as other
    from events e join bills b on b.lab_id = e.lab_id and b.id = e.bill_id
    join patients o on o.lab_id = e.lab_id and o.id = case when ${moved('patient_id')} = ${patientId} then ${moved('former_patient_id')} else ${moved('patient_id')} end
    where e.lab_id = ${session.labId} and e.type = 'order-patient-changed'
      and (${moved('patient_id')} = ${patientId} or ${moved('former_patient_id')} = ${patientId})
      and exists (select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and ${visibleReports(session)})
    order by e.seq desc limit ${MAX_MOVES}`.execute(tx);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
