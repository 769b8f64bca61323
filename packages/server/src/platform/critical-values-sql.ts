import { CriticalValues, OPEN_CRITICAL_VALUES } from '@critical-callout/domain/callout';
import { type RawBuilder, sql } from 'kysely';

const list = (values: readonly number[]): RawBuilder<unknown> => sql`(${sql.raw(values.join(', '))})`;

/** The domain's statuses as SQL literals, so that queries meet the partial indexes and no number is written twice. */
export const IS = {
  pending: sql.lit(CriticalValues.CALLOUT_PENDING),
  done: sql.lit(CriticalValues.CALLOUT_DONE),
  attempted: sql.lit(CriticalValues.CALLOUT_ATTEMPTED),
  /** Somebody must still be told. */
  open: list(OPEN_CRITICAL_VALUES),
  /** What the callout panel works on: open or done. */
  callable: list([CriticalValues.CALLOUT_PENDING, CriticalValues.CALLOUT_DONE, CriticalValues.CALLOUT_ATTEMPTED]),
} as const;
