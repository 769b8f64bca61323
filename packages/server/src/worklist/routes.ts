import { criticalRecordsSchema } from '@critical-callout/contract/callout';
import { worklistQuerySchema, worklistSchema } from '@critical-callout/contract/worklist';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { recordAccess } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import type { ResolveContacts } from './ports.ts';
import { readCriticalRecords, readWorklist } from './service.ts';

export const worklistRoutes =
  ({ db, clock }: Deps, resolveContacts: ResolveContacts): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/worklist',
      {
        config: { permission: 'worklist.read' },
        schema: { querystring: worklistQuerySchema, response: { 200: worklistSchema } },
      },
      ({ session, query, id, ip }) =>
        db.inLab(session.labId, async (tx) => {
          const at = clock.now();
          const page = await readWorklist(tx, session, query, at, resolveContacts);
          await recordAccess(tx, session, {
            action: 'worklist.read',
            billIds: page.items.map((item) => item.billId),
            at,
            requestId: id,
            address: ip,
          });
          return page;
        }),
    );

    app.get(
      '/bills/:id/critical-records',
      {
        config: { permission: 'callout.read' },
        schema: { params: z.object({ id: z.coerce.number().int().positive() }), response: { 200: criticalRecordsSchema } },
      },
      async ({ session, params, id, ip }, reply) => {
        const records = await db.inLab(session.labId, async (tx) => {
          const at = clock.now();
          const found = await readCriticalRecords(tx, session, params.id, at, resolveContacts);
          await recordAccess(tx, session, {
            action: 'critical-records.read',
            billIds: [params.id],
            at,
            requestId: id,
            address: ip,
          });
          return found;
        });
        return reply.header('etag', `"${records.bill.version}"`).send(records);
      },
    );
  };
