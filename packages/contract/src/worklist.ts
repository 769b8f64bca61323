import { z } from 'zod';
import { billSchema, criticalRecordSchema, nextTrySchema, waitingClosingSchema } from './callout.ts';
import { escalationMarkSchema } from './escalation.ts';

const instant = z.iso.datetime({ offset: true });

export const worklistTabSchema = z.enum(['pending', 'done']);

export const worklistQuerySchema = z.object({
  tab: worklistTabSchema.default('pending'),
  q: z.string().trim().max(100).optional(),
  departmentId: z.coerce.number().int().positive().optional(),
  state: z.enum(['overdue', 'due-soon', 'new', 'attempted', 'needs-review', 'exhausted', 'try-passed']).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type WorklistQuery = z.infer<typeof worklistQuerySchema>;

/** A bill with open (1, 4) or done (2) reports; only the reports of that tab and, in each, only its critical parameters. */
export const worklistItemSchema = billSchema.extend({
  dueAt: instant.nullable(),
  criticalAt: instant.nullable(),
  resultedAt: instant.nullable(),
  receivedAt: instant,
  reports: z.array(criticalRecordSchema),
  /** Nobody but the laboratory's last resort can be reached. */
  hasNoContact: z.boolean(),
  attempts: z.number().int(),
  /** The last callout row of the bill, for the done tab and the "2 attempts" mark. */
  lastCallout: z
    .object({
      performedAt: instant,
      performedByName: z.string(),
      outcome: z.string(),
      toldName: z.string().nullable(),
      isDraft: z.boolean(),
      /** Closed with this code: nobody was told. */
      closingCode: z.string().nullable(),
      /** Why it was entered later than it was made. */
      backDatedReason: z.string().nullable(),
    })
    .nullable(),
  /** The next try that an attempt planned. */
  nextTry: nextTrySchema.nullable(),
  /** Somebody wants to close it with a code, and a second person has not agreed yet. */
  closing: waitingClosingSchema.nullable(),
  deliveries: z.object({ sent: z.number().int(), waiting: z.number().int(), failed: z.number().int() }),
  /** Who is told next if nobody calls; null: no ladder runs. Exhausted: every step was done and nobody came. */
  escalation: escalationMarkSchema.nullable(),
});
export type WorklistItem = z.infer<typeof worklistItemSchema>;

export const worklistSchema = z.object({
  items: z.array(worklistItemSchema),
  /** Bills, counted over everything the session may see, whatever the filter. */
  counts: z.object({
    pending: z.number().int(),
    overdue: z.number().int(),
    dueSoon: z.number().int(),
    new: z.number().int(),
    attempted: z.number().int(),
    needsReview: z.number().int(),
    /** Every step of the ladder was done and nobody came. */
    exhausted: z.number().int(),
    /** A planned next try whose time has passed. */
    tryPassed: z.number().int(),
    doneToday: z.number().int(),
  }),
  /** Proof that the feed is alive. */
  feed: z.object({ lastMessageAt: instant.nullable(), lastSource: z.string().nullable(), messagesToday: z.number().int() }),
  nextCursor: z.string().nullable(),
  serverTime: instant,
  /** Number of the last event included; `GET /events` continues from here. */
  lastEventId: z.number().int(),
});
export type Worklist = z.infer<typeof worklistSchema>;
