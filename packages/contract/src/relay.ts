import type { RelayContact } from '@critical-callout/domain/callout';
import { z } from 'zod';
import type { Contact } from './order-contacts.ts';

const instant = z.iso.datetime({ offset: true });

/** Somebody at a desk took the result to pass it on: to whom it went, or that they call back to say so. */
export const relaySchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('confirmed'),
    passedOnTo: z.string().trim().min(1).max(200),
    /** Who said so, if not the person told. */
    confirmedBy: z.string().trim().min(1).max(200).optional(),
    /** If not at the time of the call. */
    at: instant.optional(),
  }),
  z.strictObject({ state: z.literal('will-call-back') }),
]);

/** A relay as stored with a callout and its event. */
export const relayMetaSchema = z.strictObject({
  state: z.enum(['confirmed', 'will-call-back']),
  desk: z.string().nullable(),
  passed_on_to: z.string().nullable(),
  confirmed_by: z.string().nullable(),
  confirmed_at: instant.nullable(),
});
export type RelayMeta = z.infer<typeof relayMetaSchema>;

/** The contacts of an order as far as passing on is concerned: the same for who records a call and for who checks the record. */
export const relayContactsOf = (contacts: readonly Contact[]): RelayContact[] =>
  contacts.map(({ name, receives, points, phone }) => ({
    name,
    mustConfirmRelay: receives === 'must-confirm-relay',
    numbers: [...points.flatMap(({ value, dialled }) => [value, dialled]), ...(phone === null ? [] : [phone])],
  }));
