import {
  approvedSchema,
  approveManySchema,
  approveSchema,
  evaluatedSchema,
  evaluateRequestSchema,
  importLimitsResultSchema,
  importLimitsSchema,
  limitSchema,
  limitsQuerySchema,
  limitsSchema,
  limitVersionsSchema,
  listOptionSchema,
  listOptionsQuerySchema,
  listOptionsSchema,
  listOptionVersionsSchema,
  saveLimitSchema,
  saveListOptionSchema,
  starterLoadedSchema,
} from '@critical-callout/contract/limits';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { writeLimits } from './csv.ts';
import { listDepartments } from './departments.ts';
import { draftRoutes } from './draft-routes.ts';
import { dryRun } from './dry-run.ts';
import { importLimits } from './import.ts';
import { listLatestLimits } from './limit-queries.ts';
import { approveLimits, readLimits, readLimitVersions, saveLimit } from './limits.ts';
import { loadRules, zoneOf } from './load-rules.ts';
import { mappingRoutes } from './mapping-routes.ts';
import { approveOptions, readOptions, readOptionVersions, saveOption } from './options.ts';
import { limitOut, optionOut } from './out.ts';
import { addStarterLimits } from './starter.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const read = { permission: 'limits.read' } as const;
const write = { permission: 'limits.write' } as const;
const approve = { permission: 'limits.approve' } as const;
// A list of limits, or HL7 messages to try: larger than the API's usual body.
const LARGE_BODY_BYTES = 6_000_000;

export const evaluationRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(draftRoutes(deps));
    await app.register(limitRoutes(deps));
    await app.register(mappingRoutes(deps));
    await app.register(listOptionRoutes(deps));
    app.post(
      '/evaluate',
      { bodyLimit: LARGE_BODY_BYTES, config: read, schema: { body: evaluateRequestSchema, response: { 200: evaluatedSchema } } },
      ({ session, body }) =>
        deps.db.inLab(session.labId, async (tx) => {
          const rules = await loadRules(tx, session.labId);
          const [zone, departments] = [await zoneOf(tx, session.labId), await listDepartments(tx, session.labId)];
          return dryRun(rules, body, { now: deps.clock.now(), zone, departments });
        }),
    );
  };

const limitRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/limits',
      { config: read, schema: { querystring: limitsQuerySchema, response: { 200: limitsSchema } } },
      ({ session, query }) =>
        db.inLab(session.labId, async (tx) => {
          const page = await readLimits(tx, session.labId, query);
          return { ...page, items: page.items.map(limitOut) };
        }),
    );
    app.get('/limits/export.csv', { config: read, schema: { response: { 200: z.string() } } }, async ({ session }, reply) => {
      const rows = await db.inLab(session.labId, (tx) => listLatestLimits(tx, session.labId));
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="limits.csv"')
        .send(writeLimits(rows));
    });
    app.get(
      '/limits/:id/versions',
      { config: read, schema: { params, response: { 200: limitVersionsSchema } } },
      ({ session, params: { id } }) =>
        db.inLab(session.labId, async (tx) => ({ items: (await readLimitVersions(tx, session.labId, id)).map(limitOut) })),
    );
    app.post(
      '/limits',
      { config: write, schema: { body: saveLimitSchema, response: { 201: limitSchema } } },
      async ({ session, body }, reply) => {
        const saved = await db.inLab(session.labId, (tx) => saveLimit(tx, session, body, clock.now()));
        return reply.code(201).send(limitOut(saved));
      },
    );
    app.post(
      '/limits/starter',
      { config: write, schema: { response: { 201: starterLoadedSchema } } },
      async ({ session }, reply) =>
        reply.code(201).send(await db.inLab(session.labId, (tx) => addStarterLimits(tx, session, clock.now()))),
    );
    app.post(
      '/limits/import',
      {
        bodyLimit: LARGE_BODY_BYTES,
        config: write,
        schema: { body: importLimitsSchema, response: { 200: importLimitsResultSchema } },
      },
      ({ session, body }) =>
        db.inLab(session.labId, (tx) =>
          importLimits(tx, {
            ...body,
            labId: session.labId,
            actor: actorOf(session),
            author: session.userName,
            authorUserId: session.userId,
            now: clock.now(),
          }),
        ),
    );
    app.post(
      '/limits/approve',
      { config: approve, schema: { body: approveManySchema, response: { 200: approvedSchema } } },
      ({ session, body }) =>
        db.inLab(session.labId, async (tx) => ({
          approved: await approveLimits(tx, session, body.ids, body.reason, clock.now()),
        })),
    );
    app.post(
      '/limits/:id/approve',
      { config: approve, schema: { params, body: approveSchema, response: { 200: approvedSchema } } },
      ({ session, params: { id }, body }) =>
        db.inLab(session.labId, async (tx) => ({ approved: await approveLimits(tx, session, [id], body.reason, clock.now()) })),
    );
  };

const listOptionRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/list-options',
      { config: read, schema: { querystring: listOptionsQuerySchema, response: { 200: listOptionsSchema } } },
      ({ session, query }) =>
        db.inLab(session.labId, async (tx) => {
          const page = await readOptions(tx, session.labId, query);
          return { ...page, items: page.items.map(optionOut) };
        }),
    );
    app.get(
      '/list-options/:id/versions',
      { config: read, schema: { params, response: { 200: listOptionVersionsSchema } } },
      ({ session, params: { id } }) =>
        db.inLab(session.labId, async (tx) => ({ items: (await readOptionVersions(tx, session.labId, id)).map(optionOut) })),
    );
    app.post(
      '/list-options',
      { config: write, schema: { body: saveListOptionSchema, response: { 201: listOptionSchema } } },
      async ({ session, body }, reply) => {
        const saved = await db.inLab(session.labId, (tx) => saveOption(tx, session, body, clock.now()));
        return reply.code(201).send(optionOut(saved));
      },
    );
    app.post(
      '/list-options/approve',
      { config: approve, schema: { body: approveManySchema, response: { 200: approvedSchema } } },
      ({ session, body }) =>
        db.inLab(session.labId, async (tx) => ({
          approved: await approveOptions(tx, session, body.ids, body.reason, clock.now()),
        })),
    );
  };
