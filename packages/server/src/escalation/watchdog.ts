import type { Logger } from '../platform/log.ts';
import type { Ping } from './auditor.ts';

const TIMEOUT_MS = 10_000;

/**
 * The dead man's switch: a GET to an address outside the laboratory, which raises the alarm when it no longer comes. The
 * address is set by whoever runs the program, so it may be anywhere; a redirect is not followed, and nothing is sent along.
 */
export function createPing(url: string, log: Logger, timeoutMs: number = TIMEOUT_MS): Ping {
  return async () => {
    try {
      const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
      await answer.body?.cancel();
      if (!answer.ok) log.warn({ status: answer.status }, 'the watchdog address did not take the ping');
      return `${answer.status}`;
    } catch (error) {
      // The address may hold a token: it is never logged, and an error's text may repeat it.
      const name = error instanceof Error ? error.name : typeof error;
      log.warn({ fault: name }, 'the watchdog address was not reached');
      return name;
    }
  };
}
