import { type CalloutMeasures, CriticalValues, measureCallout } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import type { Tx } from './db.ts';

/** One opening of a report with its measures; newest last. */
export type MeasuredOpening = CalloutMeasures & { id: number; labReportId: number; kind: 'first' | 'again'; reason: string };

type Row = {
  id: number;
  labReportId: number;
  kind: 'first' | 'again';
  reason: string;
  criticalAt: Date;
  dueAt: Date;
  isCalm: boolean;
  acts: { kind: 'attempt' | 'done' | 'closed' | 'acknowledged'; at: string; isBackDated: boolean }[];
};

/**
 * Every opening of these reports with the records that belong to it, in one statement; the numbers are the domain's
 * (measureCallout), so that worklist, panel and export cannot differ. A record belongs to the opening before it, by its event.
 */
export async function listMeasuredOpenings(
  tx: Tx,
  labId: number,
  labReportIds: readonly number[],
): Promise<Map<number, MeasuredOpening[]>> {
  const calm = sql`(${sql.lit(CriticalValues.NORMAL)}, ${sql.lit(CriticalValues.ABNORMAL)})`;
  const { rows } = await sql<Row>`
    select o.id, o.lab_report_id as "labReportId", o.kind, o.reason, o.critical_at as "criticalAt", o.due_at as "dueAt",
      -- It opened for the first time again, so it had become calm; or it is calm now.
      coalesce(o.next_kind = 'first', r.critical_values in ${calm}) as "isCalm",
      (select coalesce(jsonb_agg(jsonb_build_object('kind', case when k.is_draft then 'attempt' when k.closing_code is not null then 'closed'
          -- The recipient's own answer, by the link in their message.
          when k.read_back ->> 'via' = 'link' then 'acknowledged' else 'done' end,
          'at', k.performed_at, 'isBackDated', k.back_dated_reason is not null) order by k.id), '[]')
        from critical_callouts k where k.lab_id = o.lab_id and k.bill_id = r.bill_id
          and (k.lab_report_id = r.id or (k.is_draft and k.critical_callout_meta -> 'callout_for' @> to_jsonb(r.id)))
          and k.event_seq > o.event_seq and (o.next_seq is null or k.event_seq < o.next_seq)) as acts
    from (select w.*, lead(w.event_seq) over later as next_seq, lead(w.kind) over later as next_kind from callout_openings w
      where w.lab_id = ${labId} and w.lab_report_id = any(${[...labReportIds]}::bigint[])
      window later as (partition by w.lab_report_id order by w.event_seq)) o
    join lab_reports r on r.lab_id = o.lab_id and r.id = o.lab_report_id
    order by o.lab_report_id, o.event_seq`.execute(tx);
  const found = new Map<number, MeasuredOpening[]>();
  for (const { id, labReportId, kind, reason, acts, ...facts } of rows) {
    const measures = measureCallout({
      ...facts,
      acts: acts.map(({ at, ...act }) => ({ ...act, performedAt: new Date(at) })),
    });
    const list = found.get(labReportId) ?? [];
    list.push({ id, labReportId, kind, reason, ...measures });
    found.set(labReportId, list);
  }
  return found;
}
