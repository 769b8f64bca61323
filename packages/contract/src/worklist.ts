import { CLOSING_CODES } from '@critical-callout/domain/callout';
import { z } from 'zod';
import { billSchema, criticalRecordSchema, nextTrySchema, waitingClosingSchema } from './callout.ts';
import { escalationMarkSchema } from './escalation.ts';
import { ownershipSchema } from './ownership.ts';

const instant = z.iso.datetime({ offset: true });

export const worklistTabSchema = z.enum(['pending', 'done']);

export const WORKLIST_STATES = [
  'overdue',
  'due-soon',
  'new',
  'being-called',
  'attempted',
  'needs-review',
  'exhausted',
  'try-passed',
  'unowned',
  'advice',
] as const;
/** By urgency (the deadline) unless somebody asks for another; the screen says when it is another. */
export const WORKLIST_SORTS = ['urgency', 'oldest', 'newest', 'patient', 'ward', 'test'] as const;
export const SEVERITIES = ['critical-low', 'critical-high', 'critical-change', 'critical-qualitative', 'cannot-say'] as const;
export const LOCATION_TYPES = ['inpatient', 'emergency', 'outpatient', 'other'] as const;

/** What narrows the list; every one of them is optional, and all of them must fit. */
export const worklistFiltersSchema = z.object({
  q: z.string().trim().max(100).optional(),
  departmentId: z.coerce.number().int().positive().optional(),
  /** The code of a test. */
  test: z.string().trim().min(1).max(100).optional(),
  locationType: z.enum(LOCATION_TYPES).optional(),
  severity: z.enum(SEVERITIES).optional(),
  /** `me`, `nobody`, or the id of a user: assigned to them, or claimed by them now. */
  assigned: z.string().trim().min(1).max(64).optional(),
  state: z.enum(WORKLIST_STATES).optional(),
  /** Critical for at least so many minutes. */
  minAgeMinutes: z.coerce.number().int().min(1).max(100_000).optional(),
});
export type WorklistFilters = z.infer<typeof worklistFiltersSchema>;

const orderNumbers = z
  .string()
  .regex(/^\d{1,15}(,\d{1,15}){0,499}$/, 'numbers of orders, separated by commas, at most 500')
  .transform((text) => text.split(',').map(Number));

export const worklistQuerySchema = worklistFiltersSchema.extend({
  tab: worklistTabSchema.default('pending'),
  sort: z.enum(WORKLIST_SORTS).default('urgency'),
  /** Only these orders, `1,2,3`: for a page about some of them, such as a hand-over. */
  billIds: orderNumbers.optional(),
  /** The page as it is now, but of its rows only these: for whoever has the others already. */
  rowsOf: orderNumbers.optional(),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
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
  /** Whom to call next, and whether a schedule gives them the duty now. */
  nextContact: z.object({ name: z.string(), isOnDuty: z.boolean() }).nullable(),
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
      closingCode: z.enum(CLOSING_CODES).nullable(),
      /** Why it was entered later than it was made. */
      backDatedReason: z.string().nullable(),
    })
    .nullable(),
  /** The next try that an attempt planned. */
  nextTry: nextTrySchema.nullable(),
  /** Somebody wants to close it with a code, and a second person has not agreed yet. */
  closing: waitingClosingSchema.nullable(),
  deliveries: z.object({ sent: z.number().int(), waiting: z.number().int(), failed: z.number().int() }),
  /** The same by channel. */
  notices: z.array(
    z.object({ channel: z.string(), sent: z.number().int(), waiting: z.number().int(), failed: z.number().int() }),
  ),
  ownership: ownershipSchema,
  /** Another patient in sight with an open order has the same family name and first initial. */
  hasSimilarName: z.boolean(),
  /** What else is open of this patient, beside this order. */
  otherOpen: z.object({ orders: z.number().int(), reports: z.number().int() }),
  /** Who is told next if nobody calls; null: no ladder runs. Exhausted: every step was done and nobody came. */
  escalation: escalationMarkSchema.nullable(),
});
export type WorklistItem = z.infer<typeof worklistItemSchema>;

