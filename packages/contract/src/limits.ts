import { DELTA_DIRECTIONS, DELTA_MEASURES, FLAG_POLICIES, OPTION_MATCHES, VERDICTS } from '@critical-callout/domain/evaluation';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
/** Exact: text, never a JSON number, which every reader would round. */
const decimal = z
  .string()
  .trim()
  .regex(/^-?\d{1,15}(\.\d{1,15})?$/, 'a decimal number such as 6.2');
const code = z.string().trim().min(1).max(100);
const reason = z.string().trim().min(1).max(2000);
const patientClass = z.enum(['inpatient', 'emergency', 'outpatient', 'other']);

/** A change by this much or more from the previous result of the patient, within so many hours, is critical. */
export const deltaRuleSchema = z.strictObject({
  by: decimal,
  in: z.enum(DELTA_MEASURES),
  hours: z.number().int().min(1).max(8760),
  direction: z.enum(DELTA_DIRECTIONS),
});

/** One limit as it is written. `codeSystem` `LN` is LOINC; empty means this code in whatever system the sender names. */
export const limitFieldsSchema = z.strictObject({
  parameterCode: code,
  codeSystem: z.string().trim().max(100).default('LN'),
  parameterName: z.string().trim().min(1).max(200),
  /** UCUM; null: the values have no unit. */
  unit: z.string().trim().min(1).max(40).nullable().default(null),
  tier: z.enum(['critical', 'significant']).default('critical'),
  sex: z.enum(['female', 'male']).nullable().default(null),
  ageFromDays: z.number().int().min(0).max(60_000).default(0),
  ageToDays: z.number().int().min(1).max(60_000).nullable().default(null),
  patientClass: patientClass.nullable().default(null),
  location: z.string().trim().min(1).max(100).nullable().default(null),
  /** As a sender or the house names it, text or code of SPM-4; null: any. */
  specimen: z.string().trim().min(1).max(100).nullable().default(null),
  /** The code of a department; null: any. */
  department: z.string().trim().min(1).max(100).nullable().default(null),
  lowerBound: decimal.nullable().default(null),
  upperBound: decimal.nullable().default(null),
  criticalLower: decimal.nullable().default(null),
  criticalUpper: decimal.nullable().default(null),
  /** Beyond the critical bound; a value past it is marked twice. */
  secondLower: decimal.nullable().default(null),
  secondUpper: decimal.nullable().default(null),
  isCriticalLowerInclusive: z.boolean().default(false),
  isCriticalUpperInclusive: z.boolean().default(false),
  delta: deltaRuleSchema.nullable().default(null),
  /** g/mol. */
  molarMass: decimal.nullable().default(null),
  valence: z.number().int().min(1).max(4).nullable().default(null),
  isActive: z.boolean().default(true),
  sources: z.array(z.string().trim().min(1).max(200)).max(100).default([]),
});
export type LimitFields = z.infer<typeof limitFieldsSchema>;

/** POST /limits. `baseVersion` is the version the author saw, 0 for a limit that is new; another in between is a 409. */
export const saveLimitSchema = limitFieldsSchema.extend({
  baseVersion: z.number().int().min(0),
  /** From when it counts, by the time of collection. Default: now; a first version counts since ever. */
  validFrom: instant.nullable().default(null),
  reason,
  /** Approve in the same step; needs the right to approve. */
  approve: z.boolean().default(false),
});
export type SaveLimit = z.infer<typeof saveLimitSchema>;

const approval = {
  author: z.string(),
  /** null: written at the command line. */
  authorUserId: z.string().nullable(),
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
  reason: z.string(),
  createdAt: instant,
};

export const limitSchema = limitFieldsSchema.extend({
  id,
  limitKey: z.string(),
  version: z.number().int(),
  validFrom: instant.nullable(),
  isApproved: z.boolean(),
  ...approval,
});
export type Limit = z.infer<typeof limitSchema>;

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const paging = {
  q: z.string().trim().max(100).default(''),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
};

export const limitsQuerySchema = z.object({
  ...paging,
  tier: z.enum(['critical', 'significant']).optional(),
  isApproved: flag.optional(),
  isActive: flag.optional(),
});
export type LimitsQuery = z.infer<typeof limitsQuerySchema>;

/** The latest version of each limit. `unapproved` counts what still waits for approval in the whole lab. */
export const limitsSchema = z.object({
  items: z.array(limitSchema),
  nextCursor: z.string().nullable(),
  unapproved: z.object({ limits: z.number().int(), options: z.number().int() }),
});
export type Limits = z.infer<typeof limitsSchema>;

