import { MESSAGE_LANGUAGES } from '@critical-callout/domain/delivery';
import { CONTACT_CHANNELS, CONTACT_PURPOSES, PARTY_KINDS, RECEIVES } from '@critical-callout/domain/directory';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 08:00');
const name = z.string().trim().min(1).max(200);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const address = z.string().trim().max(254).nullable().default(null);

export const partyKindSchema = z.enum(PARTY_KINDS);
export const receivesSchema = z.enum(RECEIVES);
export const partyRefSchema = z.strictObject({ kind: partyKindSchema, id });
/** Whoever can have a duty or stand in for somebody. */
export const dutyHolderSchema = z.strictObject({ kind: z.enum(['doctor', 'person']), id });
export type DutyHolder = z.infer<typeof dutyHolderSchema>;

/** Weekly windows in the lab's zone, Monday is 1; `to` at or before `from` runs over midnight. Null: always. */
export const weeklyHoursSchema = z
  .array(
    z.strictObject({
      days: z
        .array(z.number().int().min(1).max(7))
        .min(1)
        .max(7)
        .refine((days) => new Set(days).size === days.length, 'each day once'),
      from: time,
      to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day such as 17:00, at most 24:00'),
    }),
  )
  .min(1)
  .max(20)
  .nullable();

const partyFields = {
  /** Unique among its kind. A ward's code is what PV1-3 names as point of care, a doctor's what OBR-16 names. */
  code: z.string().trim().min(1).max(100),
  name,
  receives: receivesSchema.default('may-receive'),
  isActive: z.boolean().default(true),
  /** The language messages to them are written in; null: their organization's, else the laboratory's. Left out: as it is. */
  language: z.enum(MESSAGE_LANGUAGES).nullable().optional(),
};
const generalAddress = { phone: address, email: address, fax: address };
const organizationId = id.nullable().default(null);
/** RN, MD, PA, …: shown to whoever must judge whether they may take a result. */
const credential = z.string().trim().max(40).nullable().default(null);

/** `phone`, `email` and `fax` are the general address; what is for critical notification is a contact point. */
export const saveDoctorSchema = z.strictObject({ ...partyFields, ...generalAddress, credential, organizationId });
export const saveOrganizationSchema = z.strictObject({ ...partyFields, ...generalAddress });
export const saveWardSchema = z.strictObject({
  ...partyFields,
  receives: receivesSchema.default('must-confirm-relay'),
  organizationId,
});
export const savePersonSchema = z.strictObject({
  ...partyFields,
  function: z.string().trim().max(200).nullable().default(null),
  credential,
  organizationId,
});
export type SaveParty =
  | z.infer<typeof saveDoctorSchema>
  | z.infer<typeof saveOrganizationSchema>
  | z.infer<typeof saveWardSchema>
  | z.infer<typeof savePersonSchema>;

const stored = { id, hasContact: z.boolean() };
export const doctorSchema = saveDoctorSchema.extend(stored);
export const organizationSchema = saveOrganizationSchema.extend(stored);
export const wardSchema = saveWardSchema.extend(stored);
export const personSchema = savePersonSchema.extend(stored);

const paging = {
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
};
export const partiesQuerySchema = z.object({
  q: z.string().trim().max(100).default(''),
  isActive: flag.optional(),
  /** True: those with a way to be reached; false: those without. */
  hasContact: flag.optional(),
  ...paging,
});
export type PartiesQuery = z.infer<typeof partiesQuerySchema>;
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const saveContactPointSchema = z.strictObject({
  /** `{ kind: 'lab' }` without an id is the laboratory's own last resort. */
  owner: z.union([
    z.strictObject({ kind: z.enum(['doctor', 'organization', 'ward', 'person']), id }),
    z.strictObject({ kind: z.literal('lab') }),
  ]),
  purpose: z.enum(CONTACT_PURPOSES).default('general'),
  channel: z.enum(CONTACT_CHANNELS),
  /** As typed; numbers without a country code get the lab's. */
  value: z.string().trim().min(1).max(254),
  hours: weeklyHoursSchema.default(null),
  /** Lower is tried first. */
  preference: z.number().int().min(1).max(999).default(100),
  verifiedAt: instant.nullable().default(null),
  isActive: z.boolean().default(true),
});
export type SaveContactPoint = z.infer<typeof saveContactPointSchema>;
export const VERIFIED_HOW = ['code', 'call', 'test-page', 'stated'] as const;
export const contactPointSchema = saveContactPointSchema.extend({
  id,
  dialled: z.string(),
  ownerName: z.string(),
  verifiedBy: z.string().nullable(),
  verifiedHow: z.enum(VERIFIED_HOW).nullable(),
  /** When a message to it last arrived, or was at least accepted. */
  lastSuccessAt: instant.nullable(),
});
export type ContactPointOut = z.infer<typeof contactPointSchema>;
export const contactPointsQuerySchema = z.object({
  ownerKind: partyKindSchema.optional(),
  ownerId: z.coerce.number().int().positive().optional(),
  isActive: flag.optional(),
  /** Only those that nobody has proved for so many days. */
  unverifiedDays: z.coerce.number().int().min(1).max(3650).optional(),
  ...paging,
});
export type ContactPointsQuery = z.infer<typeof contactPointsQuerySchema>;

