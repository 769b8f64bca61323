import type { WorklistItem } from '@critical-callout/contract/worklist';
import { CriticalValues } from '@critical-callout/domain/callout';
import { expect, it } from 'vitest';
import { grouped } from './groups.ts';

const NOW = Date.parse('2026-11-23T22:00:00Z');
type Shape = { dueInMinutes: number; isCalling?: boolean; isAttempted?: boolean; reason?: string };
const item = (billId: number, { dueInMinutes, isCalling = false, isAttempted = false, reason }: Shape) =>
  ({
    billId,
    dueAt: new Date(NOW + dueInMinutes * 60_000).toISOString(),
    ownership: { people: [{ callStartedAt: isCalling ? '2026-11-23T21:59:00Z' : null }] },
    reports: [
      {
        criticalValues: isAttempted ? CriticalValues.CALLOUT_ATTEMPTED : CriticalValues.CALLOUT_PENDING,
        criticalReason: reason ?? null,
      },
    ],
  }) as unknown as WorklistItem;

it('puts every order into one group: late first, then who is on the telephone, what changed, what was tried, what is new', () => {
  const items = [
    item(1, { dueInMinutes: 20 }),
    item(2, { dueInMinutes: -1, isCalling: true }),
    item(3, { dueInMinutes: 5, isCalling: true }),
    item(4, { dueInMinutes: 5, isAttempted: true }),
    item(5, { dueInMinutes: 5, isAttempted: true, reason: 'changed-critical' }),
  ];
  expect(grouped(items, NOW).map(({ group, items: of }) => [group, of.map(({ billId }) => billId)])).toEqual([
    ['overdue', [2]],
    ['being-called', [3]],
    ['attempted', [4]],
    ['needs-review', [5]],
    ['new', [1]],
  ]);
});
