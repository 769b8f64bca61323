import type { PatientAudit, PatientMessages } from '@critical-callout/contract/patients';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { isMessageInScope, visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';

const MAX_LINES = 200;

type MessageRow = Omit<PatientMessages['messages'][number], 'receivedAt' | 'processedAt' | 'discardedAt'> & {
  receivedAt: Date;
  processedAt: Date | null;
  discardedAt: Date | null;
};

/** Messages that brought a result of this patient, or of one order, within the session's scope, newest first. */
export async function listPatientMessages(
  tx: Tx,
  session: LabSession,
  of: { patientId: number } | { billId: number },
): Promise<PatientMessages> {
  const { labId } = session;
  const which = 'billId' in of ? sql`b.id = ${of.billId}` : sql`b.patient_id = ${of.patientId}`;
  const { rows } = await sql<MessageRow>`
    select m.id, s.code as source, m.received_at as "receivedAt", m.transport, m.peer, m.control_id as "controlId", m.message_type as "messageType",
      m.state, m.reason, jsonb_array_length(m.problems) as "problemCount", length(m.raw) as bytes, m.processed_at as "processedAt",
      m.discarded_at as "discardedAt", ${isMessageInScope(session)} as "isInScope"
    from inbound_messages m join sources s on s.lab_id = m.lab_id and s.id = m.source_id
    where m.lab_id = ${labId} and m.id in (
      select p.message_id from bills b join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id
      join results p on p.lab_id = r.lab_id and p.lab_report_id = r.id
      where b.lab_id = ${labId} and ${which} and ${visibleReports(session)})
    order by m.id desc limit ${MAX_LINES + 1}`.execute(tx);
  const messages = rows.slice(0, MAX_LINES).map((row) => ({
    ...row,
    receivedAt: row.receivedAt.toISOString(),
    processedAt: row.processedAt?.toISOString() ?? null,
    discardedAt: row.discardedAt?.toISOString() ?? null,
  }));
  return { messages, hasMore: rows.length > MAX_LINES };
}

type LookRow = Omit<PatientAudit['looks'][number], 'at'> & { at: Date };
type EventRow = Omit<PatientAudit['events'][number], 'at'> & { at: Date };

/** Every look at one of the patient's orders, and every event about them, whoever may see what of them otherwise. */
export async function listPatientAudit(tx: Tx, labId: number, patientId: number): Promise<PatientAudit> {
  const orders = sql`array(select id from bills where lab_id = ${labId} and patient_id = ${patientId})`;
  const { rows: looks } = await sql<LookRow>`
    select a.id, a.at, coalesce(u.name, a.user_id) as who, a.action, a.reason,
      array(select i from unnest(a.bill_ids) i where i = any(${orders})) as "billIds"
    from access_log a left join users u on u.id = a.user_id
    where a.lab_id = ${labId} and a.bill_ids && ${orders} order by a.id desc limit ${MAX_LINES + 1}`.execute(tx);
  const { rows: events } = await sql<EventRow>`
    select e.seq, e.at, coalesce(e.payload #>> '{actor,name}', '') as who, e.type, e.text, e.bill_id as "billId"
    from events e where e.lab_id = ${labId} and e.bill_id = any(${orders}) order by e.seq desc limit ${MAX_LINES + 1}`.execute(
    tx,
  );
  return {
    looks: looks.slice(0, MAX_LINES).map((row) => ({ ...row, at: row.at.toISOString() })),
    events: events.slice(0, MAX_LINES).map((row) => ({ ...row, at: row.at.toISOString() })),
    hasMore: looks.length > MAX_LINES || events.length > MAX_LINES,
  };
}