/** Proof that the feeds are alive. */
export const feedSchema = z.object({
  lastMessageAt: instant.nullable(),
  lastSource: z.string().nullable(),
  messagesToday: z.number().int(),
  /** Results that were checked today, counted up to 10,000, where nothing is open: the proof is for an empty list. */
  resultsToday: z.number().int().nullable(),
  /** Every feed that is switched on. `silentSince`: longer without a message than its own setting allows. */
  sources: z.array(z.object({ name: z.string(), lastMessageAt: instant.nullable(), silentSince: instant.nullable() })),
});

export const worklistSchema = z.object({
  items: z.array(worklistItemSchema),
  /** Every order of the page in its place, also those whose rows were not asked for. */
  billIds: z.array(z.number().int()),
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
    /** Somebody is on the telephone about it. */
    beingCalled: z.number().int(),
    /** Nobody has had it for longer than the laboratory's setting. */
    unowned: z.number().int(),
    /** Assigned to whoever asks, or claimed by them now. */
    mine: z.number().int(),
    /** A pathologist is wanted: the ladder told the pathologists, or the order was assigned to the one who asks. */
    advice: z.number().int(),
  }),
  /** Hand-overs this person may accept, and those nobody accepted in time. */
  handovers: z.object({ toAccept: z.number().int(), late: z.number().int() }),
  /** Orders that the filters leave, whatever the page; on the done tab not counted. */
  total: z.number().int().nullable(),
  feed: feedSchema,
  nextCursor: z.string().nullable(),
  serverTime: instant,
  /** Number of the last event included; `GET /events` continues from here. */
  lastEventId: z.number().int(),
});
export type Worklist = z.infer<typeof worklistSchema>;

/** GET /worklist/summary: for those who keep the feeds and see no patients. */
export const worklistSummarySchema = worklistSchema.pick({ counts: true, feed: true, serverTime: true });
export type WorklistSummary = z.infer<typeof worklistSummarySchema>;

/** GET /worklist/facets: what there is to filter by among the open orders in sight. */
export const worklistFacetsSchema = z.object({
  tests: z.array(z.object({ code: z.string(), name: z.string() })),
  people: z.array(z.object({ userId: z.string(), name: z.string() })),
});
export type WorklistFacets = z.infer<typeof worklistFacetsSchema>;

/** GET /bills/{id}/related: the other open orders that one call would serve. */
export const relatedOrdersSchema = z.object({
  samePatient: z.array(worklistItemSchema),
  /** Of other patients, by whom the same call would reach: the ordering doctor, else the ward, else the organization. */
  sameRecipient: z.array(
    z.object({ kind: z.enum(['doctor', 'ward', 'organization']), name: z.string(), items: z.array(worklistItemSchema) }),
  ),
  serverTime: instant,
});
export type RelatedOrders = z.infer<typeof relatedOrdersSchema>;

/** A named way of looking at the list. */
export const savedViewSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  isShared: z.boolean().default(false),
  view: z.strictObject({
    filters: z.strictObject(worklistFiltersSchema.shape),
    sort: z.enum(WORKLIST_SORTS).default('urgency'),
    hiddenColumns: z.array(z.string().max(40)).max(20).default([]),
    isGrouped: z.boolean().default(false),
  }),
});
export type SavedView = z.infer<typeof savedViewSchema>;
export const worklistViewSchema = savedViewSchema.extend({
  id: z.number().int().positive(),
  ownerName: z.string(),
  /** This person may change or delete it. */
  isMine: z.boolean(),
});
export type WorklistView = z.infer<typeof worklistViewSchema>;
export const worklistViewsSchema = z.object({ items: z.array(worklistViewSchema) });
export type WorklistViews = z.infer<typeof worklistViewsSchema>;

/**
 * POST /worklist/downtime-sheet: every open order as it stands, for work on paper, with a number. Calls written on the sheet are
 * entered later with that number (`notification.downtimeSheet`), their real time and the reason.
 */
export const downtimeSheetSchema = z.object({
  number: z.number().int().positive(),
  labName: z.string(),
  printedAt: instant,
  printedByName: z.string(),
  items: z.array(worklistItemSchema),
  /** False: there are more than fit on a sheet. */
  isComplete: z.boolean(),
  /** Empty lines of the call log. */
  blankLines: z.number().int(),
});
export type DowntimeSheet = z.infer<typeof downtimeSheetSchema>;
