import {
  discardMessageSchema,
  inboundMessageDetailSchema,
  inboundMessagesQuerySchema,
  inboundMessagesSchema,
  messageOutcomeSchema,
} from '@critical-callout/contract/messages';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Refused } from '../platform/http.ts';
import { acceptBlock } from './accept-block.ts';
import { handRoutes } from './hand-routes.ts';
import { type Asking, discardInbox, listInbox, readInbox, readOrderMessage, replayMessage } from './inbox.ts';
import type { Intake } from './intake.ts';
import { sourceRoutes } from './source-routes.ts';
import { findSource } from './sources.ts';
import type { IntakeDeps } from './work.ts';

const HL7_TYPES = ['application/hl7-v2', 'x-application/hl7-v2+er7', 'text/plain'];
const params = z.object({ id: z.coerce.number().int().positive() });
const asking = ({ session, id, ip }: FastifyRequest): Asking => ({ session, requestId: id, address: ip });

export const ingestRoutes =
  (deps: IntakeDeps, intake: Intake): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(sourceRoutes(deps));
    await app.register(handRoutes(deps));
    app.addContentTypeParser(HL7_TYPES, { parseAs: 'buffer', bodyLimit: deps.config.mllpMaxBytes }, (_request, body, done) =>
      done(null, body),
    );

    app.post(
      '/hl7v2',
      {
        // The message's own bytes are its key: a key beside them would keep an answer of a store that failed.
        config: { permission: 'messages.send', isIdempotent: true },
        bodyLimit: deps.config.mllpMaxBytes,
        schema: {
          description:
            'One HL7 v2 message or batch in, its acknowledgements out. The same bytes again are recognised as a duplicate and answered alike, so send again whatever was answered 503; an Idempotency-Key is not used here.',
          consumes: HL7_TYPES,
          querystring: z.object({ source: z.string().min(1).max(100).optional() }),
        },
      },
      async (request, reply) => {
        const { session, query, body, ip } = request;
        const raw = bytesOf(body);
        const source = await deps.db.inLab(session.labId, (tx) => findSource(tx, session.labId, query.source ?? null));
        if (!source) {
          const which = query.source === undefined ? 'no enabled source' : `no enabled source '${query.source}'`;
          throw new Refused(refusal('messages.unknown-source', `This lab has ${which}.`, { source: query.source ?? null }), 404);
        }
        const answer = await acceptBlock(intake, { source, transport: 'http', peer: ip, raw });
        // 503 also where the answer is a negative acknowledgement: an HTTP client looks at the status first.
        return reply
          .code(answer.isStored ? 200 : 503)
          .type('application/hl7-v2')
          .send(Buffer.concat(answer.acks));
      },
    );

    app.get(
      '/inbound-messages',
      {
        config: { permission: 'messages.read' },
        schema: { querystring: inboundMessagesQuerySchema, response: { 200: inboundMessagesSchema } },
      },
      (request) => listInbox(deps, asking(request), request.query),
    );

    app.get(
      '/inbound-messages/:id',
      { config: { permission: 'messages.read' }, schema: { params, response: { 200: inboundMessageDetailSchema } } },
      (request) => readInbox(deps, asking(request), request.params.id),
    );

    app.get(
      '/order-messages/:id',
      {
        config: { permission: 'order-messages.read' },
        schema: {
          description: 'A message by whoever sees the orders it brought results of, as long as it holds nothing of others.',
          params,
          response: { 200: inboundMessageDetailSchema },
        },
      },
      (request) => readOrderMessage(deps, asking(request), request.params.id),
    );

    app.post(
      '/inbound-messages/:id/replay',
      { config: { permission: 'messages.write' }, schema: { params, response: { 200: messageOutcomeSchema } } },
      (request) => replayMessage(deps, asking(request), request.params.id),
    );

    app.post(
      '/inbound-messages/:id/discard',
      {
        config: { permission: 'messages.write' },
        schema: { params, body: discardMessageSchema, response: { 200: messageOutcomeSchema } },
      },
      (request) => discardInbox(deps, asking(request), request.params.id, request.body.reason),
    );
  };

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new Refused(refusal('messages.empty-body', `The body must be an HL7 v2 message, sent as ${HL7_TYPES.join(', ')}.`), 400);
}
