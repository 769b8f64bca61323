import { addContactSchema, orderContactsSchema, skipContactSchema } from '@critical-callout/contract/order-contacts';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { recordAccess } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { addContact, readOrderContacts, skipContact } from './order-contacts.ts';
import type { CalloutDirectory } from './ports.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const response = { 200: orderContactsSchema };

/** The contacts of one order beside the directory: who was passed over, who was added, how often each was reached. */
export const orderContactRoutes =
  ({ db, clock }: Pick<Deps, 'db' | 'clock'>, directory: CalloutDirectory): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/bills/:id/contacts',
      { config: { permission: 'callout.read' }, schema: { params, response } },
      ({ session, params, id, ip }) =>
        db.inLab(session.labId, async (tx) => {
          const asked = { session, billId: params.id, now: clock.now() };
          const contacts = await readOrderContacts(tx, asked, directory);
          const line = { action: 'order-contacts.read', billIds: [params.id], at: asked.now, requestId: id, address: ip };
          await recordAccess(tx, session, line);
          return contacts;
        }),
    );
    app.post(
      '/bills/:id/contacts',
      { config: { permission: 'callout.write' }, schema: { params, body: addContactSchema, response } },
      ({ session, params, body }) =>
        db.inLab(session.labId, async (tx) => {
          const asked = { session, billId: params.id, now: clock.now() };
          await addContact(tx, { ...asked, ...body }, directory.suggestContact);
          return readOrderContacts(tx, asked, directory);
        }),
    );
    app.post(
      '/bills/:id/contacts/skip',
      { config: { permission: 'callout.write' }, schema: { params, body: skipContactSchema, response } },
      ({ session, params, body }) =>
        db.inLab(session.labId, async (tx) => {
          const asked = { session, billId: params.id, now: clock.now() };
          await skipContact(tx, { ...asked, ...body });
          return readOrderContacts(tx, asked, directory);
        }),
    );
  };
