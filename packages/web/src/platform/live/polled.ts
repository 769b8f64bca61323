import { asFailure } from '../failure.ts';
import { open } from '../http.ts';
import { serverNow } from '../server-time.ts';
import { connection, POLL_MS } from './live.ts';

/**
 * For those whom no event of a patient may reach: there is no stream, so the server is asked at intervals, and each answer
 * is the proof that it is there. What they look at asks at the same beat (`usePolling`). Returns the function that stops.
 */
export function startPolled(): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const ask = async (): Promise<void> => {
    if (timer) clearTimeout(timer);
    try {
      // An answer that does not come in time is none: what is shown must not look fresh meanwhile.
      await open('GET /api/v1/status', { signal: AbortSignal.any([signal, AbortSignal.timeout(POLL_MS)]) });
      connection.set((now) => (now.state === 'polled' ? now : { state: 'polled', since: serverNow() }));
    } catch (error) {
      // A refusal is an answer; the sign-in over the page says what is to be done about it.
      if (!signal.aborted && asFailure(error).kind !== 'refused')
        connection.set((now) => (now.state === 'stale' ? now : { state: 'stale', since: serverNow() }));
    }
    if (timer) clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(() => void ask(), POLL_MS);
  };
  const askNow = (): void => void ask();
  for (const change of ['online', 'offline']) window.addEventListener(change, askNow, { signal });
  askNow();
  return () => {
    stopped.abort();
    if (timer) clearTimeout(timer);
  };
}
