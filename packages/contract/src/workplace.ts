import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

/** One key or a sequence as the screens name it: `Ctrl+k`, `g w`. */
const keyName = z.string().min(1).max(40);

/** What follows a person to every workstation. Unknown shortcuts of another version are kept and not used. */
export const userPreferencesSchema = z.strictObject({
  language: z.string().max(20).optional(),
  timeFormat: z.enum(['24h', '12h']).optional(),
  hasSingleKeys: z.boolean().optional(),
  opensNext: z.boolean().optional(),
  isMotionReduced: z.boolean().optional(),
  /** What the worklist opens with: one of its tabs, or `view:7` for a saved view. */
  startView: z
    .string()
    .regex(/^(?:pending|mine|done|view:\d{1,15})$/, 'pending, mine, done, or view: and its number')
    .optional(),
  /** Columns of the worklist this person does without. */
  hiddenColumns: z.array(z.string().max(40)).max(20).optional(),
  /** What each shortcut is mapped to; an empty list switches it off. */
  ownKeys: z.record(z.string().max(40), z.array(keyName).max(9)).optional(),
});
export type UserPreferences = z.infer<typeof userPreferencesSchema>;

export const MAX_FORM_CHARACTERS = 60_000;

/** What was typed about an order and not saved. The shape of the form is the screens' own affair. */
export const typedTextSchema = z.strictObject({
  seenVersion: z.number().int().min(0),
  form: z
    .record(z.string().max(100), z.unknown())
    .refine((form) => JSON.stringify(form).length <= MAX_FORM_CHARACTERS, `at most ${MAX_FORM_CHARACTERS} characters`),
});
export type TypedText = z.infer<typeof typedTextSchema>;

/** GET /bills/{id}/typed-text; null: nothing is kept. */
export const keptTextSchema = z.object({ kept: typedTextSchema.extend({ updatedAt: instant }).nullable() });
export type KeptText = z.infer<typeof keptTextSchema>;

/** GET /status: what the strip above every screen says. */
export const statusSchema = z.object({
  feeds: z.array(z.object({ name: z.string(), silentSince: instant })),
  /** What alarms are made of, in the session's scope and without any patient; null for who may not see the worklist. */
  work: z
    .object({
      /** Orders overdue, and orders whose ladder is used up. */
      overdue: z.number().int(),
      /** Of those, the ones nobody has claimed: they ring until somebody does. */
      unclaimed: z.number().int(),
      exhausted: z.number().int(),
      /** When the next order becomes overdue. */
      nextDueAt: instant.nullable(),
      /** Reports that became critical in the last minutes. */
      arrived: z.array(z.object({ labReportId: z.number().int(), department: z.string().nullable(), dueAt: instant.nullable() })),
      /** Messages that failed in the last minutes. */
      failedDeliveries: z.array(z.number().int()),
    })
    .nullable(),
  /** The newest verification of the audit trail found a line that does not fit; null when it fits or was never verified. */
  auditFailure: z.object({ at: instant, seq: z.number().int(), reason: z.string() }).nullable(),
  serverTime: instant,
});
export type Status = z.infer<typeof statusSchema>;

/** What a workstation did with its alarms: heard the test tone, was silenced. Kept in the audit trail, without any patient. */
export const workstationNoteSchema = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('shift-started'), isSoundHeard: z.boolean(), hasNotices: z.boolean() }),
  z.strictObject({ what: z.literal('alarm-silenced'), seconds: z.number().int().min(1).max(600) }),
]);
export type WorkstationNote = z.infer<typeof workstationNoteSchema>;
export const workstationNotedSchema = z.object({ at: instant });
