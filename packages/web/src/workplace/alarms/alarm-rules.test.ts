import type { Status } from '@critical-callout/contract/workplace';
import { expect, it } from 'vitest';
import { type Heard, nextAlarms, nothingHeard, toneOf } from './alarm-rules.ts';

type Work = NonNullable<Status['work']>;
const work = (more: Partial<Work> = {}): Work => ({
  overdue: 0,
  unclaimed: 0,
  exhausted: 0,
  nextDueAt: null,
  arrived: [],
  failedDeliveries: [],
  ...more,
});
const arrived = (...ids: number[]): Partial<Work> => ({
  arrived: ids.map((labReportId) => ({ labReportId, department: 'Chemistry', dueAt: null })),
});
const late = (count: number): Work => work({ overdue: count, unclaimed: count });
const T0 = 1_000_000;

/** Looks at a row of states, each some seconds after the beginning, and says what rang. */
function rings(...looks: [seconds: number, state: Work][]): string[] {
  let heard: Heard = nothingHeard(looks[0]?.[1] ?? work());
  return looks.flatMap(([seconds, state]) => {
    const next = nextAlarms(heard, state, T0 + seconds * 1_000);
    heard = next.heard;
    return next.alarms.map((alarm) => `${seconds}: ${alarm.level}${'count' in alarm ? ` ${alarm.count}` : ''}`);
  });
}

it('what was there at the beginning is not new; what comes then rings once', () => {
  expect(rings([0, work(arrived(1))], [5, work(arrived(1, 2))], [9, work(arrived(1, 2))])).toEqual(['5: medium 1']);
});

it('a burst rings for the first and then once for all that followed within ten seconds', () => {
  const burst: [number, Work][] = [1, 2, 3, 4, 5].map((second) => [
    second,
    work(arrived(...Array.from({ length: second }, (_, index) => index + 1))),
  ]);
  expect(rings([0, work()], ...burst, [11, work()])).toEqual(['1: medium 1', '11: medium 4']);
});

it('overdue rings at once, again each minute, at once for one more, and stops when nothing is overdue', () => {
  const one = late(1);
  expect(rings([0, one], [30, one], [60, one], [70, late(2)], [100, work()], [110, late(1)])).toEqual([
    '0: high',
    '60: high',
    '70: high',
    '110: high',
  ]);
});

it('a computer that slept for an hour rings once', () => {
  const one = late(1);
  expect(rings([0, one], [3_600, one], [3_601, one])).toEqual(['0: high', '3600: high']);
});

it('a ladder that is used up is as urgent as an overdue order; a failed message is calm', () => {
  expect(rings([0, work()], [1, work({ exhausted: 1 })])).toEqual(['1: high']);
  expect(rings([0, work({ failedDeliveries: [7] })], [1, work({ failedDeliveries: [7, 8] })])).toEqual(['1: low 1']);
});

it.each([
  [['low', 'medium', 'high'], 'low', 'high'],
  [['low', 'medium'], 'low', 'medium'],
  [['low', 'medium'], 'high', null],
  [['high'], 'high', 'high'],
  [[], 'low', null],
] as const)('of %j from %s up sounds %s', (levels, from, tone) => {
  const alarms = levels.map((level) =>
    level === 'high'
      ? { level, urgent: 1 }
      : level === 'medium'
        ? { level, count: 1, first: { labReportId: 1, department: null, dueAt: null } }
        : { level, count: 1 },
  );
  expect(toneOf(alarms, from)).toBe(tone);
});

it('an overdue order that somebody claimed does not ring any more', () => {
  expect(rings([0, late(1)], [60, work({ overdue: 1, unclaimed: 0 })], [200, work({ overdue: 1, unclaimed: 0 })])).toEqual([
    '0: high',
  ]);
});
