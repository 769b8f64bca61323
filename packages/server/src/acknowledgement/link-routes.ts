import { type LinkState, linkStateSchema, withdrawLinkSchema } from '@critical-callout/contract/acknowledgement';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import { actorOf, appendEvents } from '../audit/index.ts';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { linkEvent } from './events.ts';
import { endLink, type LiveLink } from './link-queries.ts';

type LinkRow = Pick<
  LiveLink,
  'labId' | 'deliveryId' | 'billId' | 'labReportIds' | 'channel' | 'recipientKind' | 'recipientName' | 'failedProofs'
> & {
  issuedAt: Date;
  expiresAt: Date;
  openedAt: Date | null;
  lockedAt: Date | null;
  endedAt: Date | null;
  endReason: LinkState['endReason'];
};

/** Another laboratory's message, one outside the session's scope, one without a link and an unknown one answer alike. */
async function getLink(tx: Tx, session: LabSession, deliveryId: number): Promise<LinkRow> {
  const { rows } = await sql<LinkRow>`
    select l.lab_id as "labId", l.delivery_id as "deliveryId", d.bill_id as "billId", e.lab_report_ids as "labReportIds", d.channel,
      d.recipient_kind as "recipientKind", d.recipient_name as "recipientName", l.failed_proofs as "failedProofs", l.issued_at as "issuedAt",
      l.expires_at as "expiresAt", l.locked_at as "lockedAt", l.ended_at as "endedAt", l.end_reason as "endReason",
      (select min(o.at) from events o where o.lab_id = l.lab_id and o.bill_id = d.bill_id and o.type = 'acknowledgement-opened'
        and o.payload ->> 'delivery_id' = d.id::text) as "openedAt"
    from acknowledgement_links l join deliveries d on d.lab_id = l.lab_id and d.id = l.delivery_id
    join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
    where l.lab_id = ${session.labId} and l.delivery_id = ${deliveryId} and exists (
      select from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
      where r.lab_id = d.lab_id and r.bill_id = d.bill_id and r.id = any(e.lab_report_ids) and ${visibleReports(session)})
    for update of l`.execute(tx);
  const [row] = rows;
  if (!row) throw new Refused(refusal('acknowledgement.link-unknown', `delivery ${deliveryId} has no link here`), 404);
  return row;
}

function present(row: LinkRow): LinkState {
  return {
    issuedAt: row.issuedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    openedAt: row.openedAt?.toISOString() ?? null,
    failedProofs: row.failedProofs,
    lockedAt: row.lockedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    endReason: row.endReason,
  };
}

export const linkStateRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    const params = z.object({ id: z.coerce.number().int().positive() });
    const response = { 200: linkStateSchema };
    app.get(
      '/deliveries/:id/link',
      { config: { permission: 'deliveries.read' }, schema: { params, response } },
      ({ session, params: { id } }) => db.inLab(session.labId, async (tx) => present(await getLink(tx, session, id))),
    );
    app.post(
      '/deliveries/:id/link/withdraw',
      { config: { permission: 'deliveries.write' }, schema: { params, body: withdrawLinkSchema, response } },
      ({ session, params: { id }, body: { reason } }) =>
        db.inLab(session.labId, async (tx) => {
          const link = await getLink(tx, session, id);
          if (link.endedAt) {
            const message = `the link of delivery ${id} has ended already (${link.endReason})`;
            throw new Refused(refusal('acknowledgement.link-ended', message, { endReason: link.endReason }), 409);
          }
          const now = clock.now();
          await endLink(tx, link, 'withdrawn', now);
          const text = `Link withdrawn by - ${session.userName}, Reason - ${reason}`;
          await appendEvents(tx, session.labId, [
            linkEvent(link, 'link-withdrawn', text, now, { actor: actorOf(session), reason }),
          ]);
          return present({ ...link, endedAt: now, endReason: 'withdrawn' });
        }),
    );
  };
