import {
  apiKeySchema,
  apiKeysQuerySchema,
  apiKeysSchema,
  createdApiKeySchema,
  newApiKeySchema,
} from '@critical-callout/contract/auth';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { createKey, keyOwnerOf, listKeys, revokeKey } from './api-keys.ts';
import { type AuthPorts, actorOf } from './ports.ts';

const byId = z.object({ id: z.coerce.number().int().positive() });

export const apiKeyRoutes =
  (deps: Deps, ports: AuthPorts): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api-keys',
      { config: { permission: 'users.write' }, schema: { querystring: apiKeysQuerySchema, response: { 200: apiKeysSchema } } },
      async ({ session, query: { cursor, limit } }) => {
        const items = await deps.db.inLab(session.labId, (tx) => listKeys(tx, session.labId, { before: cursor ?? null, limit }));
        const last = items.at(-1);
        return { items, nextCursor: last && items.length === limit ? String(last.id) : null };
      },
    );

    app.post(
      '/api-keys',
      // The key in the answer is shown once; kept for a repeated Idempotency-Key it would lie in the database as it is.
      {
        config: { permission: 'users.write', isAnswerForgotten: true },
        schema: { body: newApiKeySchema, response: { 201: createdApiKeySchema } },
      },
      async ({ session, body }, reply) =>
        reply.code(201).send(await createKey(deps, ports, keyOwnerOf(session), body, actorOf(session))),
    );

    app.delete(
      '/api-keys/:id',
      { config: { permission: 'users.write' }, schema: { params: byId, response: { 200: apiKeySchema } } },
      ({ session, params }) => revokeKey(deps, ports, session, params.id),
    );
  };
