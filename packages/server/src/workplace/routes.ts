import {
  keptTextSchema,
  statusSchema,
  typedTextSchema,
  userPreferencesSchema,
  workstationNotedSchema,
  workstationNoteSchema,
} from '@critical-callout/contract/workplace';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { recordAccess } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { findPreferences, putPreferences } from './queries.ts';
import { dropTypedText, keepTypedText, noteWorkstation, readStatus, readTypedText } from './service.ts';

const params = z.object({ id: z.coerce.number().int().positive() });

/** What a person's place at the screen needs besides the work itself. */
export const workplaceRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/me/preferences',
      { config: { permission: 'signed-in' }, schema: { response: { 200: userPreferencesSchema } } },
      ({ session }) => db.inLab(session.labId, (tx) => findPreferences(tx, session)),
    );
    app.put(
      '/me/preferences',
      { config: { permission: 'signed-in' }, schema: { body: userPreferencesSchema, response: { 200: userPreferencesSchema } } },
      ({ session, body }) =>
        db.inLab(session.labId, async (tx) => {
          await putPreferences(tx, session, body, clock.now());
          return body;
        }),
    );
    app.get(
      '/bills/:id/typed-text',
      { config: { permission: 'callout.write' }, schema: { params, response: { 200: keptTextSchema } } },
      ({ session, params: { id }, id: requestId, ip }) =>
        db.inLab(session.labId, async (tx) => {
          const found = await readTypedText(tx, session, id);
          const at = clock.now();
          await recordAccess(tx, session, { action: 'typed-text.read', billIds: [id], at, requestId, address: ip });
          return found;
        }),
    );
    app.put(
      '/bills/:id/typed-text',
      { config: { permission: 'callout.write' }, schema: { params, body: typedTextSchema, response: { 200: keptTextSchema } } },
      ({ session, params: { id }, body }) => db.inLab(session.labId, (tx) => keepTypedText(tx, session, id, body, clock.now())),
    );
    app.delete(
      '/bills/:id/typed-text',
      { config: { permission: 'callout.write' }, schema: { params, response: { 200: keptTextSchema } } },
      ({ session, params: { id } }) => db.inLab(session.labId, (tx) => dropTypedText(tx, session, id)),
    );
    app.get('/status', { config: { permission: 'signed-in' }, schema: { response: { 200: statusSchema } } }, ({ session }) =>
      db.inLab(session.labId, (tx) => readStatus(tx, session, clock.now())),
    );
    app.post(
      '/workstation-notes',
      {
        config: { permission: 'worklist.read' },
        schema: { body: workstationNoteSchema, response: { 201: workstationNotedSchema } },
      },
      async ({ session, body }, reply) =>
        reply.code(201).send(await db.inLab(session.labId, (tx) => noteWorkstation(tx, session, body, clock.now()))),
    );
  };
