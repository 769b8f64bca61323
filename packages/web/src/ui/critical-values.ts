import { CriticalValues } from '@critical-callout/domain/callout';
import type { MessageId } from '../platform/text.tsx';
import type { MarkName, Tone } from './marks.tsx';

/** The names the screens use for the three states a callout goes through; the numbers stand only in the domain. */
export const CRITICAL_CALLOUT_PENDING = CriticalValues.CALLOUT_PENDING;
export const CRITICAL_CALLOUT_DONE = CriticalValues.CALLOUT_DONE;
export const CRITICAL_CALLOUT_ATTEMPTED = CriticalValues.CALLOUT_ATTEMPTED;

export type Badge = { tone: Tone; mark: MarkName; label: MessageId };

/** Colour, shape and word of a status: every badge on every screen asks here. */
export function badgeOf(criticalValues: CriticalValues): Badge {
  switch (criticalValues) {
    case CriticalValues.CALLOUT_PENDING:
      return { tone: 'critical', mark: 'pending', label: 'status.pending' };
    case CriticalValues.CALLOUT_ATTEMPTED:
      return { tone: 'amber', mark: 'attempted', label: 'status.attempted' };
    case CriticalValues.CALLOUT_DONE:
      return { tone: 'done', mark: 'done', label: 'status.done' };
    case CriticalValues.ABNORMAL:
      return { tone: 'neutral', mark: 'abnormal', label: 'status.abnormal' };
    case CriticalValues.NORMAL:
      return { tone: 'neutral', mark: 'normal', label: 'status.normal' };
  }
}

/** A bill shows the state of its report that needs most: somebody nobody was told of comes before an attempt. */
export function stateOfBill(statuses: readonly CriticalValues[]): CriticalValues {
  const order = [
    CriticalValues.CALLOUT_PENDING,
    CriticalValues.CALLOUT_ATTEMPTED,
    CriticalValues.CALLOUT_DONE,
    CriticalValues.ABNORMAL,
  ];
  return order.find((status) => statuses.includes(status)) ?? CriticalValues.NORMAL;
}

/** Reasons for which people who were told must be told again. */
export const needsReview = (reason: string | null): boolean =>
  reason !== null && ['correction', 'changed-critical', 'unparsed'].includes(reason);