export const limitVersionsSchema = z.object({ items: z.array(limitSchema) });

export const approveSchema = z.object({ reason: reason.default('approved') });
export const approveManySchema = z.object({ ids: z.array(id).min(1).max(500), reason: reason.default('approved') });
export const approvedSchema = z.object({ approved: z.array(z.object({ id, key: z.string(), version: z.number().int() })) });

export const listOptionFieldsSchema = z.strictObject({
  parameterCode: code,
  codeSystem: z.string().trim().max(100).default('LN'),
  parameterName: z.string().trim().min(1).max(200),
  /** Compared with the value's text and codes, case and blanks aside; a pattern (RE2) is searched in the text. */
  option: z.string().trim().min(1).max(400),
  match: z.enum(OPTION_MATCHES).default('equals'),
  /** 0 normal, 1 abnormal, 2 critical. */
  isCritical: z.literal([0, 1, 2]),
  isActive: z.boolean().default(true),
});
export const saveListOptionSchema = listOptionFieldsSchema.extend({
  baseVersion: z.number().int().min(0),
  reason,
  approve: z.boolean().default(false),
});
export type SaveListOption = z.infer<typeof saveListOptionSchema>;

export const listOptionSchema = listOptionFieldsSchema.extend({
  id,
  optionKey: z.string(),
  version: z.number().int(),
  isApproved: z.boolean(),
  ...approval,
});
export type ListOption = z.infer<typeof listOptionSchema>;

export const listOptionsQuerySchema = z.object({ ...paging, isApproved: flag.optional(), isActive: flag.optional() });
export type ListOptionsQuery = z.infer<typeof listOptionsQuerySchema>;
export const listOptionsSchema = z.object({
  items: z.array(listOptionSchema),
  nextCursor: z.string().nullable(),
  /** How many wait for approval in the whole lab. */
  unapproved: z.number().int(),
});
export type ListOptions = z.infer<typeof listOptionsSchema>;
export const listOptionVersionsSchema = z.object({ items: z.array(listOptionSchema) });
export type ListOptionFields = z.infer<typeof listOptionFieldsSchema>;

/** POST /limits/starter: published numbers of other laboratories, in force at once and waiting for approval. */
export const starterLoadedSchema = z.object({ limits: z.number().int(), options: z.number().int() });

/** `limits_policy` of lab_settings. 1: nobody approves a limit or an option that they wrote themselves. */
export const limitsPolicySchema = z.strictObject({ second_person: z.literal([0, 1]).default(0) });
export type LimitsPolicy = z.infer<typeof limitsPolicySchema>;

/** POST /limits/import: a file as GET /limits/export.csv writes it. Limits the file does not name stay as they are. */
export const importLimitsSchema = z.object({
  csv: z.string().min(1).max(4_000_000),
  dryRun: z.boolean().default(false),
  reason: reason.default('import'),
});
export const importLimitsResultSchema = z.object({
  dryRun: z.boolean(),
  lines: z.number().int(),
  created: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  /** Line numbers of the file; the header is line 1. With any error nothing is saved. */
  errors: z.array(z.object({ line: z.number().int(), field: z.string(), message: z.string() })),
});
export type ImportLimitsResult = z.infer<typeof importLimitsResultSchema>;

/** POST /evaluate: one result typed in, or whole HL7 v2 messages; nothing is stored. */
export const evaluateRequestSchema = z.union([
  z.strictObject({
    hl7: z.string().min(1).max(5_000_000),
    flagPolicy: z.enum(FLAG_POLICIES).default('either'),
  }),
  z.strictObject({
    result: z.strictObject({
      parameterCode: code,
      codeSystem: z.string().trim().max(100).default('LN'),
      value: z.string().max(20_000),
      valueCodes: z.array(z.string().max(100)).max(20).default([]),
      unit: z.string().max(100).nullable().default(null),
      referenceRange: z.string().max(200).nullable().default(null),
      flags: z.array(z.string().max(20)).max(20).default([]),
    }),
    sex: z.enum(['female', 'male', 'other', 'unknown']).nullable().default(null),
    ageDays: z.number().int().min(0).max(60_000).nullable().default(null),
    patientClass: patientClass.nullable().default(null),
    location: z.string().max(100).nullable().default(null),
    specimen: z.string().trim().max(100).nullable().default(null),
    department: z.string().trim().max(100).nullable().default(null),
    /** Earlier results of the patient and parameter, for limits that ask for a change. */
    earlier: z
      .array(
        z.strictObject({
          value: z.string().max(20_000),
          unit: z.string().max(100).nullable().default(null),
          minutesBefore: z.number().int().min(1).max(5_256_000),
        }),
      )
      .max(20)
      .default([]),
    collectedAt: instant.nullable().default(null),
    flagPolicy: z.enum(FLAG_POLICIES).default('either'),
  }),
]);
export type EvaluateRequest = z.infer<typeof evaluateRequestSchema>;