/** POST /directory/contact-points/:id/verify: somebody proved it by other means than a code. */
export const verifyPointSchema = z.strictObject({ how: z.enum(['call', 'test-page', 'stated']) });
/** POST /directory/contact-points/:id/send-code, and what is typed in then. */
export const sentCodeSchema = z.object({ deliveryId: id, expiresAt: instant });
export const confirmCodeSchema = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'the six digits of the message'),
});

/** GET /directory/duplicates: entries that may be the same twice. */
export const duplicatesSchema = z.object({
  items: z.array(
    z.object({
      reason: z.enum(['same-name', 'same-address']),
      what: z.string(),
      parties: z.array(z.object({ kind: partyKindSchema, id, code: z.string(), name: z.string(), isActive: z.boolean() })),
    }),
  ),
});
export type Duplicates = z.infer<typeof duplicatesSchema>;

const period = { from: instant, to: instant };
const isForward = ({ from, to }: { from: string; to: string }): boolean => Date.parse(to) > Date.parse(from);
const FORWARD = { message: 'must be after from', path: ['to'] };

export const saveDelegationSchema = z
  .strictObject({
    doctorId: id,
    coveredBy: dutyHolderSchema,
    ...period,
    reason: z.string().trim().max(500).default(''),
    isActive: z.boolean().default(true),
  })
  .refine(isForward, FORWARD);
export type SaveDelegation = z.infer<typeof saveDelegationSchema>;
export const delegationSchema = saveDelegationSchema.safeExtend({ id });
export type DelegationOut = z.infer<typeof delegationSchema>;
export const delegationsQuerySchema = z.object({
  doctorId: z.coerce.number().int().positive().optional(),
  /** Only those that are in force or to come. */
  isCurrent: flag.optional(),
  ...paging,
});
export type DelegationsQuery = z.infer<typeof delegationsQuerySchema>;

export const saveScheduleSchema = z.strictObject({
  code: z.string().trim().min(1).max(100),
  name,
  /** `responsible`: called first for patients of the place; `on-call`: after the ordering doctor. */
  duty: z.enum(['responsible', 'on-call']),
  of: z.strictObject({ kind: z.enum(['ward', 'organization']), id }),
  firstDay: z.iso.date(),
  /** When a turn begins, by the clock of the lab's zone. */
  handover: time,
  turnHours: z.number().int().min(4).max(8784),
  hours: weeklyHoursSchema.default(null),
  members: z.array(dutyHolderSchema).max(100),
  overrides: z
    .array(
      z
        .strictObject({
          ...period,
          /** Null: nobody. */
          who: dutyHolderSchema.nullable(),
          reason: z.string().trim().max(500).default(''),
        })
        .refine(isForward, FORWARD),
    )
    .max(500)
    .default([]),
  isActive: z.boolean().default(true),
});
export type SaveSchedule = z.infer<typeof saveScheduleSchema>;
/** `hasFeed`: its shifts come from a calendar, and members and turns wait until that is taken away. */
export const scheduleSchema = saveScheduleSchema.extend({ id, hasFeed: z.boolean() });
export type ScheduleOut = z.infer<typeof scheduleSchema>;
export const schedulesQuerySchema = z.object({ ...paging, isActive: flag.optional() });
export type SchedulesQuery = z.infer<typeof schedulesQuerySchema>;

/** GET /directory/schedules/:id/preview */
export const previewQuerySchema = z.object({
  at: instant.optional(),
  days: z.coerce.number().int().min(1).max(31).default(14),
});
const onDuty = dutyHolderSchema.extend({ name: z.string(), canBeReached: z.boolean() }).nullable();
export const schedulePreviewSchema = z.object({
  zone: z.string(),
  at: instant,
  onDuty,
  spans: z.array(z.object({ ...period, onDuty })),
  /** When nobody has the duty, or nobody who is active, may receive and can be reached. */
  gaps: z.array(z.object({ ...period, reason: z.enum(['nobody', 'may-not-receive', 'no-contact']) })),
});
export type SchedulePreview = z.infer<typeof schedulePreviewSchema>;

