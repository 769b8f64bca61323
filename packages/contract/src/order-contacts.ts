import { CONTACT_CHANNELS, CONTACT_PURPOSES, PARTY_KINDS, RECEIVES } from '@critical-callout/domain/directory';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
const party = z.object({ kind: z.enum(PARTY_KINDS), id }).nullable();
const said = { by: z.string(), at: instant };

export const recipientSchema = z.enum(['organization', 'referral', 'patient', 'others']);

/** Somebody who can be told of an order, by the directory as it is at this moment; best first. */
export const contactSchema = z.object({
  kind: recipientSchema,
  /** Null: the ordering provider as the message names them. */
  party: z.object({ kind: z.enum(PARTY_KINDS), id }).nullable(),
  name: z.string(),
  /** The best number of this moment, and the addresses messages go to at any hour. */
  phone: z.string().nullable(),
  email: z.string().nullable(),
  fax: z.string().nullable(),
  receives: z.enum(RECEIVES),
  /** Has the duty now by a schedule. */
  isOnDuty: z.boolean(),
  /** How this person was found: `ordering doctor`, `organization, critical notification`, …; several are joined by `; `. */
  reason: z.string(),
  /** Every way to reach them, what can be used now first. */
  points: z.array(
    z.object({
      channel: z.enum(CONTACT_CHANNELS),
      /** As typed, and as dialled. */
      value: z.string(),
      dialled: z.string(),
      purpose: z.enum(CONTACT_PURPOSES),
      /** `Mo-Fr 08:00-17:00`; empty: always. */
      hours: z.string(),
      isUsableNow: z.boolean(),
      verifiedAt: instant.nullable(),
    }),
  ),
});
export type Contact = z.infer<typeof contactSchema>;

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
  added: z.array(
    z.object({
      id,
      name: z.string(),
      phone: z.string().nullable(),
      role: z.string(),
      note: z.string(),
      /** The last call was sent on to them, by whom (empty: not written down): they are called next. Null: simply added. */
      sentBy: z.string().nullable(),
      ...said,
    }),
  ),
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