export const evaluatedSchema = z.object({
  verdicts: z.array(
    z.object({
      place: z.string(),
      testName: z.string(),
      parameterCode: z.string(),
      parameterName: z.string(),
      value: z.string(),
      unit: z.string().nullable(),
      verdict: z.enum(VERDICTS),
      isCritical: z.boolean(),
      isBeyondSecond: z.boolean(),
      reason: z.string(),
      senderVerdict: z.enum(['normal', 'abnormal', 'critical']).nullable(),
      isDisagreement: z.boolean(),
      limitId: z.number().int().nullable(),
      limitVersion: z.number().int().nullable(),
      tier: z.enum(['critical', 'significant']).nullable(),
    }),
  ),
  problems: z.array(z.object({ code: z.string(), place: z.string(), message: z.string() })),
});
export type Evaluated = z.infer<typeof evaluatedSchema>;

/** GET /limits/choices: the laboratory's departments, and the specimens its results of the last weeks came from. */
export const limitChoicesSchema = z.object({
  departments: z.array(z.object({ code: z.string(), name: z.string() })),
  specimens: z.array(z.string()),
});
export type LimitChoices = z.infer<typeof limitChoicesSchema>;

/** Limits that are not stored, or not approved, yet: as they would be. */
const draftLimits = z.array(limitFieldsSchema).min(0).max(200);
const drafting = {
  drafts: draftLimits.default([]),
  /** Also every stored version that waits for approval while an older one counts. */
  isWaitingIncluded: z.boolean().default(false),
};

/** POST /limits/try: a value or messages, judged by today's limits and by today's with the drafts. Nothing is stored. */
export const tryLimitsSchema = z.strictObject({
  request: evaluateRequestSchema,
  ...drafting,
  /** Answers in words that are not stored yet. */
  options: z.array(listOptionFieldsSchema).max(200).default([]),
});
export type TryLimits = z.infer<typeof tryLimitsSchema>;
export const triedLimitsSchema = z.object({
  now: evaluatedSchema,
  drafted: evaluatedSchema,
  /** Keys of the limits that were drafted; a verdict of one of them has limitId 0. */
  draftKeys: z.array(z.string()),
});
export type TriedLimits = z.infer<typeof triedLimitsSchema>;

/** POST /limits/check: what would be refused, and what is worth a look, with the drafts in place. */
export const checkLimitsSchema = z.strictObject(drafting);
export const limitProblemSchema = z.object({
  code: z.string(),
  limitKey: z.string(),
  field: z.string(),
  message: z.string(),
  /** Of one of the drafts; false: of a limit that counts already. */
  isOfDraft: z.boolean(),
});
export const checkedLimitsSchema = z.object({ problems: z.array(limitProblemSchema), advice: z.array(limitProblemSchema) });
export type CheckedLimits = z.infer<typeof checkedLimitsSchema>;

/** POST /limits/back-tests: the drafts on the results of the last days. */
export const startBackTestSchema = z.strictObject({ ...drafting, days: z.number().int().min(1).max(365).default(90) });
export type StartBackTest = z.infer<typeof startBackTestSchema>;

export const backTestCountSchema = z.object({
  code: z.string(),
  name: z.string(),
  results: z.number().int(),
  before: z.number().int(),
  after: z.number().int(),
});
export type BackTestCount = z.infer<typeof backTestCountSchema>;

export const backTestSchema = z.object({
  id,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  drafts: z.array(limitFieldsSchema),
  from: instant,
  to: instant,
  askedBy: z.string(),
  askedAt: instant,
  reportsTotal: z.number().int(),
  reportsSeen: z.number().int(),
  /** Critical results by today's limits and with the drafts; `counts` by parameter, those that differ first. */
  before: z.number().int(),
  after: z.number().int(),
  counts: z.array(backTestCountSchema),
  finishedAt: instant.nullable(),
  fault: z.string().nullable(),
});
export type BackTest = z.infer<typeof backTestSchema>;
export const backTestsSchema = z.object({ items: z.array(backTestSchema) });
