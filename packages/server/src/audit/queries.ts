import { LAB_EVENTS, type LiveEvent } from '@critical-callout/contract/events';
import type { CalloutLogEntry } from '@critical-callout/contract/history';
import type { LabSession } from '@critical-callout/domain/auth';
import { type RawBuilder, sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';

/** An event is visible to whoever may see one of its reports (or, where it names none, one report of its order). */
function visibleEvent(session: LabSession): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = e.lab_id and r.bill_id = e.bill_id
      and (cardinality(e.lab_report_ids) = 0 or r.id = any(e.lab_report_ids))
      and ${visibleReports(session)})`;
}

export async function listEventsAfter(
  tx: Tx,
  session: LabSession,
  after: number,
  limit: number,
): Promise<{ events: LiveEvent[]; last: number }> {
  const { rows } = await sql<{
    seq: number;
    at: Date;
    type: string;
    bill_id: number | null;
    lab_report_ids: number[];
    is_visible: boolean;
  }>`
    select e.seq, e.at, e.type, e.bill_id, e.lab_report_ids, e.type = any(${[...LAB_EVENTS]}::text[]) or ${visibleEvent(session)} as is_visible
    from events e where e.lab_id = ${session.labId} and e.seq > ${after} order by e.seq limit ${limit}
  `.execute(tx);
  const events = rows
    .filter((row) => row.is_visible)
    .map((row) => ({
      seq: row.seq,
      at: row.at.toISOString(),
      type: row.type,
      billId: row.bill_id,
      labReportIds: row.lab_report_ids,
    }));
  return { events, last: rows.at(-1)?.seq ?? after };
}

export async function findHeadSeq(tx: Tx, labId: number): Promise<number> {
  const { rows } = await sql<{ seq: number }>`select seq from event_heads where lab_id = ${labId}`.execute(tx);
  return rows[0]?.seq ?? 0;
}

export type LogQuery = { billIds: readonly number[]; labReportIds: readonly number[]; before: number | null; limit: number };

/** The history of many orders or reports at once, newest first, in one statement. */
export async function listCalloutLogs(tx: Tx, session: LabSession, query: LogQuery): Promise<CalloutLogEntry[]> {
  const { rows } = await sql<{
    seq: number;
    at: Date;
    type: string;
    category: number;
    text: string;
    bill_id: number | null;
    lab_report_ids: number[];
    payload: Record<string, unknown> & { actor?: { name?: string } };
    is_whole: boolean;
  }>`
    select e.seq, e.at, e.type, e.category, e.text, e.bill_id, e.lab_report_ids, e.payload, not exists (
      select from unnest(e.lab_report_ids) i(id) where not exists (
        select from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
        where r.lab_id = e.lab_id and r.id = i.id and ${visibleReports(session)})) as is_whole
    from events e
    where e.lab_id = ${session.labId}
      and (e.bill_id = any(${[...query.billIds]}::bigint[])
        or (e.lab_report_ids && ${[...query.labReportIds]}::bigint[]
          and e.bill_id in (select bill_id from lab_reports where lab_id = ${session.labId} and id = any(${[...query.labReportIds]}::bigint[]))))
      and e.seq < ${query.before ?? Number.MAX_SAFE_INTEGER}
      and ${visibleEvent(session)}
    order by e.seq desc limit ${query.limit}
  `.execute(tx);
  return rows.map((row) => {
    const { at, category, type, text, actor, bill_id, lab_report_ids, ...data } = row.payload;
    return {
      seq: row.seq,
      at: row.at.toISOString(),
      type: row.type,
      category: row.category,
      text: row.text,
      actorName: actor?.name ?? null,
      billId: row.bill_id,
      labReportIds: row.lab_report_ids,
      // A call about several departments: values are shown only to whoever may see all of its reports.
      data: row.is_whole ? data : { ...data, read_back: null },
    };
  });
}
