import { type LiveEvent, liveEventSchema } from '@critical-callout/contract/events';
import { addressOf } from '../routes.ts';
import { createEventReader } from './sse.ts';

/** Waits between tries to connect again; the last one repeats. */
const RETRY_SECONDS = [1, 2, 4, 8, 15];
/** The server sends a comment every 15 s; a line silent for longer is dead even if nobody hung up. */
export const SILENCE_MS = 20_000;

/** Exactly as the server writes it. */
const PRESENCE = '{"type":"presence"}';

export type StreamHandlers = {
  onEvent: (event: LiveEvent) => void;
  /** Who has or has open what changed: no event of the trail, nothing to catch up with. */
  onPresence: () => void;
  /** Bytes arrived, whatever they said. */
  onTraffic: () => void;
  /** Connected, for the first time or after having been apart: what is on the screen may be old. */
  onConnect: () => void;
  onUnauthorised: () => void;
};

/** Holds the event stream open until aborted, continuing after the last event it saw. */
export async function runStream(lastEventId: number | null, handlers: StreamHandlers, signal: AbortSignal): Promise<void> {
  let last = lastEventId ?? 0;
  let failures = 0;
  while (!signal.aborted) {
    const watchdog = createWatchdog(signal);
    try {
      const response = await fetch(addressOf('GET /api/v1/events', {}), {
        headers: { accept: 'text/event-stream', ...(last > 0 ? { 'last-event-id': String(last) } : {}) },
        credentials: 'same-origin',
        cache: 'no-store',
        signal: watchdog.signal,
      });
      if (response.status === 401) return handlers.onUnauthorised();
      if (!response.ok || !response.body) throw new Error(`events answered ${response.status}`);
      handlers.onTraffic();
      handlers.onConnect();
      failures = 0;
      await readAll(
        response.body,
        watchdog.feed,
        (id, event, isPresence) => {
          if (isPresence) handlers.onPresence();
          last = Math.max(last, id ?? 0, event?.seq ?? 0);
          if (event) handlers.onEvent(event);
        },
        handlers.onTraffic,
      );
    } catch {
      // Whatever broke the line, the answer is the same: wait and connect again. The chip says since when.
    } finally {
      watchdog.stop();
    }
    await wait((RETRY_SECONDS[Math.min(failures, RETRY_SECONDS.length - 1)] ?? 15) * 1_000, signal);
    failures += 1;
  }
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  feed: () => void,
  onMessage: (id: number | null, event: LiveEvent | null, isPresence: boolean) => void,
  onTraffic: () => void,
): Promise<void> {
  const read = createEventReader();
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    feed();
    onTraffic();
    for (const { id, data } of read(part.value)) {
      const number = Number(id);
      onMessage(id !== null && Number.isInteger(number) ? number : null, parseEvent(data), data === PRESENCE);
    }
  }
}

function parseEvent(data: string): LiveEvent | null {
  try {
    const event = liveEventSchema.safeParse(JSON.parse(data));
    return event.success ? event.data : null;
  } catch {
    return null;
  }
}

function createWatchdog(parent: AbortSignal): { signal: AbortSignal; feed: () => void; stop: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  parent.addEventListener('abort', abort, { once: true });
  let timer = setTimeout(abort, SILENCE_MS);
  return {
    signal: controller.signal,
    feed: () => {
      clearTimeout(timer);
      timer = setTimeout(abort, SILENCE_MS);
    },
    stop: () => {
      clearTimeout(timer);
      parent.removeEventListener('abort', abort);
      controller.abort();
    },
  };
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', finish);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    window.addEventListener('online', finish);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}
