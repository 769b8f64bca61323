import { emailAddressProblem, MESSAGE_LANGUAGES } from '@critical-callout/domain/delivery';
import { isZone } from '@critical-callout/domain/directory';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

/** Colours a laboratory is told apart by, for people who work in two. */
export const STRIPES = ['blue', 'violet', 'green', 'amber', 'grey', 'black'] as const;
export type Stripe = (typeof STRIPES)[number];

/**
 * How the numbers of one type (HL7 table 0203, such as MR) are called and read out. `groups`: sizes such as [3, 3, 4] for a number
 * of exactly that length, [] for never, null for the program's own way.
 */
export const identifierFormatSchema = z.strictObject({
  type: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{1,20}$/, 'a type of HL7 table 0203, such as MR'),
  label: z.string().trim().min(1).max(30),
  groups: z.array(z.number().int().min(1).max(20)).max(8).nullable().default(null),
});
export type IdentifierFormat = z.infer<typeof identifierFormatSchema>;

const identifiers = z
  .array(identifierFormatSchema)
  .max(20)
  .refine((list) => new Set(list.map(({ type }) => type)).size === list.length, 'each type once')
  .default([]);
const language = z.enum(MESSAGE_LANGUAGES).nullable().default(null);

/** Stored under `lab_profile`: how a laboratory is recognised, and how the numbers of its patients are shown. */
export const labProfileSchema = z.strictObject({
  /** null: by the laboratory's number. */
  stripe: z.enum(STRIPES).nullable().default(null),
  identifiers,
  /** Who is called where no contact is known. */
  switchboard: z.string().trim().max(40).default(''),
  /** Stands below the sign-in, before anybody is known. */
  login_notice: z.string().trim().max(1000).default(''),
  /** Language of the screens for whoever has chosen none; null: the browser's. */
  screen_language: language,
});
export type LabProfile = z.infer<typeof labProfileSchema>;

/** Stored under `audit_heads`: where the head of the audit chain is sent each day, out of reach of whoever could rewrite it here. */
export const auditHeadsSchema = z.strictObject({
  emails: z
    .array(
      z
        .string()
        .trim()
        .superRefine((address, context) => {
          const problem = emailAddressProblem(address);
          if (problem) context.addIssue({ code: 'custom', message: `'${address}': ${problem}` });
        }),
    )
    .max(5)
    .default([]),
});
export type AuditHeads = z.infer<typeof auditHeadsSchema>;

/** PUT /settings/lab: everything of the form at once. */
export const saveLabSettingsSchema = labProfileSchema.extend({
  name: z.string().trim().min(1).max(200),
  zone: z
    .string()
    .trim()
    .max(60)
    .superRefine((zone, context) => {
      if (!isZone(zone))
        context.addIssue({ code: 'custom', message: `'${zone}' is not an IANA time zone such as Europe/Berlin` });
    }),
  /** Minutes without anybody at the screen until it locks. */
  idle_minutes: z.number().int().min(5).max(60),
  /** Hours after which a session ends whatever is done. */
  session_hours: z.number().int().min(1).max(12),
  audit_head_emails: auditHeadsSchema.shape.emails,
});
export type SaveLabSettings = z.infer<typeof saveLabSettingsSchema>;

/** GET /settings/lab. */
export const labSettingsSchema = saveLabSettingsSchema.extend({
  code: z.string(),
  isPractice: z.boolean(),
  /** Types of patient numbers that arrived, newest patients first. */
  seenIdentifierTypes: z.array(z.string()),
  about: z.object({
    version: z.string(),
    database: z.object({ kind: z.enum(['embedded', 'own']), version: z.string(), megabytes: z.number() }),
    /** The database's own archive of its log, which is not made by this program; null: off. */
    archive: z.object({ lastAt: instant.nullable(), failedAt: instant.nullable() }).nullable(),
    audit: z.object({ seq: z.number().int(), sealedAt: instant.nullable(), sentAt: instant.nullable() }),
    firstEventAt: instant.nullable(),
  }),
});
export type LabSettings = z.infer<typeof labSettingsSchema>;

/** GET /api/auth/notices: what stands below the sign-in. Public: the laboratory wrote it for everybody who comes by. */
export const signInNoticesSchema = z.object({
  version: z.string(),
  notices: z.array(z.object({ lab: z.string(), text: z.string() })),
});
