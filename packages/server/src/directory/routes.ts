import {
  closeTaskSchema,
  contactPointSchema,
  contactPointsQuerySchema,
  delegationSchema,
  delegationsQuerySchema,
  directoryTaskSchema,
  directoryTasksQuerySchema,
  doctorSchema,
  duplicatesSchema,
  importDirectoryResultSchema,
  importDirectorySchema,
  organizationSchema,
  pageOf,
  partiesQuerySchema,
  personSchema,
  previewQuerySchema,
  type SaveParty,
  saveContactPointSchema,
  saveDelegationSchema,
  saveDoctorSchema,
  saveOrganizationSchema,
  savePersonSchema,
  saveScheduleSchema,
  saveWardSchema,
  schedulePreviewSchema,
  scheduleSchema,
  schedulesQuerySchema,
  wardSchema,
} from '@critical-callout/contract/directory';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { readContactPoint, readContactPoints, saveContactPoint } from './contact-points.ts';
import { readDelegation, readDelegations, saveDelegation } from './delegations.ts';
import { readDuplicates } from './duplicates.ts';
import { feedRoutes } from './feeds/routes.ts';
import { exportDirectory, importDirectory } from './import.ts';
import { readParties, readParty, saveParty } from './parties.ts';
import type { SendPlain } from './ports.ts';
import { changeBy } from './say.ts';
import { previewSchedule, readSchedule, readSchedules, saveSchedule } from './schedules.ts';
import { closeTask, readTasks } from './tasks.ts';
import { verificationRoutes } from './verification-routes.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const read = { permission: 'directory.read' } as const;
const write = { permission: 'directory.write' } as const;
// A whole directory as a file: larger than the API's usual body.
const LARGE_BODY_BYTES = 6_000_000;

export const directoryRoutes =
  (deps: Deps, sendPlain: SendPlain): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(partyRoutes(deps), { prefix: '/directory' });
    await app.register(contactRoutes(deps), { prefix: '/directory' });
    await app.register(verificationRoutes(deps, sendPlain), { prefix: '/directory' });
    await app.register(dutyRoutes(deps), { prefix: '/directory' });
    await app.register(feedRoutes(deps), { prefix: '/directory' });
    await app.register(fileAndTaskRoutes(deps), { prefix: '/directory' });
  };

const PARTIES = [
  { path: '/doctors', kind: 'doctor', save: saveDoctorSchema, out: doctorSchema },
  { path: '/organizations', kind: 'organization', save: saveOrganizationSchema, out: organizationSchema },
  { path: '/wards', kind: 'ward', save: saveWardSchema, out: wardSchema },
  { path: '/persons', kind: 'person', save: savePersonSchema, out: personSchema },
] as const;

const partyRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    for (const { path, kind, ...shapes } of PARTIES) {
      // Four shapes of one family: each route checks its own, the handler is the same.
      const save = shapes.save as z.ZodType<SaveParty>;
      const out = shapes.out as z.ZodType<{ id: number }>;
      app.get(
        path,
        { config: read, schema: { querystring: partiesQuerySchema, response: { 200: pageOf(out) } } },
        ({ session, query }) => db.inLab(session.labId, (tx) => readParties(tx, session.labId, kind, query)),
      );
      app.get(`${path}/:id`, { config: read, schema: { params, response: { 200: out } } }, ({ session, params: { id } }) =>
        db.inLab(session.labId, (tx) => readParty(tx, session.labId, kind, id)),
      );
      app.post(path, { config: write, schema: { body: save, response: { 201: out } } }, async ({ session, body }, reply) => {
        const saved = await db.inLab(session.labId, (tx) => saveParty(tx, changeBy(session, clock.now()), kind, null, body));
        return reply.code(201).send(saved);
      });
      app.put(
        `${path}/:id`,
        { config: write, schema: { params, body: save, response: { 200: out } } },
        ({ session, params: { id }, body }) =>
          db.inLab(session.labId, (tx) => saveParty(tx, changeBy(session, clock.now()), kind, id, body)),
      );
    }
  };

const contactRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/contact-points',
      { config: read, schema: { querystring: contactPointsQuerySchema, response: { 200: pageOf(contactPointSchema) } } },
      ({ session, query }) => db.inLab(session.labId, (tx) => readContactPoints(tx, session.labId, query, clock.now())),
    );
    app.get(
      '/contact-points/:id',
      { config: read, schema: { params, response: { 200: contactPointSchema } } },
      ({ session, params: { id } }) => db.inLab(session.labId, (tx) => readContactPoint(tx, session.labId, id)),
    );
    app.post(
      '/contact-points',
      { config: write, schema: { body: saveContactPointSchema, response: { 201: contactPointSchema } } },
      async ({ session, body }, reply) => {
        const saved = await db.inLab(session.labId, (tx) => saveContactPoint(tx, changeBy(session, clock.now()), null, body));
        return reply.code(201).send(saved);
      },
    );
    app.put(
      '/contact-points/:id',
      { config: write, schema: { params, body: saveContactPointSchema, response: { 200: contactPointSchema } } },
      ({ session, params: { id }, body }) =>
        db.inLab(session.labId, (tx) => saveContactPoint(tx, changeBy(session, clock.now()), id, body)),
    );
  };

const dutyRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/delegations',
      { config: read, schema: { querystring: delegationsQuerySchema, response: { 200: pageOf(delegationSchema) } } },
      ({ session, query }) => db.inLab(session.labId, (tx) => readDelegations(tx, session.labId, query, clock.now())),
    );
    app.get(
      '/delegations/:id',
      { config: read, schema: { params, response: { 200: delegationSchema } } },
      ({ session, params: { id } }) => db.inLab(session.labId, (tx) => readDelegation(tx, session.labId, id)),
    );
    app.post(
      '/delegations',
      { config: write, schema: { body: saveDelegationSchema, response: { 201: delegationSchema } } },
      async ({ session, body }, reply) => {
        const saved = await db.inLab(session.labId, (tx) => saveDelegation(tx, changeBy(session, clock.now()), null, body));
        return reply.code(201).send(saved);
      },
    );
    app.put(
      '/delegations/:id',
      { config: write, schema: { params, body: saveDelegationSchema, response: { 200: delegationSchema } } },
      ({ session, params: { id }, body }) =>
        db.inLab(session.labId, (tx) => saveDelegation(tx, changeBy(session, clock.now()), id, body)),
    );
    app.get(
      '/schedules',
      { config: read, schema: { querystring: schedulesQuerySchema, response: { 200: pageOf(scheduleSchema) } } },
      ({ session, query }) => db.inLab(session.labId, (tx) => readSchedules(tx, session.labId, query)),
    );
    app.get(
      '/schedules/:id',
      { config: read, schema: { params, response: { 200: scheduleSchema } } },
      ({ session, params: { id } }) => db.inLab(session.labId, (tx) => readSchedule(tx, session.labId, id)),
    );
    app.get(
      '/schedules/:id/preview',
      { config: read, schema: { params, querystring: previewQuerySchema, response: { 200: schedulePreviewSchema } } },
      ({ session, params: { id }, query: { at, days } }) =>
        db.inLab(session.labId, (tx) => previewSchedule(tx, session.labId, id, at ? new Date(at) : clock.now(), days)),
    );
    app.post(
      '/schedules',
      { config: write, schema: { body: saveScheduleSchema, response: { 201: scheduleSchema } } },
      async ({ session, body }, reply) => {
        const saved = await db.inLab(session.labId, (tx) => saveSchedule(tx, changeBy(session, clock.now()), null, body));
        return reply.code(201).send(saved);
      },
    );
    app.put(
      '/schedules/:id',
      { config: write, schema: { params, body: saveScheduleSchema, response: { 200: scheduleSchema } } },
      ({ session, params: { id }, body }) =>
        db.inLab(session.labId, (tx) => saveSchedule(tx, changeBy(session, clock.now()), id, body)),
    );
  };

const fileAndTaskRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/export.csv', { config: read, schema: { response: { 200: z.string() } } }, async ({ session }, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="directory.csv"')
        .send(await db.inLab(session.labId, (tx) => exportDirectory(tx, session.labId))),
    );
    app.post(
      '/import',
      {
        bodyLimit: LARGE_BODY_BYTES,
        config: write,
        schema: { body: importDirectorySchema, response: { 200: importDirectoryResultSchema } },
      },
      ({ session, body }) => db.inLab(session.labId, (tx) => importDirectory(tx, changeBy(session, clock.now()), body)),
    );
    app.get('/duplicates', { config: read, schema: { response: { 200: duplicatesSchema } } }, ({ session }) =>
      db.inLab(session.labId, (tx) => readDuplicates(tx, session.labId)),
    );
    app.get(
      '/tasks',
      { config: read, schema: { querystring: directoryTasksQuerySchema, response: { 200: pageOf(directoryTaskSchema) } } },
      ({ session, query }) => db.inLab(session.labId, (tx) => readTasks(tx, session.labId, query)),
    );
    app.post(
      '/tasks/:id/close',
      { config: write, schema: { params, body: closeTaskSchema, response: { 200: directoryTaskSchema } } },
      ({ session, params: { id }, body }) =>
        db.inLab(session.labId, (tx) => closeTask(tx, changeBy(session, clock.now()), id, body.note)),
    );
  };
