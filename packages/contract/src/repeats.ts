import { VERDICTS } from '@critical-callout/domain/evaluation';
import { REPEAT_SCOPES } from '@critical-callout/domain/repeats';
import { z } from 'zod';
import { billSchema } from './callout.ts';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
const reason = z.string().trim().min(3).max(2000);
/** Exact: text, never a JSON number. */
const percent = z
  .string()
  .trim()
  .regex(/^\d{1,3}(\.\d{1,4})?$/, 'a percentage such as 10 or 12.5, at most 999');

const repeatRuleFields = z.strictObject({
  /** Null: every parameter; then a location must be named. */
  parameterCode: z.string().trim().min(1).max(100).nullable().default(null),
  /** `LN` is LOINC; empty: this code in whatever system. */
  codeSystem: z.string().trim().max(100).default(''),
  parameterName: z.string().trim().max(200).default(''),
  /** Code of a ward. Null: everywhere. */
  location: z.string().trim().min(1).max(100).nullable().default(null),
  /** `window`: for hours after the call; `first-of-stay`: the first of a stay is called, and what is worse. */
  scope: z.enum(REPEAT_SCOPES),
  windowHours: z.number().int().min(1).max(720).nullable().default(null),
  worseByPercent: percent.default('0'),
  /** A critical value after one that was not is called. */
  isReentryCalled: z.boolean().default(true),
  isActive: z.boolean().default(true),
});

/** POST /repeat-rules. `baseVersion` is the version the author saw, 0 for a rule that is new; another in between is a 409. */
export const saveRepeatRuleSchema = repeatRuleFields
  .extend({
    baseVersion: z.number().int().min(0),
    reason,
    /** Approve in the same step; needs the right to approve. */
    approve: z.boolean().default(false),
  })
  .refine(({ parameterCode, location }) => parameterCode !== null || location !== null, {
    message: 'a rule names a parameter, a location or both',
    path: ['parameterCode'],
  })
  .refine(({ scope, windowHours }) => (scope === 'window') === (windowHours !== null), {
    message: 'hours are given exactly where the scope is a window',
    path: ['windowHours'],
  });
export type SaveRepeatRule = z.infer<typeof saveRepeatRuleSchema>;

export const repeatRuleSchema = repeatRuleFields.extend({
  id,
  ruleKey: z.string(),
  version: z.number().int(),
  isApproved: z.boolean(),
  author: z.string(),
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
  reason: z.string(),
  createdAt: instant,
});
export type RepeatRuleOut = z.infer<typeof repeatRuleSchema>;

/** GET /repeat-rules: the newest version of each rule, and which version of it is in force (null: none). */
export const repeatRulesSchema = z.object({
  items: z.array(repeatRuleSchema.extend({ inForceVersion: z.number().int().nullable() })),
});
export type RepeatRules = z.infer<typeof repeatRulesSchema>;
export const repeatRuleVersionsSchema = z.object({ items: z.array(repeatRuleSchema) });
export const approveRepeatRuleSchema = z.strictObject({ reason: reason.default('approved') });

/** GET /repeats: critical results that a rule keeps from being called, newest first. */
export const repeatsQuerySchema = z.object({
  state: z.enum(['live', 'ended', 'all']).default('live'),
  billId: z.coerce.number().int().positive().optional(),
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type RepeatsQuery = z.infer<typeof repeatsQuerySchema>;

export const repeatSchema = z.object({
  id,
  bill: billSchema.pick({ billId: true, billNumber: true, accessionNumber: true, ward: true, patient: true }),
  labReportId: id,
  testName: z.string(),
  parameterName: z.string(),
  value: z.string(),
  unit: z.string().nullable(),
  referenceRange: z.string().nullable(),
  verdict: z.enum(VERDICTS),
  collectedAt: instant.nullable(),
  suppressedAt: instant,
  rule: repeatRuleFields
    .pick({ scope: true, windowHours: true, worseByPercent: true, isReentryCalled: true, location: true })
    .extend({
      id,
      version: z.number().int(),
    }),
  /** What was told, to whom and when. */
  earlier: z.object({
    billId: id.nullable(),
    billNumber: z.string(),
    labReportId: id,
    value: z.string(),
    unit: z.string().nullable(),
    calloutId: id,
    toldAt: instant,
    toldName: z.string().nullable(),
    performedByName: z.string(),
  }),
  endedAt: instant.nullable(),
  endedReason: z.enum(['opened', 'earlier-changed', 'report-opened', 'not-critical']).nullable(),
  endedBy: z.string().nullable(),
});
export type Repeat = z.infer<typeof repeatSchema>;
export const repeatsSchema = z.object({
  items: z.array(repeatSchema),
  /** Live ones the session may see, whatever the filter. */
  liveCount: z.number().int(),
  nextCursor: z.number().int().nullable(),
});
export type Repeats = z.infer<typeof repeatsSchema>;

/** POST /lab-reports/{id}/open-repeat */
export const openRepeatSchema = z.strictObject({ reason });
export const openRepeatAnswerSchema = z.object({ labReportId: id, criticalValues: z.number().int(), dueAt: instant.nullable() });
export type OpenRepeatAnswer = z.infer<typeof openRepeatAnswerSchema>;
