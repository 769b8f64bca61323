import { submitCalloutAnswerSchema, submitCalloutSchema } from '@critical-callout/contract/callout';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import type { QueueDeliveries } from './ports.ts';
import { processCallout } from './process.ts';

/** If-Match: the version of the order the user saw, quoted as an ETag. */
const headers = z.object({
  'if-match': z
    .string()
    .regex(/^(W\/)?"?\d+"?$/, 'must be the version of the order, e.g. "7"')
    .transform((tag) => Number(tag.replace(/\D/g, '')))
    .optional(),
});

export const calloutRoutes =
  (deps: Deps, queueDeliveries: QueueDeliveries): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/bills/:id/callouts',
      {
        config: { permission: 'callout.write' },
        schema: {
          params: z.object({ id: z.coerce.number().int().positive() }),
          headers,
          body: submitCalloutSchema,
          response: { 201: submitCalloutAnswerSchema },
        },
      },
      async (request, reply) => {
        const answer = await deps.db.inLab(request.session.labId, (tx) =>
          processCallout(
            tx,
            {
              ...request.body,
              session: request.session,
              billId: request.params.id,
              seenVersion: request.headers['if-match'] ?? null,
              baseUrl: deps.config.publicUrl,
              now: deps.clock.now(),
            },
            queueDeliveries,
          ),
        );
        return reply.code(201).header('etag', `"${answer.version}"`).send(answer);
      },
    );
  };
