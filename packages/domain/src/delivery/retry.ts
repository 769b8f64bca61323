import type { DeliveryResult } from './state.ts';

/**
 * Seconds to wait after the 1st, 2nd, … failed try: eight tries in four hours. Close together at first, because a critical
 * value is worth nothing tomorrow and greylisting servers (RFC 6647) usually let the second or third try through within
 * 15 minutes; far apart later, because somebody has long been told by telephone that the mail is not getting through.
 */
export const RETRY_DELAYS_SECONDS = [30, 60, 180, 600, 1800, 3600, 8130] as const;
export const MAX_TRIES = RETRY_DELAYS_SECONDS.length + 1;

/**
 * Each try that ended `unknown` may have arrived, so the recipient may already have as many copies. After this many the
 * delivery ends `unknown` and a person decides.
 */
export const MAX_UNKNOWN_TRIES = 3;

export type AfterAttempt =
  | { state: 'accepted' | 'delivered' }
  | { state: 'queued'; delaySeconds: number }
  | { state: 'failed' | 'unknown'; reason: string };

/**
 * What becomes of a delivery after one try. `tries` and `unknownTries` count this try and start again at each "send
 * again". A delivery that ever ended a try `unknown` never ends `failed` by exhaustion: "failed" would claim that
 * nothing arrived.
 */
export function decideAfterAttempt(attempt: {
  result: DeliveryResult;
  answer: string;
  tries: number;
  unknownTries: number;
}): AfterAttempt {
  const { result, answer, tries, unknownTries } = attempt;
  if (result === 'accepted' || result === 'delivered') return { state: result };
  if (result === 'gave-up') {
    return unknownTries > 0
      ? {
          state: 'unknown',
          reason: `refused, after ${unknownTries} of ${tries} tries whose fate is not known; last answer: ${answer}`,
        }
      : { state: 'failed', reason: `refused: ${answer}` };
  }
  if (unknownTries >= MAX_UNKNOWN_TRIES) {
    return { state: 'unknown', reason: `${unknownTries} tries ended without an answer, each may have arrived; last: ${answer}` };
  }
  const delaySeconds = RETRY_DELAYS_SECONDS[tries - 1];
  if (delaySeconds === undefined) {
    return unknownTries > 0
      ? {
          state: 'unknown',
          reason: `gave up after ${tries} tries, ${unknownTries} of them may have arrived; last answer: ${answer}`,
        }
      : { state: 'failed', reason: `gave up after ${tries} tries; last answer: ${answer}` };
  }
  return { state: 'queued', delaySeconds };
}

/** While a message waits for `dueAt` after `tries` tries: when it will be tried, should each try fail. */
export function plannedTries(dueAt: Date, tries: number): Date[] {
  const planned = [dueAt];
  for (const delay of RETRY_DELAYS_SECONDS.slice(tries)) {
    planned.push(new Date((planned.at(-1) ?? dueAt).getTime() + delay * 1000));
  }
  return planned;
}
