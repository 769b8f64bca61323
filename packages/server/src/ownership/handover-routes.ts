import {
  acceptHandoverSchema,
  handoverDetailSchema,
  handoverNoteSchema,
  handoversQuerySchema,
  handoversSchema,
  offerHandoverSchema,
  situationSchema,
  withdrawHandoverSchema,
} from '@critical-callout/contract/ownership';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { recordAccess } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { acceptHandover, listHandovers, noteHandover, readHandover, withdrawHandover } from './handovers.ts';
import { offerHandover } from './offer-handover.ts';
import { type ListRotaGaps, readSituation } from './situation.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const read = { permission: 'callout.read' } as const;
const write = { permission: 'callout.write' } as const;
const response = { 200: handoverDetailSchema };

export const handoverRoutes =
  ({ db, clock }: Deps, listRotaGaps: ListRotaGaps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/handovers',
      { config: read, schema: { querystring: handoversQuerySchema, response: { 200: handoversSchema } } },
      ({ session, query }) => db.inLab(session.labId, (tx) => listHandovers(tx, session, query, clock.now())),
    );
    app.get('/handovers/situation', { config: read, schema: { response: { 200: situationSchema } } }, ({ session }) =>
      db.inLab(session.labId, (tx) => readSituation(tx, session.labId, clock.now(), listRotaGaps)),
    );
    app.get('/handovers/:id', { config: read, schema: { params, response } }, ({ session, params, id, ip }) =>
      db.inLab(session.labId, async (tx) => {
        const at = clock.now();
        const handover = await readHandover(tx, session, params.id, at);
        const billIds = handover.items.flatMap(({ billId }) => billId ?? []);
        await recordAccess(tx, session, { action: 'handover.read', billIds, at, requestId: id, address: ip });
        return handover;
      }),
    );
    app.post(
      '/handovers',
      { config: write, schema: { body: offerHandoverSchema, response: { 201: handoverDetailSchema } } },
      async ({ session, body: offer }, reply) => {
        const handover = await db.inLab(session.labId, async (tx) => {
          const now = clock.now();
          return readHandover(tx, session, await offerHandover(tx, { session, offer, now, listRotaGaps }), now);
        });
        return reply.code(201).send(handover);
      },
    );
    app.post(
      '/handovers/:id/accept',
      { config: write, schema: { params, body: acceptHandoverSchema, response } },
      ({ session, params: { id }, body }) =>
        db.inLab(session.labId, (tx) => acceptHandover(tx, { session, id, body, now: clock.now() })),
    );
    app.post(
      '/handovers/:id/withdraw',
      { config: write, schema: { params, body: withdrawHandoverSchema, response } },
      ({ session, params: { id }, body: { reason } }) =>
        db.inLab(session.labId, (tx) => withdrawHandover(tx, { session, id, reason, now: clock.now() })),
    );
    app.post(
      '/handovers/:id/notes',
      { config: write, schema: { params, body: handoverNoteSchema, response } },
      ({ session, params: { id }, body: { text, billId = null } }) =>
        db.inLab(session.labId, (tx) => noteHandover(tx, { session, id, text, billId, now: clock.now() })),
    );
  };
