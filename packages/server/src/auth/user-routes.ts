import { changeUserSchema, newUserSchema, userSchema, usersQuerySchema, usersSchema } from '@critical-callout/contract/auth';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { listPeople } from './people.ts';
import { personRoutes } from './person-routes.ts';
import { type AuthPorts, actorOf } from './ports.ts';
import { findUser } from './user-queries.ts';
import { changeUser, createUser, refuseSupportRole } from './users.ts';

const byId = z.object({ id: z.string().min(1).max(64) });

export const userRoutes =
  (deps: Deps, ports: AuthPorts): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(personRoutes(deps, ports));
    app.get(
      '/users',
      { config: { permission: 'users.read' }, schema: { querystring: usersQuerySchema, response: { 200: usersSchema } } },
      async ({ session, query: { cursor, limit, q } }) => {
        const page = { after: cursor ?? null, limit, q };
        const items = await listPeople(deps, session.labId, page);
        return { items, nextCursor: items.length === limit ? (items.at(-1)?.userName ?? null) : null };
      },
    );

    app.post(
      '/users',
      { config: { permission: 'users.write' }, schema: { body: newUserSchema, response: { 201: userSchema } } },
      async ({ session, body }, reply) => {
        refuseSupportRole(body.role);
        const { userId } = await createUser(deps, ports, { ...body, labId: session.labId }, actorOf(session));
        const user = await deps.db.inLab(session.labId, (tx) => findUser(tx, session.labId, userId));
        if (!user) throw new Error(`user ${userId} was made and is not there`);
        return reply.code(201).header('location', `/api/v1/users/${userId}`).send(user);
      },
    );

    app.patch(
      '/users/:id',
      { config: { permission: 'users.write' }, schema: { params: byId, body: changeUserSchema, response: { 200: userSchema } } },
      ({ session, params, body }) =>
        changeUser(deps, ports, { labId: session.labId, userId: params.id, change: body, actor: actorOf(session) }),
    );
  };