/**
 * PUT /directory/schedules/:id/feed: where the shifts come from, an address that is read again and again (`url`) or the text of
 * a file (`content`); neither: as before. It is read before it is saved.
 */
export const saveFeedSchema = z
  .strictObject({
    url: z.string().trim().min(1).max(2000).optional(),
    content: z.string().min(1).max(2_000_000).optional(),
    refreshMinutes: z.number().int().min(5).max(1440).default(30),
    /** Without a good reading for so long, a directory task is opened. */
    staleAfterHours: z.number().int().min(1).max(720).default(24),
  })
  .refine(({ url, content }) => url === undefined || content === undefined, {
    message: 'an address or a file, not both',
    path: ['url'],
  });
export type SaveFeed = z.infer<typeof saveFeedSchema>;

const namedHolder = dutyHolderSchema.extend({ name: z.string() });
export const feedSchema = z.object({
  scheduleId: id,
  source: z.enum(['address', 'file']),
  /** The host of the address; the rest may hold a token and is shown to nobody. */
  host: z.string().nullable(),
  refreshMinutes: z.number().int(),
  staleAfterHours: z.number().int(),
  state: z.enum(['fresh', 'failing', 'stale']),
  readAt: instant.nullable(),
  readUntil: instant.nullable(),
  nextReadAt: instant,
  failedSince: instant.nullable(),
  problem: z.string().nullable(),
  /** Entries without a length, which are no shifts. */
  skipped: z.number().int(),
  /** The next shifts, with the name as the calendar has it. */
  shifts: z.array(z.object({ ...period, name: z.string(), who: namedHolder.nullable() })),
  /** Names of shifts to come that the directory does not know, the nearest first. */
  unmatched: z.array(z.object({ name: z.string(), shifts: z.number().int(), next: instant })),
});
export type Feed = z.infer<typeof feedSchema>;

/** PUT /directory/feed-names: whom a name of a calendar means; null: as before it was settled. */
export const saveFeedNameSchema = z.strictObject({ name: z.string().trim().min(1).max(200), who: dutyHolderSchema.nullable() });
export const feedNamesSchema = z.object({ items: z.array(z.object({ name: z.string(), who: namedHolder })) });
export type FeedNames = z.infer<typeof feedNamesSchema>;

export const DIRECTORY_TASK_KINDS = [
  'missing-contact',
  'wrong-number',
  'feed-failed',
  'feed-unmatched',
  'suggested-contact',
] as const;
export const directoryTaskSchema = z.object({
  id,
  kind: z.enum(DIRECTORY_TASK_KINDS),
  subject: z.string(),
  detail: z.string(),
  billId: id.nullable(),
  billNumber: z.string(),
  openedAt: instant,
  closedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  closingNote: z.string().nullable(),
});
export type DirectoryTask = z.infer<typeof directoryTaskSchema>;
export const directoryTasksQuerySchema = z.object({ state: z.enum(['open', 'closed', 'all']).default('open'), ...paging });
export type DirectoryTasksQuery = z.infer<typeof directoryTasksQuerySchema>;
export const closeTaskSchema = z.strictObject({ note: z.string().trim().min(3).max(500) });

/** POST /directory/import: a file as GET /directory/export.csv writes it. What the file does not name stays as it is. */
export const importDirectorySchema = z.strictObject({
  csv: z.string().min(1).max(4_000_000),
  dryRun: z.boolean().default(false),
  reason: z.string().trim().min(1).max(2000).default('import'),
});
export const importDirectoryResultSchema = z.object({
  dryRun: z.boolean(),
  lines: z.number().int(),
  parties: z.object({ created: z.number().int(), changed: z.number().int(), unchanged: z.number().int() }),
  contactPoints: z.object({ created: z.number().int(), changed: z.number().int(), unchanged: z.number().int() }),
  /** Line numbers of the file; the header is line 1. With any error nothing is saved. */
  errors: z.array(z.object({ line: z.number().int(), field: z.string(), message: z.string() })),
});
export type ImportDirectoryResult = z.infer<typeof importDirectoryResultSchema>;

/** `lab_settings` key `directory_settings`. */
export const directorySettingsSchema = z.strictObject({
  /** Put in front of numbers that name no country; empty: numbers stay as they are typed. */
  default_calling_code: z
    .union([z.literal(''), z.string().regex(/^\+[1-9]\d{0,2}$/, 'a country calling code such as +1')])
    .default(''),
});
