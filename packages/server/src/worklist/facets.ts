import type { WorklistFacets } from '@critical-callout/contract/worklist';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { isOwned, openReports } from './filters.ts';

const MAX_CHOICES = 200;

/** What there is to filter by among the open orders in sight: their tests, and who has them. */
export async function readFacets(tx: Tx, session: LabSession, now: Date): Promise<WorklistFacets> {
  const { rows: tests } = await sql<WorklistFacets['tests'][number]>`
    select r.test_code as code, min(r.test_name) as name from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where ${openReports(session)} group by r.test_code order by 2, 1 limit ${MAX_CHOICES}`.execute(tx);
  const { rows: people } = await sql<WorklistFacets['people'][number]>`
    select distinct case when o.lease_until > ${now} then o.claim_user_id else o.assigned_user_id end as "userId",
      case when o.lease_until > ${now} then o.claim_name else o.assigned_name end as name
    from bill_owners o where o.lab_id = ${session.labId} and ${isOwned(now)}
      and exists (select from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id where r.bill_id = o.bill_id and ${openReports(session)})
    order by 2 limit ${MAX_CHOICES}`.execute(tx);
  return { tests, people };
}
