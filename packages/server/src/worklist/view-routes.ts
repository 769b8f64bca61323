import { savedViewSchema, worklistViewSchema, worklistViewsSchema } from '@critical-callout/contract/worklist';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { changeView, deleteView, listViews, saveView } from './views.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const config = { permission: 'worklist.read' } as const;

/** Named ways of looking at the list; they hold filters and no data. */
export const viewRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/worklist-views', { config, schema: { response: { 200: worklistViewsSchema } } }, ({ session }) =>
      db.inLab(session.labId, async (tx) => ({ items: await listViews(tx, session) })),
    );
    app.post(
      '/worklist-views',
      { config, schema: { body: savedViewSchema, response: { 201: worklistViewSchema } } },
      async ({ session, body }, reply) =>
        reply.code(201).send(await db.inLab(session.labId, (tx) => saveView(tx, session, body, clock.now()))),
    );
    app.put(
      '/worklist-views/:id',
      { config, schema: { params, body: savedViewSchema, response: { 200: worklistViewSchema } } },
      ({ session, params: { id }, body }) => db.inLab(session.labId, (tx) => changeView(tx, session, id, body, clock.now())),
    );
    app.delete(
      '/worklist-views/:id',
      { config, schema: { params, response: { 204: z.null() } } },
      async ({ session, params: { id } }, reply) => {
        await db.inLab(session.labId, (tx) => deleteView(tx, session, id, clock.now()));
        return reply.code(204).send(null);
      },
    );
  };
