import {
  backTestSchema,
  backTestsSchema,
  checkedLimitsSchema,
  checkLimitsSchema,
  limitChoicesSchema,
  startBackTestSchema,
  triedLimitsSchema,
  tryLimitsSchema,
} from '@critical-callout/contract/limits';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { readBackTest, readBackTests, startBackTest, stopBackTest } from './back-test.ts';
import { checkDrafts, readChoices, tryLimits } from './drafts.ts';
import { zoneOf } from './load-rules.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const read = { permission: 'limits.read' } as const;
const write = { permission: 'limits.write' } as const;
const LARGE_BODY_BYTES = 6_000_000;

/** What limits would do before they count: try, check, back-test. */
export const draftRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/limits/try',
      { bodyLimit: LARGE_BODY_BYTES, config: read, schema: { body: tryLimitsSchema, response: { 200: triedLimitsSchema } } },
      ({ session: { labId }, body }) =>
        db.inLab(labId, async (tx) => tryLimits(tx, labId, body, clock.now(), await zoneOf(tx, labId))),
    );
    app.post(
      '/limits/check',
      { config: read, schema: { body: checkLimitsSchema, response: { 200: checkedLimitsSchema } } },
      ({ session: { labId }, body }) => db.inLab(labId, (tx) => checkDrafts(tx, labId, body, clock.now())),
    );
    app.get('/limits/choices', { config: read, schema: { response: { 200: limitChoicesSchema } } }, ({ session: { labId } }) =>
      db.inLab(labId, (tx) => readChoices(tx, labId, clock.now())),
    );
    app.get('/limits/back-tests', { config: read, schema: { response: { 200: backTestsSchema } } }, ({ session: { labId } }) =>
      db.inLab(labId, async (tx) => ({ items: await readBackTests(tx, labId) })),
    );
    app.post(
      '/limits/back-tests',
      { config: write, schema: { body: startBackTestSchema, response: { 202: backTestSchema } } },
      async ({ session, body }, reply) =>
        reply.code(202).send(await db.inLab(session.labId, (tx) => startBackTest(tx, session, body, clock.now()))),
    );
    app.get(
      '/limits/back-tests/:id',
      { config: read, schema: { params, response: { 200: backTestSchema } } },
      ({ session: { labId }, params: { id } }) => db.inLab(labId, (tx) => readBackTest(tx, labId, id)),
    );
    app.post(
      '/limits/back-tests/:id/cancel',
      { config: write, schema: { params, response: { 200: backTestSchema } } },
      ({ session: { labId }, params: { id } }) => db.inLab(labId, (tx) => stopBackTest(tx, labId, id, clock.now())),
    );
  };
