import { downtimeSheetSchema } from '@critical-callout/contract/worklist';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { recordAccess } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { printDowntimeSheet } from './downtime-sheet.ts';
import type { ResolveContacts } from './ports.ts';

export const downtimeRoutes =
  ({ db, clock }: Pick<Deps, 'db' | 'clock'>, resolveContacts: ResolveContacts): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/worklist/downtime-sheet',
      { config: { permission: 'worklist.read' }, schema: { response: { 201: downtimeSheetSchema } } },
      async ({ session, id, ip }, reply) => {
        const sheet = await db.inLab(session.labId, async (tx) => {
          const at = clock.now();
          const printed = await printDowntimeSheet(tx, session, at, resolveContacts);
          const billIds = printed.items.map((item) => item.billId);
          await recordAccess(tx, session, { action: 'downtime-sheet.print', billIds, at, requestId: id, address: ip });
          return printed;
        });
        return reply.code(201).send(sheet);
      },
    );
  };
