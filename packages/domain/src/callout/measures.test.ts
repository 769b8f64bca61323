import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalloutAct, measureCallout } from './index.ts';

const T0 = new Date('2026-11-23T10:00:00Z');
const at = (minutes: number): Date => new Date(T0.getTime() + minutes * 60_000);
const act = (kind: CalloutAct['kind'], minutes: number, isBackDated = false): CalloutAct => ({
  kind,
  performedAt: at(minutes),
  isBackDated,
});
const measured = (acts: CalloutAct[], isCalm = false) => measureCallout({ criticalAt: T0, dueAt: at(30), acts, isCalm });

describe('the measures of a callout', () => {
  it('count from becoming critical to the first attempt, to done and to the acknowledgement', () => {
    expect(measured([act('attempt', 4), act('attempt', 9.5), act('done', 12.25), act('acknowledged', 20)])).toEqual({
      criticalAt: T0,
      dueAt: at(30),
      firstAttemptAt: at(4),
      doneAt: at(12.25),
      acknowledgedAt: at(20),
      minutesToFirstAttempt: 4,
      minutesToDone: 12.3,
      minutesToAcknowledged: 20,
      attempts: 2,
      isDoneInTime: true,
      countedAs: 'regular',
    });
  });

  it.each<[string, CalloutAct[], boolean, Partial<ReturnType<typeof measured>>]>([
    ['nothing happened yet', [], false, { firstAttemptAt: null, doneAt: null, isDoneInTime: null, countedAs: 'regular' }],
    ['done at the first call', [act('done', 5)], false, { minutesToFirstAttempt: 5, minutesToDone: 5, attempts: 0 }],
    ['done too late', [act('done', 31)], false, { isDoneInTime: false }],
    ['done in the last moment', [act('done', 30)], false, { isDoneInTime: true }],
    ['called twice', [act('done', 5), act('done', 50)], false, { minutesToDone: 5 }],
    ['acknowledged without a call', [act('acknowledged', 7)], false, { minutesToDone: 7, minutesToFirstAttempt: 7 }],
    ['corrected away, nobody told', [act('attempt', 3)], true, { countedAs: 'withdrawn', doneAt: null }],
    ['closed with a code', [act('attempt', 3), act('closed', 9)], false, { countedAs: 'withdrawn', doneAt: null }],
    ['told, then closed with a code', [act('done', 3), act('closed', 9)], false, { countedAs: 'regular', minutesToDone: 3 }],
    ['written down later', [act('done', 5, true)], false, { countedAs: 'back-dated', minutesToDone: 5 }],
    ['an attempt written down later, then done', [act('attempt', 2, true), act('done', 9)], false, { countedAs: 'regular' }],
    ['a call made before it opened', [act('attempt', -3, true)], false, { firstAttemptAt: null, attempts: 0 }],
  ])('%s', (_what, acts, isCalm, expected) => {
    expect(measured(acts, isCalm)).toMatchObject(expected);
  });

  it('are in the order of facts whatever was written down when: critical, first attempt, done', () => {
    const acts = fc.array(
      fc.record({
        kind: fc.constantFrom<CalloutAct['kind']>('attempt', 'done', 'closed', 'acknowledged'),
        performedAt: fc.integer({ min: -60, max: 600 }).map(at),
        isBackDated: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(acts, fc.boolean(), (list, isCalm) => {
        const { firstAttemptAt, doneAt, countedAs } = measured(list, isCalm);
        if (firstAttemptAt) expect(firstAttemptAt.getTime()).toBeGreaterThanOrEqual(T0.getTime());
        if (doneAt) expect(doneAt.getTime()).toBeGreaterThanOrEqual(firstAttemptAt?.getTime() ?? Number.POSITIVE_INFINITY);
        if (doneAt) expect(countedAs).not.toBe('withdrawn');
      }),
    );
  });
});
