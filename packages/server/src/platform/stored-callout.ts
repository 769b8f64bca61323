import { criticalCalloutMetaSchema, criticalValuesMetaSchema } from '@critical-callout/contract/callout';
import type { CriticalCalloutMeta, CriticalValueMeta } from '@critical-callout/domain/callout';
import type { z } from 'zod';

/** The stored JSON of a callout, read as strictly as it was written: what does not fit is named by its row, never shown in part. */
export const readCalloutMeta = (calloutId: number, stored: unknown): CriticalCalloutMeta =>
  read(calloutId, 'critical_callout_meta', criticalCalloutMetaSchema, stored);

export const readValuesMeta = (calloutId: number, stored: unknown): CriticalValueMeta[] =>
  read(calloutId, 'critical_values_meta', criticalValuesMetaSchema, stored);

function read<T extends z.ZodType>(calloutId: number, column: string, schema: T, stored: unknown): z.output<T> {
  const parsed = schema.safeParse(stored);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(' '));
  throw new Error(`critical_callouts ${calloutId}: ${column} is not as written here: ${problems.join('; ')}`);
}
