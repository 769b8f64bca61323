import type { WorklistItem } from '@critical-callout/contract/worklist';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { openReports } from './filters.ts';

export type Marks = Pick<WorklistItem, 'notices' | 'hasSimilarName' | 'otherOpen'>;

/**
 * What a row says of other rows and of its messages: in one statement for a page, looking at the open orders once. Names
 * are alike when another patient has the same family name and first initial (screens.md section 2).
 */
export async function listMarks(tx: Tx, session: LabSession, billIds: readonly number[]): Promise<Map<number, Marks>> {
  const { rows } = await sql<{
    bill_id: number;
    notices: Marks['notices'];
    is_similar: boolean;
    orders: number;
    reports: number;
  }>`
    with open as materialized (
      select r.bill_id, b.patient_id, lower(p.family_name) as family, left(lower(p.given_name), 1) as initial, count(*) as reports
      from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
      where ${openReports(session)} group by r.bill_id, b.patient_id, p.family_name, p.given_name),
    names as (select family, initial from open group by family, initial having count(distinct patient_id) > 1),
    patients_open as (select patient_id, count(*) as orders, sum(reports) as reports from open group by patient_id)
    select b.id as bill_id, open.family is not null and exists (select from names n where n.family = open.family and n.initial is not distinct from open.initial) as is_similar,
      coalesce(po.orders - 1, 0)::integer as orders, coalesce(po.reports - open.reports, 0)::integer as reports,
      coalesce((select jsonb_agg(jsonb_build_object('channel', v.channel, 'sent', v.sent, 'waiting', v.waiting, 'failed', v.failed) order by v.channel) from (
        select d.channel, count(*) filter (where d.state in ('accepted', 'delivered')) as sent, count(*) filter (where d.state in ('queued', 'sending')) as waiting,
          count(*) filter (where d.state in ('failed', 'unknown')) as failed
        from deliveries d where d.lab_id = ${session.labId} and d.bill_id = b.id group by d.channel) v), '[]') as notices
    from unnest(${[...billIds]}::bigint[]) as b(id)
    left join open on open.bill_id = b.id left join patients_open po on po.patient_id = open.patient_id`.execute(tx);
  return new Map(
    rows.map(({ bill_id, notices, is_similar, orders, reports }) => [
      bill_id,
      { notices, hasSimilarName: is_similar, otherOpen: { orders, reports } },
    ]),
  );
}
