import { useSyncExternalStore } from 'react';
import { createStore } from './store.ts';

/** Milliseconds to add to this computer's clock to get the server's. Every counter on the screens uses it. */
const offset = createStore(0);

/** Beyond this the person is told that the computer's clock is wrong. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** The middle of the round trip is when the server most likely looked at its clock. */
export function offsetFrom(serverTime: string, sentAt: number, receivedAt: number): number | null {
  const server = Date.parse(serverTime);
  return Number.isNaN(server) ? null : server - (sentAt + receivedAt) / 2;
}

/** The answer's own time, to the millisecond. */
export function noteServerTime(serverTime: string, sentAt: number, receivedAt: number): void {
  const next = offsetFrom(serverTime, sentAt, receivedAt);
  if (next === null || next === offset.get()) return;
  offset.set(next);
  tick.set(serverNow());
}

/** Bodies carry the server's time to the millisecond; it sets the clock of every counter. */
export async function timed<T extends { serverTime: string }>(answer: Promise<T>): Promise<T> {
  const sentAt = Date.now();
  const body = await answer;
  noteServerTime(body.serverTime, sentAt, Date.now());
  return body;
}

export const serverNow = (): number => Date.now() + offset.get();

export const clockError = (): number => offset.get();

/** One timer for all counters of the page. It only says when to look; the clock says what time it is. */
const tick = createStore(serverNow());
const TICK_MS = 1_000;
let watchers = 0;
let timer: ReturnType<typeof setInterval> | null = null;

function watchTick(listener: () => void): () => void {
  const unwatch = tick.watch(listener);
  watchers += 1;
  timer ??= setInterval(() => tick.set(serverNow()), TICK_MS);
  return () => {
    unwatch();
    watchers -= 1;
    if (watchers === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** Something that depends on the time, shown again only when it reads differently. */
export const useAtTime = <T extends string | number | boolean>(compute: (now: number) => T): T =>
  useSyncExternalStore(watchTick, () => compute(tick.get()));

/** Server time in steps of `everyMs`. */
export const useServerNow = (everyMs = TICK_MS): number => useAtTime((now) => Math.floor(now / everyMs) * everyMs);
