import { CASE_CHECKS, CASE_PHASES, PRACTICE_CASES } from '@critical-callout/domain/practice';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const id = z.number().int().positive();

const practiceCaseSchema = z.enum(PRACTICE_CASES);

/** POST /practice/start and /practice/end. */
export const chosenCaseSchema = z.strictObject({ case: practiceCaseSchema });
export type ChosenCase = z.infer<typeof chosenCaseSchema>;

/** One playing of a case: what the telephone plays, and what the stored records show of what was done. */
export const practiceRunSchema = z.object({
  runId: id,
  startedAt: instant,
  phase: z.enum(CASE_PHASES),
  checks: z.array(z.object({ id: z.enum(CASE_CHECKS), isMet: z.boolean() })),
  /** `billId` null: the order has not arrived yet. */
  orders: z.array(
    z.object({ billId: id.nullable(), billNumber: z.string(), testName: z.string(), value: z.string(), unit: z.string() }),
  ),
  patient: z.object({ familyName: z.string(), givenName: z.string(), born: z.iso.date(), identifier: z.string() }),
  recipient: z.object({ name: z.string(), role: z.string(), phone: z.string() }),
  /** What the recipient says first, where it is wrong. */
  misheard: z.string().nullable(),
  /** The value the laboratory corrected it to; null until it did. */
  corrected: z.string().nullable(),
});
export type PracticeRun = z.infer<typeof practiceRunSchema>;

/** From the beginning of a person's first case to the first case they did right; null: not yet. */
export const firstCallSchema = z.object({ beganAt: instant, doneAt: instant.nullable(), seconds: z.number().int().nullable() });
export type FirstCall = z.infer<typeof firstCallSchema>;

/** GET /practice/first-calls: how long each person of the laboratory took, who began last first. */
export const firstCallsSchema = z.object({
  items: z.array(firstCallSchema.extend({ userId: z.string(), name: z.string() })),
  withinSeconds: z.number().int(),
});
export type FirstCalls = z.infer<typeof firstCallsSchema>;

/** GET /practice: the cases as this person has played them. */
export const practiceSchema = z.object({
  /** The laboratory is in practice mode; in a live one nothing is played. */
  isPractice: z.boolean(),
  /** The person may call, and sees the orders of a case. */
  mayPlay: z.boolean(),
  completed: z.number().int(),
  wanted: z.number().int(),
  /** Null: no case was begun. */
  firstCall: firstCallSchema.nullable(),
  cases: z.array(
    z.object({
      id: practiceCaseSchema,
      state: z.enum(['open', 'running', 'complete']),
      /** The playing that runs, else the last one that was completed. */
      run: practiceRunSchema.nullable(),
    }),
  ),
});
export type Practice = z.infer<typeof practiceSchema>;

/** POST /practice/end-all: cases that were left open, of everybody. */
export const endedCasesSchema = z.object({ ended: z.number().int() });
