import { judgedAgainSchema } from '@critical-callout/contract/mappings';
import {
  changeSourceSchema,
  feedStatusesSchema,
  newSourceSchema,
  sentSampleSchema,
  sourceSchema,
  sourcesSchema,
  triedMessageSchema,
  tryMessageSchema,
} from '@critical-callout/contract/sources';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { addSource, changeSource, listSources } from './edit-source.ts';
import { judgeAgain } from './judge-again.ts';
import { sendSample } from './sample.ts';
import { tryMessage } from './try-message.ts';
import { readFeedStatus } from './watch-feeds.ts';
import type { IntakeDeps } from './work.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const read = { permission: 'messages.read' } as const;
const write = { permission: 'sources.write' } as const;

export const sourceRoutes =
  (deps: IntakeDeps): FastifyPluginAsyncZod =>
  async (app) => {
    // Everybody signed in sees in the status strip that results do not arrive.
    app.get(
      '/feed-status',
      { config: { permission: 'signed-in' }, schema: { response: { 200: feedStatusesSchema } } },
      ({ session }) => readFeedStatus(deps, session.labId),
    );
    app.get('/sources', { config: read, schema: { response: { 200: sourcesSchema } } }, ({ session }) =>
      listSources(deps, session.labId),
    );
    app.post(
      '/sources',
      { config: write, schema: { body: newSourceSchema, response: { 201: sourceSchema } } },
      async ({ session, body }, reply) => {
        const source = await addSource(deps, session, body);
        return reply.code(201).header('location', `/api/v1/sources/${source.id}`).send(source);
      },
    );
    app.put(
      '/sources/:id',
      { config: write, schema: { params, body: changeSourceSchema, response: { 200: sourceSchema } } },
      ({ session, params: { id }, body }) => changeSource(deps, session, id, body),
    );
    app.post(
      '/mappings/:key/judge-again',
      {
        config: { permission: 'messages.write' },
        schema: { params: z.object({ key: z.uuid() }), response: { 200: judgedAgainSchema } },
      },
      ({ session, params: { key } }) => judgeAgain(deps, session, key),
    );
    app.post(
      '/sources/:id/sample',
      { config: write, schema: { params, response: { 200: sentSampleSchema } } },
      ({ session, params: { id } }) => sendSample(deps, session, id),
    );
    app.post(
      '/sources/:id/try',
      {
        bodyLimit: 4_200_000,
        config: { ...read, isIdempotent: true },
        schema: { params, body: tryMessageSchema, response: { 200: triedMessageSchema } },
      },
      ({ session, id: requestId, ip: address, params: { id }, body }) =>
        tryMessage(deps, { session, requestId, address }, id, body.text),
    );
  };
