import type { Presence } from '@critical-callout/contract/ownership';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import { listOwnership } from './list-ownership.ts';
import { OPEN_REPORT } from './owner-queries.ts';

/** Orders at once beyond which a worklist is no longer a list of what people work on. */
const MAX_ORDERS = 1_000;

/** Every open order in the session's sight that somebody has, or has open. */
export async function listPresence(tx: Tx, session: LabSession, now: Date): Promise<Presence> {
  const { rows } = await sql<{ bill_id: number }>`
    select t.bill_id from (
      select o.bill_id from bill_owners o where o.lab_id = ${session.labId} and (o.assigned_user_id is not null or o.lease_until > ${now})
      union select p.bill_id from bill_presence p where p.lab_id = ${session.labId} and p.seen_until > ${now}) t
    where exists (select from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
      where r.lab_id = ${session.labId} and r.bill_id = t.bill_id and ${OPEN_REPORT} and ${visibleReports(session)})
    order by t.bill_id limit ${MAX_ORDERS}`.execute(tx);
  const owned = await listOwnership(
    tx,
    session.labId,
    rows.map(({ bill_id }) => bill_id),
    now,
  );
  return { items: [...owned].map(([billId, ownership]) => ({ billId, ...ownership })), serverTime: now.toISOString() };
}
