import { feedNamesSchema, feedSchema, saveFeedNameSchema, saveFeedSchema } from '@critical-callout/contract/directory';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../../platform/deps.ts';
import { changeBy } from '../say.ts';
import { readFeedNames, readFeedNow, readFeedState, removeFeed, saveFeed, saveFeedName } from './feeds.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const read = { permission: 'directory.read' } as const;
const write = { permission: 'directory.write' } as const;
// A whole calendar as text.
const LARGE_BODY_BYTES = 3_000_000;

/** Calendars that say who is on call. What is fetched is fetched outside any transaction. */
export const feedRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    const { db, clock } = deps;
    app.get(
      '/schedules/:id/feed',
      { config: read, schema: { params, response: { 200: feedSchema } } },
      ({ session, params: { id } }) => db.inLab(session.labId, (tx) => readFeedState(tx, session.labId, id, clock.now())),
    );
    app.put(
      '/schedules/:id/feed',
      { bodyLimit: LARGE_BODY_BYTES, config: write, schema: { params, body: saveFeedSchema, response: { 200: feedSchema } } },
      ({ session, params: { id }, body }) => saveFeed(deps, changeBy(session, clock.now()), id, body),
    );
    app.post(
      '/schedules/:id/feed/read-now',
      { config: write, schema: { params, response: { 200: feedSchema } } },
      ({ session, params: { id } }) => readFeedNow(deps, session.labId, id),
    );
    app.delete(
      '/schedules/:id/feed',
      { config: write, schema: { params, response: { 204: z.null() } } },
      async ({ session, params: { id } }, reply) => {
        await db.inLab(session.labId, (tx) => removeFeed(tx, changeBy(session, clock.now()), id));
        return reply.code(204).send(null);
      },
    );
    app.get('/feed-names', { config: read, schema: { response: { 200: feedNamesSchema } } }, ({ session }) =>
      db.inLab(session.labId, (tx) => readFeedNames(tx, session.labId)),
    );
    app.put(
      '/feed-names',
      { config: write, schema: { body: saveFeedNameSchema, response: { 200: feedNamesSchema } } },
      ({ session, body }) => saveFeedName(deps, changeBy(session, clock.now()), body.name, body.who),
    );
  };
