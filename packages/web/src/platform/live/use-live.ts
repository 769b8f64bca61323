import { LAB_EVENTS, type LiveEvent } from '@critical-callout/contract/events';
import { useEffect } from 'react';
import { sessionEnded } from '../http.ts';
import { askAgain, invalidateLive, invalidatePresence } from '../query.ts';
import { serverNow } from '../server-time.ts';
import { createStore, useStore } from '../store.ts';
import { connection, startLive } from './live.ts';
import { startPolled } from './polled.ts';

/** The last events, so that a row that leaves can say why. Ids and times only. */
export const recentEvents = createStore<readonly LiveEvent[]>([]);
const KEPT_EVENTS = 200;

/** Runs while somebody is signed in: what an event touched is asked for again. Without `hasStream` the server is asked at intervals. */
export function useLive(hasStream: boolean): void {
  const isOver = useStore(sessionEnded);
  useEffect(() => {
    if (isOver) return;
    if (!hasStream) return startPolled();
    return startLive({
      onEvents: refresh,
      onPresence: invalidatePresence,
      onConnect: () => void catchUp(),
      onUnauthorised: () => sessionEnded.set(true),
    });
  }, [isOver, hasStream]);
}

function refresh(events: LiveEvent[]): void {
  recentEvents.set((known) => [...known, ...events].slice(-KEPT_EVENTS));
  // Who is signed in where, what is offered and what is asked for may all hang on a setting.
  if (events.some(({ type }) => LAB_EVENTS.includes(type))) {
    void askAgain({});
    return;
  }
  invalidatePresence();
  const billIds = events.flatMap(({ billId }) => billId ?? []);
  invalidateLive(billIds, billIds.length < events.length);
}

async function catchUp(): Promise<void> {
  connection.set({ state: 'catching-up', since: serverNow() });
  await askAgain({});
  connection.set((now) => (now.state === 'catching-up' ? { state: 'live', since: serverNow() } : now));
}
