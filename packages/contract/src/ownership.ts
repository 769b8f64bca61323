import { HANDOVER_ITEM_STATES, HANDOVER_STATES } from '@critical-callout/domain/ownership';
import { z } from 'zod';
import { recipientSchema } from './order-contacts.ts';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
const reason = z.string().trim().min(3).max(500);

export const personSchema = z.object({ userId: z.string(), name: z.string() });

/** Who has an order, who has it open, and who is on the telephone about it. Names of staff and of whom they call, never of a patient. */
export const ownershipSchema = z.object({
  assignedTo: personSchema.nullable(),
  queue: z.object({ departmentId: id, name: z.string() }).nullable(),
  /** Only a claim whose lease still runs. */
  claim: personSchema.extend({ claimedAt: instant, leaseUntil: instant }).nullable(),
  people: z.array(
    personSchema.extend({
      openedAt: instant,
      callStartedAt: instant.nullable(),
      /** Whom they are calling; a patient only as a kind, never by name. Null: not said, or no call. */
      called: z.object({ kind: recipientSchema, name: z.string().nullable() }).nullable(),
    }),
  ),
  /** Since when nobody has it; null: somebody has. */
  unownedSince: instant.nullable(),
  /** Longer than the laboratory's setting. */
  isUnownedTooLong: z.boolean(),
});
export type Ownership = z.infer<typeof ownershipSchema>;

export const billOwnershipSchema = ownershipSchema.extend({ billId: id, serverTime: instant });
export type BillOwnership = z.infer<typeof billOwnershipSchema>;

/** GET /presence: every open order somebody has or has open. */
export const presenceSchema = z.object({
  items: z.array(ownershipSchema.extend({ billId: id })),
  serverTime: instant,
});
export type Presence = z.infer<typeof presenceSchema>;

/** PUT /bills/{id}/presence, every fifteen seconds while the panel is open; it renews the person's own claim too. */
export const presentSchema = z.strictObject({
  isCalling: z.boolean().default(false),
  /** Whom, as the order's contacts name them; of a patient the name is not kept. */
  called: z.strictObject({ kind: recipientSchema, name: z.string().trim().min(1).max(200) }).optional(),
});
export type Present = z.infer<typeof presentSchema>;

export const takeOverSchema = z.strictObject({ reason });

/** To a person, into the queue of a department, both, or (both null) back to nobody. */
export const assignSchema = z.strictObject({
  userId: z.string().min(1).max(64).nullable().default(null),
  departmentId: id.nullable().default(null),
});

/** GET /assignees: who of the laboratory may take an order. */
export const assigneesSchema = z.object({
  people: z.array(personSchema.extend({ role: z.string() })),
  queues: z.array(z.object({ departmentId: id, name: z.string() })),
});
export type Assignees = z.infer<typeof assigneesSchema>;

/** `ownership_policy` of lab_settings. */
export const ownershipPolicySchema = z.strictObject({
  /** An open order nobody has for this long alarms. */
  unowned_alarm_minutes: z.number().int().min(1).max(1440).default(10),
  /** A hand-over not accepted for this long is told to the supervisors. */
  handover_accept_minutes: z.number().int().min(1).max(1440).default(15),
});
export type OwnershipPolicy = z.infer<typeof ownershipPolicySchema>;

/** One line: what it is about, what is to be done, and what if (I-PASS: summary, actions, situation). */
const line = z.string().trim().max(500).default('');
const MAX_HANDOVER_ITEMS = 500;

/** POST /handovers. `isWholeQueue`: everything open that is the giver's or nobody's, with `items` for the lines; else `items`. */
export const offerHandoverSchema = z.strictObject({
  /** null: the next shift, whoever accepts. */
  toUserId: z.string().min(1).max(64).nullable().default(null),
  departmentId: id.nullable().default(null),
  isWholeQueue: z.boolean().default(false),
  items: z
    .array(z.strictObject({ billId: id, summary: line, actions: line, ifThen: line }))
    .max(MAX_HANDOVER_ITEMS)
    .default([]),
  note: z.string().trim().max(2000).default(''),
});
export type OfferHandover = z.infer<typeof offerHandoverSchema>;

/** Without `billIds` everything that waits. `synthesis`: what the receiver understood, in their own words. */
export const acceptHandoverSchema = z.strictObject({
  billIds: z.array(id).min(1).max(MAX_HANDOVER_ITEMS).optional(),
  synthesis: z.string().trim().max(2000).default(''),
});
export type AcceptHandover = z.infer<typeof acceptHandoverSchema>;
export const withdrawHandoverSchema = z.strictObject({ reason });
export const handoverNoteSchema = z.strictObject({ text: z.string().trim().min(1).max(1000), billId: id.optional() });

/** What the next shift must know beside the orders. */
export const situationSchema = z.object({
  channels: z.array(
    z.object({
      channel: z.string(),
      failed: z.number().int(),
      unknown: z.number().int(),
      waiting: z.number().int(),
      oldestWaitingAt: instant.nullable(),
    }),
  ),
  rotaGaps: z.array(z.object({ from: instant, until: instant })),
  feeds: z.array(z.object({ name: z.string(), lastMessageAt: instant.nullable() })),
});
export type Situation = z.infer<typeof situationSchema>;

export const handoverSchema = z.object({
  id,
  from: personSchema,
  to: personSchema.nullable(),
  department: z.object({ departmentId: id, name: z.string() }).nullable(),
  isWholeQueue: z.boolean(),
  note: z.string(),
  state: z.enum(HANDOVER_STATES),
  createdAt: instant,
  dueAt: instant,
  /** Offered, and not accepted in time. */
  isLate: z.boolean(),
  endedAt: instant.nullable(),
  endedBy: personSchema.nullable(),
  endText: z.string(),
  counts: z.object({ waiting: z.number().int(), accepted: z.number().int(), gone: z.number().int() }),
  /** This session may accept it. */
  isForMe: z.boolean(),
});
export type Handover = z.infer<typeof handoverSchema>;

export const handoversQuerySchema = z.object({
  state: z.enum(['offered', 'over', 'all']).default('offered'),
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const handoversSchema = z.object({ items: z.array(handoverSchema), nextCursor: z.string().nullable() });
export type Handovers = z.infer<typeof handoversSchema>;

export const handoverDetailSchema = handoverSchema.extend({
  situation: situationSchema,
  items: z.array(
    z.object({
      billId: id.nullable(),
      billNumber: z.string(),
      summary: z.string(),
      actions: z.string(),
      ifThen: z.string(),
      state: z.enum(HANDOVER_ITEM_STATES),
      settledAt: instant.nullable(),
      settledByName: z.string().nullable(),
      goneReason: z.string().nullable(),
    }),
  ),
  notes: z.array(z.object({ id, at: instant, authorName: z.string(), text: z.string(), billId: id.nullable() })),
  serverTime: instant,
});
export type HandoverDetail = z.infer<typeof handoverDetailSchema>;
