import { pipeline, Readable } from 'node:stream';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { stringify } from 'csv-stringify';
import { sql } from 'kysely';
import { actorOf, appendEvents, recordAccess } from '../audit/index.ts';
import { visibleReports } from '../auth/index.ts';
import { protectCell } from '../platform/csv.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';

/** What a patient's log says in each column; the names are the heading of the file. */
const COLUMNS = {
  at: 'Time (UTC)',
  kind: 'Kind',
  who: 'Who',
  what: 'What',
  billNumber: 'Order',
  test: 'Test',
  value: 'Value',
  unit: 'Unit',
  reason: 'Reason',
} as const;
type Line = Record<Exclude<keyof typeof COLUMNS, 'at'>, string | null> & { at: Date };

/** Many times what a patient of years has; a file beyond it is not read by a person. */
const MAX_LINES = 20_000;
const EXPORT_CATEGORY = 660;

type Asked = { patientId: number; reason: string; hasLooks: boolean; now: Date; requestId: string; address: string };
export type PatientLog = { fileName: string; rows: number; file: Readable };

/**
 * Results in every version, what was done about them, and (for who may read the trail) who looked: in the order in which it happened, within the
 * session's scope. Taking it out leaves its line in the access log and an event, both with the reason.
 */
export async function exportPatientLog(tx: Tx, session: LabSession, asked: Asked): Promise<PatientLog> {
  const { patientId, reason, now, requestId, address } = asked;
  const lines = await listLines(tx, session, asked);
  if (lines.length > MAX_LINES)
    throw new Refused(refusal('search.log-too-long', `The log of patient ${patientId} has more than ${MAX_LINES} lines.`));
  const { rows: bills } = await sql<{ id: number }>`
    select id from bills where lab_id = ${session.labId} and patient_id = ${patientId} order by id desc limit 1000`.execute(tx);
  await recordAccess(tx, session, {
    action: 'patient.export',
    billIds: bills.map(({ id }) => id),
    at: now,
    requestId,
    address,
    reason,
  });
  await appendEvents(tx, session.labId, [
    {
      at: now,
      category: EXPORT_CATEGORY,
      type: 'patient-log-exported',
      text: `Log of a patient exported by - ${session.userName}, Rows - ${lines.length}, Reason - ${reason}`,
      actor: actorOf(session),
      ...(bills[0] && { bill_id: bills[0].id }),
      patient_id: patientId,
      rows: lines.length,
      reason,
    },
  ]);
  return { fileName: `patient_${patientId}_log_${now.toISOString().slice(0, 10)}.csv`, rows: lines.length, file: asCsv(lines) };
}

async function listLines(tx: Tx, session: LabSession, { patientId, hasLooks }: Asked): Promise<Line[]> {
  const { labId } = session;
  const { rows } = await sql<Line>`
    with mine as (
      select r.id, r.bill_id, r.test_name, b.bill_number from bills b join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id
      where b.lab_id = ${labId} and b.patient_id = ${patientId} and ${visibleReports(session)}),
    orders as (select distinct bill_id, bill_number from mine)
    select * from (
      select p.received_at as at, 'result' as kind, s.name as who,
        concat_ws(', ', p.verdict, case when p.is_critical then 'critical' end, case when p.superseded_at is not null then 'replaced later' end) as what,
        m.bill_number as "billNumber", p.parameter_name as test, p.value, p.unit, p.verdict_reason as reason
      from mine m join results p on p.lab_id = ${labId} and p.lab_report_id = m.id
      join inbound_messages i on i.lab_id = p.lab_id and i.id = p.message_id join sources s on s.lab_id = i.lab_id and s.id = i.source_id
      union all
      select e.at, e.type, coalesce(e.payload #>> '{actor,name}', ''), e.text, o.bill_number, null, null, null, e.payload ->> 'reason'
      from orders o join events e on e.lab_id = ${labId} and e.bill_id = o.bill_id
        and (cardinality(e.lab_report_ids) = 0 or exists (select from mine m where m.id = any(e.lab_report_ids)))
      union all
      select a.at, 'look', coalesce(u.name, a.user_id), a.action, (
        select string_agg(o.bill_number, ' ' order by o.bill_number) from orders o where o.bill_id = any(a.bill_ids)), null, null, null, a.reason
      from access_log a left join users u on u.id = a.user_id
      where ${hasLooks} and a.lab_id = ${labId} and a.bill_ids && array(select bill_id from orders)
    ) line order by at, kind limit ${MAX_LINES + 1}`.execute(tx);
  return rows;
}

function asCsv(lines: readonly Line[]): Readable {
  const keys = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  const csv = stringify({ bom: true, header: true, columns: Object.values(COLUMNS), record_delimiter: 'windows' });
  const cells = lines.map((line) => keys.map((key) => (key === 'at' ? line.at.toISOString() : protectCell(line[key] ?? ''))));
  return pipeline(Readable.from(cells), csv, () => undefined);
}
