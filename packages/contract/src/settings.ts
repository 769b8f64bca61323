import { ROLES } from '@critical-callout/domain/auth';
import {
  ATTEMPT_OUTCOMES,
  CLOSING_CODES,
  type ClosingRules,
  DEFAULT_CLOSING_RULES,
  DEFAULT_OUTCOME_RULES,
  type OutcomeRules,
} from '@critical-callout/domain/callout';
import { z } from 'zod';

const zeroOne = z.literal([0, 1]);

/** `critical_notification_settings`, exactly these keys. show_patient_name 1 means: the accession number replaces the name. */
export const criticalNotificationSettingsSchema = z.strictObject({
  additional_instruction: z.string().max(4000).default(''),
  is_email: zeroOne.default(1),
  mandatory_comments: zeroOne.default(0),
  always_notify: zeroOne.default(0),
  show_patient_name: zeroOne.default(0),
  share_comment: zeroOne.default(0),
});
export type CriticalNotificationSettings = z.infer<typeof criticalNotificationSettingsSchema>;

/** What a caller says, with places that are filled in: {caller}, {lab}, {test}, {ward}. */
const DEFAULT_SCRIPT =
  'This is {caller}, {lab}, with a critical result. Please give me the patient’s name and date of birth. … The result is {test}. Please read it back to me. … Thank you. May I have your full name and role?';

/** Stored under `call_help`: the script beside the call, and phrases that `;code` and a space put into the comment. */
export const callHelpSchema = z.strictObject({
  script: z.string().max(4000).default(DEFAULT_SCRIPT),
  phrases: z
    .array(z.strictObject({ code: z.string().regex(/^[a-z0-9]{1,12}$/), text: z.string().trim().min(1).max(300) }))
    .max(50)
    .default([
      { code: 'cb', text: 'Asked to be called back.' },
      { code: 'aware', text: 'Team is aware of the value.' },
      { code: 'redraw', text: 'Second sample was requested.' },
    ]),
});
export type CallHelp = z.infer<typeof callHelpSchema>;

/** What follows an attempt by its outcome; an outcome that is not here keeps DEFAULT_OUTCOME_RULES of the domain package. */
export const outcomeRuleSchema = z.strictObject({
  /** Minutes to the next try; null: none is planned. */
  retry_minutes: z.number().int().min(1).max(1_440).nullable(),
  /** The ladder's next rung is due at once. */
  next_step_now: zeroOne.default(0),
  directory_task: zeroOne.default(0),
  /** The code that is offered for closing. */
  close_with: z.enum(CLOSING_CODES).nullable().default(null),
});

/** Who may close a callout with a code although nobody was told; a code that is not here keeps DEFAULT_CLOSING_RULES. */
export const closingRuleSchema = z.strictObject({
  roles: z.array(z.enum(ROLES)).max(ROLES.length),
  second_person: zeroOne.default(0),
});

/** Who counts as told, and how fast. Stored under the key `callout_policy`. */
export const calloutPolicySchema = z.strictObject({
  completion: z.enum(['as-declared', 'proven']).default('as-declared'),
  full_name_required: zeroOne.default(0),
  /** Under `proven`: told through a desk that must pass the result on completes only with the name it was passed on to. */
  relay_required: zeroOne.default(1),
  /** Minutes from becoming critical to the deadline. */
  notify_within: z
    .strictObject({
      inpatient: z.number().int().min(1).max(10_080).default(30),
      emergency: z.number().int().min(1).max(10_080).default(30),
      outpatient: z.number().int().min(1).max(10_080).default(60),
      other: z.number().int().min(1).max(10_080).default(30),
    })
    .prefault({}),
  outcomes: z.partialRecord(z.enum(ATTEMPT_OUTCOMES), outcomeRuleSchema).default({}),
  closings: z.partialRecord(z.enum(CLOSING_CODES), closingRuleSchema).default({}),
});
export type CalloutPolicy = z.infer<typeof calloutPolicySchema>;

/** The laboratory's rule for every outcome. */
export function outcomeRulesOf({ outcomes }: Pick<CalloutPolicy, 'outcomes'>): OutcomeRules {
  const rules = { ...DEFAULT_OUTCOME_RULES };
  for (const outcome of ATTEMPT_OUTCOMES) {
    const own = outcomes[outcome];
    if (!own) continue;
    rules[outcome] = {
      retryMinutes: own.retry_minutes,
      isNextStepNow: own.next_step_now === 1,
      isDirectoryTask: own.directory_task === 1,
      closeWith: own.close_with,
    };
  }
  return rules;
}

/** Who may close with which code in this laboratory. */
export function closingRulesOf({ closings }: Pick<CalloutPolicy, 'closings'>): ClosingRules {
  const rules = { ...DEFAULT_CLOSING_RULES };
  for (const code of CLOSING_CODES) {
    const own = closings[code];
    if (own) rules[code] = { roles: own.roles, isSecondPersonNeeded: own.second_person === 1 };
  }
  return rules;
}

const instant = z.iso.datetime({ offset: true });

/** Why it is changed: kept with the version and in the audit trail. */
export const settingCommentSchema = z.string().trim().min(1).max(2000);

/** POST /settings/{name}/publish: the whole setting and why; If-Match says which version it was made from. */
export const publishSettingSchema = <T extends z.ZodType>(value: T) => z.strictObject({ value, comment: settingCommentSchema });

/** GET /settings/{name}/versions, newest first: the whole setting after each publication; the last is what it was before the first. */
export const settingVersionsSchema = z.object({
  versions: z.array(
    z.object({
      version: z.number().int(),
      /** Its line of the audit trail; null: as the laboratory began. */
      seq: z.number().int().nullable(),
      at: instant.nullable(),
      by: z.string(),
      /** Empty where it was changed by a program. */
      comment: z.string(),
      /** null: written by an older program in a form that is not read any more. */
      value: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
});
export type SettingVersions = z.infer<typeof settingVersionsSchema>;

/**
 * POST /settings/import. A dry run says what the file would change; publishing asks for a comment and for the versions the
 * review was made from, and saves all of it or nothing.
 */
export const importSettingsSchema = z.strictObject({
  csv: z.string().max(2_000_000),
  dryRun: z.boolean().default(true),
  comment: settingCommentSchema.optional(),
  seen: z.record(z.string(), z.number().int()).default({}),
});
export const settingsImportedSchema = z.object({
  lines: z.number().int(),
  errors: z.array(z.object({ line: z.number().int(), field: z.string(), message: z.string() })),
  changes: z.array(
    z.object({
      setting: z.string(),
      seen: z.number().int(),
      before: z.record(z.string(), z.unknown()),
      after: z.record(z.string(), z.unknown()),
    }),
  ),
  isPublished: z.boolean(),
});
export type SettingsImported = z.infer<typeof settingsImportedSchema>;
