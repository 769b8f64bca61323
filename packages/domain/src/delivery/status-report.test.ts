import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DELIVERY_STATES, mayMove } from './state.ts';
import { decideAfterReport, STATUS_RESULTS } from './status-report.ts';

const failed = { result: 'failed', isLatest: true, unknownTries: 0, words: 'undelivered (30003)' } as const;

test.each([
  ['accepted', { ...failed, result: 'delivered' }, { state: 'delivered' }],
  ['unknown', { ...failed, result: 'delivered', isLatest: false }, { state: 'delivered' }],
  ['queued', { ...failed, result: 'delivered', isLatest: false }, { state: 'delivered' }],
  ['accepted', { ...failed, result: 'on-its-way' }, null],
  ['accepted', failed, { state: 'failed', reason: 'not delivered: undelivered (30003)' }],
  ['accepted', { ...failed, isLatest: false }, null],
  ['delivered', failed, null],
  ['unknown', failed, null],
  [
    'accepted',
    { ...failed, unknownTries: 1 },
    {
      state: 'unknown',
      reason: 'the accepted copy was not delivered (undelivered (30003)); 1 other tries may have arrived',
    },
  ],
] as const)('%s, told %o', (state, report, expected) => {
  expect(decideAfterReport(state, report)).toEqual(expected);
});

test('every move is legal, and "failed" is never said where another copy may have arrived', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...DELIVERY_STATES),
      fc.record({
        result: fc.constantFrom(...STATUS_RESULTS),
        isLatest: fc.boolean(),
        unknownTries: fc.nat(3),
        words: fc.string(),
      }),
      (state, report) => {
        const to = decideAfterReport(state, report);
        if (to === null) return;
        expect(mayMove(state, to.state)).toBe(true);
        if (to.state === 'failed') expect(report.unknownTries).toBe(0);
      },
    ),
  );
});
