import type { DeliveryState } from './state.ts';

/** What a provider says later of a message it took. `on-its-way` changes nothing. */
export const STATUS_RESULTS = ['on-its-way', 'delivered', 'failed'] as const;
export type StatusResult = (typeof STATUS_RESULTS)[number];

export type StatusReport = {
  result: StatusResult;
  /** false: it speaks of an earlier try than the one that was accepted last. */
  isLatest: boolean;
  /** Tries since the last "send again" whose fate is not known. */
  unknownTries: number;
  words: string;
};

/**
 * What a later word of the provider makes of a delivery; null: nothing. `sending` waits: whoever sends looks at the reports
 * when it writes down its try. Arrival of any copy is arrival. A failure counts only for the copy that was accepted last,
 * and never says "failed" while another copy may have arrived.
 */
export function decideAfterReport(
  state: DeliveryState,
  report: StatusReport,
): { state: 'delivered' } | { state: 'failed' | 'unknown'; reason: string } | null {
  if (report.result === 'on-its-way' || state === 'sending') return null;
  if (report.result === 'delivered') return state === 'delivered' ? null : { state: 'delivered' };
  if (state !== 'accepted' || !report.isLatest) return null;
  if (report.unknownTries > 0) {
    return {
      state: 'unknown',
      reason: `the accepted copy was not delivered (${report.words}); ${report.unknownTries} other tries may have arrived`,
    };
  }
  return { state: 'failed', reason: `not delivered: ${report.words}` };
}
