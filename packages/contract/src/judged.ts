import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

/**
 * Bounds as decimal text, so that no digit is lost; null where the limit has none. Where the result came in another unit
 * than the limit's, each bound says its own: `2.775 mmol/L`.
 */
export const boundsSchema = z.strictObject({
  lower_bound: z.string().nullable(),
  upper_bound: z.string().nullable(),
  critical_lower: z.string().nullable(),
  critical_upper: z.string().nullable(),
});
export type Bounds = z.infer<typeof boundsSchema>;

/** Stored JSON: the critical bound a value passed; `here` is about the same in the unit of the result, where that is another. */
export const passedBoundSchema = z.strictObject({
  sign: z.enum(['<', '≤', '>', '≥']),
  bound: z.string(),
  unit: z.string().nullable(),
  here: z.string().nullable(),
});

/** Stored JSON: the change from the previous result, and the rule it was held against. Decimals as text, changes with their sign. */
export const deltaSchema = z.strictObject({
  previousValue: z.string(),
  previousUnit: z.string().nullable(),
  previousAt: instant,
  /** Null where it has no exact decimal, or a value is off scale. */
  change: z.string().nullable(),
  changeUnit: z.string().nullable(),
  percent: z.string().nullable(),
  by: z.string(),
  in: z.enum(['absolute', 'percent']),
  hours: z.number().int(),
  direction: z.enum(['up', 'down', 'both']),
});
