import { type OrderViews, orderViewsSchema } from '@critical-callout/contract/history';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import { visibleReports } from '../auth/index.ts';
import type { Database, Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';

const MAX_VIEWS = 200;

/** Names of colleagues and times: no patient data, so that asking leaves no line of its own. */
export const viewRoutes =
  (db: Database): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/bills/:id/views',
      {
        config: { permission: 'callout.read' },
        schema: { params: z.object({ id: z.coerce.number().int().positive() }), response: { 200: orderViewsSchema } },
      },
      ({ session, params }) => db.inLab(session.labId, (tx) => listOrderViews(tx, session, params.id)),
    );
  };

/** Who else opened an order, from the access log: an open panel asks again and again, so ten minutes of a person are one line. */
async function listOrderViews(tx: Tx, session: LabSession, billId: number): Promise<OrderViews> {
  const { rows: orders } = await sql`
    select from bills b where b.lab_id = ${session.labId} and b.id = ${billId}
      and exists (select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and ${visibleReports(session)})`.execute(
    tx,
  );
  if (orders.length === 0) throw new Refused(refusal('callout.bill-unknown', `order ${billId} has no callout here`), 404);
  const { rows } = await sql<{ who: string; at: Date; until: Date; times: number }>`
    select coalesce(u.name, a.user_id) as who, min(a.at) as at, max(a.at) as until, count(*)::integer as times
    from access_log a left join users u on u.id = a.user_id
    where a.lab_id = ${session.labId} and a.action = 'critical-records.read' and a.bill_ids[1] = ${billId} and a.user_id <> ${session.userId}
    group by 1, date_bin('10 minutes', a.at, 'epoch') order by 2 desc limit ${MAX_VIEWS}`.execute(tx);
  return { views: rows.map(({ at, until, ...row }) => ({ ...row, at: at.toISOString(), until: until.toISOString() })) };
}
