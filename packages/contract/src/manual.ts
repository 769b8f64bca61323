import { z } from 'zod';
import { criticalValuesSchema } from './callout.ts';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
// One line: a result on paper or by telephone has no paragraphs, and a line break would not survive the message it becomes.
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'one line of text');

export const MANUAL_SEVERITIES = ['critical-high', 'critical-low', 'critical-other'] as const;
export const RECEIVED_THROUGH = ['telephone', 'paper'] as const;

/** POST /patients/{id}/manual-results: a critical result no laboratory system sent. */
export const enterManualResultSchema = z.strictObject({
  /** A code of the lab's limits, so that they judge it too; without one its name is its code. */
  parameter: z.strictObject({
    code: line(100).nullable().default(null),
    codeSystem: z.string().trim().max(100).default(''),
    name: line(200),
  }),
  value: line(200),
  unit: z.string().trim().max(40).default(''),
  severity: z.enum(MANUAL_SEVERITIES),
  /** The limit as it was told: `≥ 6.2`. */
  limit: z.string().trim().max(100).default(''),
  referenceRange: z.string().trim().max(100).default(''),
  specimen: z.string().trim().max(100).default(''),
  collectedAt: instant.nullable().default(null),
  resultedAt: instant,
  receivedThrough: z.enum(RECEIVED_THROUGH),
  /** Which laboratory or ward it came from. */
  receivedFrom: line(200),
  /** Who verified it there, or read it out. */
  verifiedBy: line(200),
  /** Ward and doctor as in this order of the same patient. */
  likeBillId: id.nullable().default(null),
  ward: z.string().trim().max(100).default(''),
  departmentId: id.nullable().default(null),
  comment: z.string().trim().max(500).default(''),
});
export type EnterManualResult = z.infer<typeof enterManualResultSchema>;
export type EnterManualResultInput = z.input<typeof enterManualResultSchema>;

export const manualResultEnteredSchema = z.object({
  id,
  billId: id,
  billNumber: z.string(),
  labReportId: id,
  criticalValues: criticalValuesSchema,
  isCheckNeeded: z.boolean(),
});
export type ManualResultEntered = z.infer<typeof manualResultEnteredSchema>;

/** POST /manual-results/{id}/withdraw: it was wrong. Whoever was told is told again, as after every correction. */
export const withdrawManualResultSchema = z.strictObject({ reason: z.string().trim().min(3).max(500) });

export const manualResultStateSchema = z.object({
  id,
  billId: id.nullable(),
  checkedAt: instant.nullable(),
  checkedBy: z.string().nullable(),
  withdrawnAt: instant.nullable(),
});
export type ManualResultState = z.infer<typeof manualResultStateSchema>;

/** Stored under `manual_entry`. */
export const manualEntrySettingsSchema = z.strictObject({
  /** A second person looks at what was entered; the callout is open meanwhile. */
  second_person: z.literal([0, 1]).default(0),
});
export type ManualEntrySettings = z.infer<typeof manualEntrySettingsSchema>;
