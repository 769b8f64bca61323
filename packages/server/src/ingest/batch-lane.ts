import { keysOf, type Stored, type Work } from './work.ts';

export type LaneOptions = {
  /** Messages written in one transaction. */
  maxBatchMessages: number;
  maxBatchBytes: number;
  /** Batches of one lab at the same time: one writes while the other's commit is on its way to the disk. */
  maxBatchesInFlight: number;
};

/** A message that waits; `settle` hears what became of it, null when it could not be stored. */
export type Entry = { work: Work; keys: string[]; settle: (stored: Stored | null) => void };

/** The messages of one lab on their way into the database. */
export type Lane = { waiting: Entry[]; busyKeys: Set<string>; inFlight: number; isScheduled: boolean };

export function createLane(): Lane {
  return { waiting: [], busyKeys: new Set(), inFlight: 0, isScheduled: false };
}

export function addToLane(lane: Lane, work: Work, settle: Entry['settle']): void {
  lane.waiting.push({ work, keys: keysOf(work), settle });
}

/**
 * The next batch: in order of arrival, no order and no bytes twice, none that a batch in flight holds. A message that has
 * to wait holds back the later ones of its orders, so that they are written as they came. Empty: nothing may start now.
 */
export function takeBatch(lane: Lane, options: LaneOptions): Entry[] {
  if (lane.inFlight >= options.maxBatchesInFlight || lane.waiting.length === 0) return [];
  const taken: Entry[] = [];
  const left: Entry[] = [];
  const blocked = new Set(lane.busyKeys);
  let bytes = 0;
  for (const entry of lane.waiting) {
    const size = entry.work.raw.length;
    const isFull = taken.length >= options.maxBatchMessages || (taken.length > 0 && bytes + size > options.maxBatchBytes);
    if (isFull || entry.keys.some((key) => blocked.has(key))) left.push(entry);
    else {
      taken.push(entry);
      bytes += size;
    }
    for (const key of entry.keys) blocked.add(key);
  }
  if (taken.length === 0) return taken;
  lane.waiting = left;
  lane.inFlight += 1;
  for (const entry of taken) for (const key of entry.keys) lane.busyKeys.add(key);
  return taken;
}

export function endBatch(lane: Lane, batch: readonly Entry[]): void {
  lane.inFlight -= 1;
  for (const entry of batch) for (const key of entry.keys) lane.busyKeys.delete(key);
}
