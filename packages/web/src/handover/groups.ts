import type { WorklistItem } from '@critical-callout/contract/worklist';
import { CriticalValues } from '@critical-callout/domain/callout';
import { needsReview } from '../ui/critical-values.ts';

export const GROUPS = ['overdue', 'being-called', 'attempted', 'needs-review', 'new'] as const;
export type Group = (typeof GROUPS)[number];

/** Each order once, in the group that says most about what the next shift must do first. */
export function groupOf(item: WorklistItem, now: number): Group {
  if (item.dueAt !== null && Date.parse(item.dueAt) < now) return 'overdue';
  if (item.ownership.people.some(({ callStartedAt }) => callStartedAt !== null)) return 'being-called';
  if (item.reports.some(({ criticalReason }) => needsReview(criticalReason))) return 'needs-review';
  if (item.reports.some(({ criticalValues }) => criticalValues === CriticalValues.CALLOUT_ATTEMPTED)) return 'attempted';
  return 'new';
}

export function grouped(items: readonly WorklistItem[], now: number): { group: Group; items: WorklistItem[] }[] {
  return GROUPS.map((group) => ({ group, items: items.filter((item) => groupOf(item, now) === group) })).filter(
    (one) => one.items.length > 0,
  );
}
