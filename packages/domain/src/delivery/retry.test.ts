import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideAfterAttempt, MAX_TRIES, MAX_UNKNOWN_TRIES, RETRY_DELAYS_SECONDS } from './retry.ts';
import { DELIVERY_RESULTS, type DeliveryResult, mayMove } from './state.ts';

const result = fc.constantFrom(...DELIVERY_RESULTS);

/** Plays a whole delivery: the channel's results one after the other until the delivery ends or no result is left. */
function play(results: DeliveryResult[]) {
  let tries = 0;
  let unknownTries = 0;
  let waited = 0;
  for (const next of results) {
    tries += 1;
    if (next === 'unknown') unknownTries += 1;
    const after = decideAfterAttempt({ result: next, answer: 'said', tries, unknownTries });
    if (after.state !== 'queued') return { end: after, tries, unknownTries, waited };
    waited += after.delaySeconds;
  }
  return { end: null, tries, unknownTries, waited };
}

test('eight tries fit into four hours, each wait at least as long as the one before', () => {
  expect(MAX_TRIES).toBe(8);
  expect(RETRY_DELAYS_SECONDS.reduce((sum, delay) => sum + delay, 0)).toBe(4 * 3600);
  expect([...RETRY_DELAYS_SECONDS].sort((a, b) => a - b)).toEqual([...RETRY_DELAYS_SECONDS]);
});

test.each([
  ['accepted', 1, 0, { state: 'accepted' }],
  ['delivered', 3, 1, { state: 'delivered' }],
  ['retry', 1, 0, { state: 'queued', delaySeconds: 30 }],
  ['retry', 7, 0, { state: 'queued', delaySeconds: 8130 }],
  ['retry', 8, 0, { state: 'failed', reason: 'gave up after 8 tries; last answer: 451 later' }],
  ['retry', 8, 1, { state: 'unknown', reason: 'gave up after 8 tries, 1 of them may have arrived; last answer: 451 later' }],
  ['gave-up', 1, 0, { state: 'failed', reason: 'refused: 451 later' }],
  ['gave-up', 2, 1, { state: 'unknown', reason: 'refused, after 1 of 2 tries whose fate is not known; last answer: 451 later' }],
  ['unknown', 1, 1, { state: 'queued', delaySeconds: 30 }],
  ['unknown', 3, 3, { state: 'unknown', reason: '3 tries ended without an answer, each may have arrived; last: 451 later' }],
] as const)('%s at try %i with %i unknown', (attempt, tries, unknownTries, expected) => {
  expect(decideAfterAttempt({ result: attempt, answer: '451 later', tries, unknownTries })).toEqual(expected);
});

test('every delivery ends, within the tries and the time of the schedule, by a legal move', () => {
  fc.assert(
    fc.property(fc.array(result, { minLength: MAX_TRIES, maxLength: MAX_TRIES + 4 }), (results) => {
      const { end, tries, waited } = play(results);
      expect(end).not.toBeNull();
      expect(tries).toBeLessThanOrEqual(MAX_TRIES);
      expect(waited).toBeLessThanOrEqual(4 * 3600);
      expect(mayMove('sending', end?.state ?? 'cancelled')).toBe(true);
    }),
  );
});

test('"failed" is only said when no try can have arrived, and "accepted" only when the channel said so', () => {
  fc.assert(
    fc.property(fc.array(result, { minLength: 1, maxLength: MAX_TRIES }), (results) => {
      const { end, tries, unknownTries } = play(results);
      if (end?.state === 'failed') expect(unknownTries).toBe(0);
      if (end?.state === 'unknown') expect(unknownTries).toBeGreaterThan(0);
      if (end?.state === 'accepted') expect(results[tries - 1]).toBe('accepted');
      expect(unknownTries).toBeLessThanOrEqual(MAX_UNKNOWN_TRIES);
    }),
  );
});
