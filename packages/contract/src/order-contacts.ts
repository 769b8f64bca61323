import { PARTY_KINDS } from '@critical-callout/domain/directory';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
const party = z.object({ kind: z.enum(PARTY_KINDS), id }).nullable();
const said = { by: z.string(), at: instant };

/** POST /bills/{id}/contacts/skip: somebody is not called now, and why. */
export const skipContactSchema = z.strictObject({
  /** As the order's contacts name them; null: the ordering provider as the message names them. */
  party: z.strictObject({ kind: z.enum(PARTY_KINDS), id }).nullable(),
  name: z.string().trim().min(1).max(200),
  reason: z.string().trim().min(3).max(500),
});
export type SkipContact = z.infer<typeof skipContactSchema>;

/** POST /bills/{id}/contacts: somebody the directory does not know, for this order; whoever keeps the directory is told. */
export const addContactSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  phone: z.string().trim().min(2).max(60),
  role: z.string().trim().max(100).default(''),
  /** Who named them, or why. */
  note: z.string().trim().max(500).default(''),
});
export type AddContact = z.infer<typeof addContactSchema>;

/** GET /bills/{id}/contacts: what is known of the contacts of an order beside the directory. */
export const orderContactsSchema = z.object({
  /** Since the order's callout opened. */
  skipped: z.array(z.object({ party, name: z.string(), reason: z.string(), ...said })),
  /** `phone` is null for whoever makes no calls. */
  added: z.array(z.object({ id, name: z.string(), phone: z.string().nullable(), role: z.string(), note: z.string(), ...said })),
  /** Calls of the last 180 days to each contact of the directory and each added one, by name or number. */
  talks: z.array(
    z.object({
      name: z.string(),
      tried: z.number().int(),
      reached: z.number().int(),
      lastAt: instant.nullable(),
      lastReachedAt: instant.nullable(),
    }),
  ),
});
export type OrderContacts = z.infer<typeof orderContactsSchema>;
