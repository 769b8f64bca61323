import { criticalRecordsSchema } from '@critical-callout/contract/callout';
import {
  relatedOrdersSchema,
  worklistFacetsSchema,
  worklistQuerySchema,
  worklistSchema,
  worklistSummarySchema,
} from '@critical-callout/contract/worklist';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { recordAccess } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { downtimeRoutes } from './downtime-routes.ts';
import { readFacets } from './facets.ts';
import { countTiles, readFeed } from './pages.ts';
import type { ResolveContacts } from './ports.ts';
import { readRelated } from './related.ts';
import { readCriticalRecords, readWorklist } from './service.ts';
import { viewRoutes } from './view-routes.ts';

export const worklistRoutes =
  (deps: Deps, resolveContacts: ResolveContacts): FastifyPluginAsyncZod =>
  async (app) => {
    const { db, clock } = deps;
    await app.register(viewRoutes(deps));
    await app.register(downtimeRoutes(deps, resolveContacts));
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

    app.get(
      '/bills/:id/related',
      {
        config: { permission: 'callout.read' },
        schema: { params: z.object({ id: z.coerce.number().int().positive() }), response: { 200: relatedOrdersSchema } },
      },
      ({ session, params, id, ip }) =>
        db.inLab(session.labId, async (tx) => {
          const at = clock.now();
          const related = await readRelated(tx, session, params.id, at, resolveContacts);
          const items = [...related.samePatient, ...related.sameRecipient.flatMap((group) => group.items)];
          const billIds = [params.id, ...items.map(({ billId }) => billId)];
          await recordAccess(tx, session, { action: 'related-orders.read', billIds, at, requestId: id, address: ip });
          return related;
        }),
    );

    // Names of tests and staff, no patient data.
    app.get(
      '/worklist/facets',
      { config: { permission: 'worklist.read' }, schema: { response: { 200: worklistFacetsSchema } } },
      ({ session }) => db.inLab(session.labId, (tx) => readFacets(tx, session, clock.now())),
    );

    // For those who keep the feeds: how much there is to do, and nothing of whom.
    app.get(
      '/worklist/summary',
      { config: { permission: 'messages.read' }, schema: { response: { 200: worklistSummarySchema } } },
      ({ session }) =>
        db.inLab(session.labId, async (tx) => {
          const now = clock.now();
          return {
            counts: await countTiles(tx, session, now),
            feed: await readFeed(tx, session.labId, now),
            serverTime: now.toISOString(),
          };
        }),
    );
  };
