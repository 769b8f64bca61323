import type { Database } from '../platform/db.ts';

/** Tells open streams that their lab has new events. The rows are the truth; this only says "look now". */
export type LiveFeed = {
  subscribe: (labId: number, onNews: () => void) => () => void;
  /** Who has or has open what changed, which is no event of the trail. */
  subscribePresence: (labId: number, onChange: () => void) => () => void;
  close: () => Promise<void>;
};

export async function startLiveFeed(db: Database): Promise<LiveFeed> {
  const events = await listenByLab(db, 'critical_callout_events');
  const presence = await listenByLab(db, 'critical_callout_presence');
  return {
    subscribe: events.subscribe,
    subscribePresence: presence.subscribe,
    close: async () => {
      await events.stop();
      await presence.stop();
    },
  };
}

/** Payloads begin with the lab's number: `lab` or `lab:more`. */
async function listenByLab(db: Database, channel: string) {
  const listeners = new Map<number, Set<() => void>>();
  const stop = await db.listen(channel, (payload) => {
    const labId = Number(payload.split(':')[0]);
    // An empty payload after a reconnect means that anything may have happened.
    const groups = payload === '' ? [...listeners.values()] : [listeners.get(labId)];
    for (const group of groups) for (const onNews of group ?? []) onNews();
  });
  const subscribe = (labId: number, onNews: () => void): (() => void) => {
    const group = listeners.get(labId) ?? new Set();
    listeners.set(labId, group.add(onNews));
    return () => {
      group.delete(onNews);
      if (group.size === 0 && listeners.get(labId) === group) listeners.delete(labId);
    };
  };
  return { stop, subscribe };
}
