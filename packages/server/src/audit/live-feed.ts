import type { Database } from '../platform/db.ts';

/** Tells open streams that their lab has new events. The rows are the truth; this only says "look now". */
export type LiveFeed = {
  subscribe: (labId: number, onNews: () => void) => () => void;
  close: () => Promise<void>;
};

export async function startLiveFeed(db: Database): Promise<LiveFeed> {
  const listeners = new Map<number, Set<() => void>>();
  const stop = await db.listen('critical_callout_events', (payload) => {
    // `lab:seq`; an empty payload after a reconnect means that anything may have happened.
    const labId = Number(payload.split(':')[0]);
    const groups = payload === '' ? [...listeners.values()] : [listeners.get(labId)];
    for (const group of groups) for (const onNews of group ?? []) onNews();
  });
  return {
    subscribe: (labId, onNews) => {
      const group = listeners.get(labId) ?? new Set();
      listeners.set(labId, group.add(onNews));
      return () => {
        group.delete(onNews);
        if (group.size === 0 && listeners.get(labId) === group) listeners.delete(labId);
      };
    },
    close: stop,
  };
}
