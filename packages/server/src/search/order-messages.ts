import { patientMessagesSchema } from '@critical-callout/contract/patients';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { recordAccess } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { listPatientMessages } from './patient-trail.ts';

/** The messages the results of one order came with, for the panel; their content by GET /order-messages/{id}. */
export const orderMessageRoutes =
  ({ db, clock }: Pick<Deps, 'db' | 'clock'>): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/bills/:id/messages',
      {
        config: { permission: 'order-messages.read' },
        schema: { params: z.object({ id: z.coerce.number().int().positive() }), response: { 200: patientMessagesSchema } },
      },
      ({ session, params: { id: billId }, id, ip }) =>
        db.inLab(session.labId, async (tx) => {
          const found = await listPatientMessages(tx, session, { billId });
          if (found.messages.length === 0)
            throw new Refused(refusal('callout.bill-unknown', `order ${billId} has no message here`), 404);
          const line = { action: 'order.messages', billIds: [billId], at: clock.now(), requestId: id, address: ip };
          await recordAccess(tx, session, line);
          return found;
        }),
    );
  };
