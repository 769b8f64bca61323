import type { LiveEvent } from '@critical-callout/contract/events';
import { serverNow } from '../server-time.ts';
import { createStore, useStore } from '../store.ts';
import { runStream, SILENCE_MS } from './stream.ts';

export type Connection = { state: 'connecting' | 'live' | 'polled' | 'catching-up' | 'stale'; since: number };

/** What the chip shows. `stale`: nothing was heard for 20 s, so the lists ask by themselves. `polled`: they always do, there is no stream. */
export const connection = createStore<Connection>({ state: 'connecting', since: serverNow() });

/** How often lists ask when the stream is silent. */
export const POLL_MS = 10_000;
/** The `refetchInterval` of whatever must not grow old: nothing while events arrive. */
export const usePolling = (): number | false => (['stale', 'polled'].includes(useStore(connection).state) ? POLL_MS : false);

/** Events of a burst are handed on together. */
const BATCH_MS = 150;
const LOCK = 'critical-callout.live';

type Shared =
  | { kind: 'event'; event: LiveEvent }
  | { kind: 'presence' }
  | { kind: 'traffic' }
  | { kind: 'connect' }
  | { kind: 'hello' };
export type LiveHandlers = {
  onEvents: (events: LiveEvent[]) => void;
  onPresence: () => void;
  onConnect: () => void;
  onUnauthorised: () => void;
};

/**
 * One stream per browser: the tab that holds the lock reads it and passes events on to the others (ids only, never
 * patient data). When that tab closes the next one takes over. Returns the function that stops.
 */
export function startLive(handlers: LiveHandlers): () => void {
  const stopped = new AbortController();
  const channel = new BroadcastChannel(LOCK);
  let last = 0;
  let lastTraffic = performance.now();
  let isLeader = false;
  let batch: LiveEvent[] = [];
  let flushing: ReturnType<typeof setTimeout> | null = null;

  const heard = (): void => {
    lastTraffic = performance.now();
    if (['connecting', 'stale'].includes(connection.get().state)) connection.set({ state: 'live', since: serverNow() });
  };
  const take = (event: LiveEvent): void => {
    if (event.seq <= last) return;
    last = event.seq;
    batch.push(event);
    flushing ??= setTimeout(() => {
      flushing = null;
      const events = batch;
      batch = [];
      handlers.onEvents(events);
    }, BATCH_MS);
  };
  const share = (message: Shared): void => channel.postMessage(message);

  channel.onmessage = ({ data }: MessageEvent<Shared>) => {
    if (data.kind === 'hello') {
      if (isLeader && connection.get().state === 'live') share({ kind: 'traffic' });
      return;
    }
    heard();
    if (data.kind === 'event') take(data.event);
    if (data.kind === 'presence') handlers.onPresence();
    if (data.kind === 'connect') handlers.onConnect();
  };
  share({ kind: 'hello' });

  const lead = async (): Promise<void> => {
    isLeader = true;
    await runStream(
      last || null,
      {
        onEvent: (event) => {
          take(event);
          share({ kind: 'event', event });
        },
        onPresence: () => {
          handlers.onPresence();
          share({ kind: 'presence' });
        },
        onTraffic: () => {
          heard();
          share({ kind: 'traffic' });
        },
        onConnect: () => {
          handlers.onConnect();
          share({ kind: 'connect' });
        },
        onUnauthorised: handlers.onUnauthorised,
      },
      stopped.signal,
    );
  };
  // Locks exist only on HTTPS and loopback; elsewhere each tab reads for itself.
  const led = navigator.locks ? navigator.locks.request(LOCK, { signal: stopped.signal }, lead) : lead();
  led.catch(() => undefined);

  // Measured on a clock that nobody can set: what the server calls the time may jump.
  const watch = setInterval(() => {
    const silence = performance.now() - lastTraffic;
    if (silence > SILENCE_MS && connection.get().state !== 'stale')
      connection.set({ state: 'stale', since: serverNow() - silence });
  }, 1_000);

  return () => {
    stopped.abort();
    clearInterval(watch);
    if (flushing) clearTimeout(flushing);
    channel.close();
  };
}
