import { lineText } from '@critical-callout/domain/delivery';
import type { DeliveryAnswer } from '../channel.ts';
import type { PostOutcome } from './post.ts';

/** Statuses that speak of our account, the address of the service or the moment, not of this message: people or time mend them. */
const RETRIED = new Set([401, 403, 404, 405, 408, 425, 429]);

/**
 * What one request became, for a service without words of its own. A request that may have been taken without an answer is
 * `unknown`; so are 502 and 504, by which a gateway says that it did not hear what became of it.
 */
export function judgeOutcome(
  outcome: PostOutcome,
  words: (status: number, body: string) => string = (status) => String(status),
  isRetried: (status: number, body: string) => boolean = (status) => RETRIED.has(status),
): DeliveryAnswer {
  if (outcome.kind === 'not-sent') return { result: 'retry', answer: lineText(`not sent: ${outcome.words}`, 1000) };
  if (outcome.kind === 'no-answer') return { result: 'unknown', answer: lineText(outcome.words, 1000) };
  const { status, body } = outcome;
  const answer = lineText(words(status, body), 1000);
  if (status >= 200 && status < 300) return { result: 'accepted', answer };
  if (status === 502 || status === 504) return { result: 'unknown', answer };
  // 1xx and 3xx: this is no answer of the service, its address is wrong.
  return { result: status >= 400 && status < 500 && !isRetried(status, body) ? 'gave-up' : 'retry', answer };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
