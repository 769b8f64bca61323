import {
  enterManualResultSchema,
  manualResultEnteredSchema,
  manualResultStateSchema,
  withdrawManualResultSchema,
} from '@critical-callout/contract/manual';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { checkEntry, withdrawEntry } from './change-entry.ts';
import { enterResult } from './enter-by-hand.ts';
import type { Asking } from './inbox.ts';
import type { IntakeDeps } from './work.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const config = { permission: 'results.enter' } as const;
const asking = ({ session, id, ip }: FastifyRequest): Asking => ({ session, requestId: id, address: ip });

/** Results that came by telephone or on paper. */
export const handRoutes =
  (deps: IntakeDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/patients/:id/manual-results',
      { config, schema: { params, body: enterManualResultSchema, response: { 201: manualResultEnteredSchema } } },
      async (request, reply) => reply.code(201).send(await enterResult(deps, asking(request), request.params.id, request.body)),
    );
    app.post('/manual-results/:id/check', { config, schema: { params, response: { 200: manualResultStateSchema } } }, (request) =>
      checkEntry(deps, asking(request), request.params.id),
    );
    app.post(
      '/manual-results/:id/withdraw',
      { config, schema: { params, body: withdrawManualResultSchema, response: { 200: manualResultStateSchema } } },
      (request) => withdrawEntry(deps, asking(request), request.params.id, request.body.reason),
    );
  };
