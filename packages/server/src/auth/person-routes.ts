import {
  accessReviewSchema,
  endedSessionsSchema,
  endSessionsSchema,
  newCoverRoleSchema,
  noteAccessReviewSchema,
  personDetailSchema,
  personSchema,
  resetLinkSchema,
  rolesSchema,
} from '@critical-callout/contract/auth';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { noteAccessReview, readAccessReview, readRoles } from './access-review.ts';
import { endCoverRole, giveCoverRole } from './cover-roles.ts';
import { endSessions, readPerson } from './people.ts';
import { type AuthPorts, actorOf } from './ports.ts';
import { makeResetLink } from './reset-links.ts';

const params = z.object({ id: z.string().min(1).max(64) });
const read = { permission: 'users.read' } as const;
const write = { permission: 'users.write' } as const;

/** What an administrator does about one person, and what an auditor asks about all. */
export const personRoutes =
  (deps: Deps, ports: AuthPorts): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/users/:id',
      { config: read, schema: { params, response: { 200: personDetailSchema } } },
      ({ session, account, params: { id } }) => readPerson(deps, session.labId, id, account?.sessionId ?? null),
    );
    app.post(
      '/users/:id/end-sessions',
      { config: write, schema: { params, body: endSessionsSchema, response: { 200: endedSessionsSchema } } },
      async ({ session, params: { id: userId }, body }) => {
        const ending = { labId: session.labId, userId, sessionId: body.sessionId ?? null, actor: actorOf(session) };
        return { ended: await endSessions(deps, ports, ending) };
      },
    );
    app.post(
      '/users/:id/reset-link',
      // The link in the answer is shown once; kept for a repeated Idempotency-Key it would lie in the database as it is.
      { config: { ...write, isAnswerForgotten: true }, schema: { params, response: { 200: resetLinkSchema } } },
      ({ session, params: { id: userId } }) =>
        makeResetLink(deps, ports, { labId: session.labId, userId, actor: actorOf(session) }),
    );
    app.post(
      '/users/:id/cover-role',
      { config: write, schema: { params, body: newCoverRoleSchema, response: { 200: personSchema } } },
      ({ session, params: { id: userId }, body }) =>
        giveCoverRole(deps, ports, { labId: session.labId, userId, actor: actorOf(session) }, body),
    );
    app.delete(
      '/users/:id/cover-role',
      { config: write, schema: { params, response: { 200: personSchema } } },
      ({ session, params: { id: userId } }) =>
        endCoverRole(deps, ports, { labId: session.labId, userId, actor: actorOf(session) }),
    );
    app.get('/roles', { config: read, schema: { response: { 200: rolesSchema } } }, ({ session }) =>
      readRoles(deps, session.labId),
    );
    app.get('/access-review', { config: read, schema: { response: { 200: accessReviewSchema } } }, ({ session }) =>
      readAccessReview(deps, session.labId),
    );
    app.post(
      '/access-review',
      { config: write, schema: { body: noteAccessReviewSchema, response: { 200: accessReviewSchema } } },
      ({ session, body }) => noteAccessReview(deps, ports, session, body.note),
    );
  };
