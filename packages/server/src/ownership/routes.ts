import {
  assigneesSchema,
  assignSchema,
  billOwnershipSchema,
  presenceSchema,
  presentSchema,
  takeOverSchema,
} from '@critical-callout/contract/ownership';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { listAssignees } from './assignees.ts';
import { handoverRoutes } from './handover-routes.ts';
import { assignOrder, bePresent, changeOwner, leave, personOf } from './owners.ts';
import { listPresence } from './presence.ts';
import type { ListRotaGaps } from './situation.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const write = { permission: 'callout.write' } as const;
/** Sent again it does no more: the lease is renewed, the person is there. */
const again = { ...write, isIdempotent: true } as const;
const response = { 200: billOwnershipSchema };

export const ownershipRoutes =
  (deps: Deps, listRotaGaps: ListRotaGaps): FastifyPluginAsyncZod =>
  async (app) => {
    const { db, clock } = deps;
    await app.register(handoverRoutes(deps, listRotaGaps));
    app.post('/bills/:id/claim', { config: again, schema: { params, response } }, ({ session, params: { id: billId } }) =>
      db.inLab(session.labId, (tx) =>
        changeOwner(tx, { session, billId, command: { type: 'claim', by: personOf(session) }, now: clock.now() }),
      ),
    );
    app.delete('/bills/:id/claim', { config: write, schema: { params, response } }, ({ session, params: { id: billId } }) =>
      db.inLab(session.labId, (tx) =>
        changeOwner(tx, { session, billId, command: { type: 'release', by: personOf(session) }, now: clock.now() }),
      ),
    );
    app.post(
      '/bills/:id/take-over',
      { config: write, schema: { params, body: takeOverSchema, response } },
      ({ session, params: { id: billId }, body: { reason } }) =>
        db.inLab(session.labId, (tx) =>
          changeOwner(tx, { session, billId, command: { type: 'take-over', by: personOf(session), reason }, now: clock.now() }),
        ),
    );
    app.post(
      '/bills/:id/assign',
      { config: write, schema: { params, body: assignSchema, response } },
      ({ session, params: { id: billId }, body }) =>
        db.inLab(session.labId, (tx) => assignOrder(tx, { session, billId, ...body, now: clock.now() })),
    );
    // Reading is not writing, but who may only read has nothing to say to callers: presence is of those who call.
    app.put(
      '/bills/:id/presence',
      { config: write, schema: { params, body: presentSchema, response } },
      ({ session, params: { id: billId }, body: present }) =>
        db.inLab(session.labId, (tx) => bePresent(tx, { session, billId, present, now: clock.now() })),
    );
    app.delete('/bills/:id/presence', { config: write, schema: { params, response } }, ({ session, params: { id: billId } }) =>
      db.inLab(session.labId, (tx) => leave(tx, session, billId, clock.now())),
    );

    // Names of staff and numbers of orders, no patient data: read every few seconds by every worklist.
    app.get(
      '/presence',
      { config: { permission: 'worklist.read' }, schema: { response: { 200: presenceSchema } } },
      ({ session }) => db.inLab(session.labId, (tx) => listPresence(tx, session, clock.now())),
    );
    app.get('/assignees', { config: write, schema: { response: { 200: assigneesSchema } } }, ({ session }) =>
      db.inLab(session.labId, (tx) => listAssignees(tx, session.labId)),
    );
  };
