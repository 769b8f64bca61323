import type { WorklistItem } from '@critical-callout/contract/worklist';
import { OPEN_CRITICAL_VALUES } from '@critical-callout/domain/callout';

export type Urgency = { state: 'overdue' | 'due-soon' | 'in-time' | 'no-deadline' | 'done'; leftMs: number; usedShare: number };

/** Without a start the last third cannot be known; ten minutes is what the tile counts. */
const DUE_SOON_MS = 10 * 60_000;

/** How much of the time to tell somebody is left: the last third is "due soon". */
export function urgencyOf(item: Pick<WorklistItem, 'dueAt' | 'criticalAt' | 'reports'>, now: number): Urgency {
  const isOpen = item.reports.some(({ criticalValues }) => (OPEN_CRITICAL_VALUES as readonly number[]).includes(criticalValues));
  if (!isOpen) return { state: 'done', leftMs: 0, usedShare: 1 };
  if (item.dueAt === null) return { state: 'no-deadline', leftMs: 0, usedShare: 0 };
  const due = Date.parse(item.dueAt);
  const leftMs = due - now;
  const whole = item.criticalAt === null ? null : due - Date.parse(item.criticalAt);
  const usedShare = whole === null || whole <= 0 ? 0 : Math.min(1, Math.max(0, 1 - leftMs / whole));
  if (leftMs <= 0) return { state: 'overdue', leftMs, usedShare: 1 };
  const isSoon = whole === null ? leftMs <= DUE_SOON_MS : leftMs <= whole / 3;
  return { state: isSoon ? 'due-soon' : 'in-time', leftMs, usedShare };
}
