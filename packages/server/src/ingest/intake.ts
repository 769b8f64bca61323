import { createHash } from 'node:crypto';
import { transactionGuest } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { faultOf } from './database-fault.ts';
import { countAttempt, insertMessages, lockEarlierMessages } from './message-queries.ts';
import { quarantineReading, readMessage, unavailableAnswer } from './read-message.ts';
import type { Source } from './sources.ts';
import { encodeAnswer } from './text.ts';
import { keysOf, type Stored, type Work } from './work.ts';
import { writeBatch } from './write-batch.ts';

export type IncomingBytes = { source: Source; transport: Work['transport']; peer: string | null; raw: Buffer };

/** What the sender is told. `isStored` false: nothing is kept here, and nothing positive is said. */
export type Accepted =
  | { isStored: true; messageId: number; state: Stored['state']; reason: string | null; isDuplicate: boolean; acks: Buffer[] }
  | { isStored: false; acks: Buffer[] };

export type Intake = {
  /** Settles once the message is durable (or surely not answered for). Answers are ready to send. */
  accept: (message: IncomingBytes) => Promise<Accepted>;
  /** Processes a message that is stored already. */
  process: (work: Work) => Promise<Stored | null>;
  /** Settles when nothing is in work any more. */
  drain: () => Promise<void>;
};

export type IntakeOptions = {
  /** Messages written in one transaction. */
  maxBatchMessages: number;
  maxBatchBytes: number;
  /** Batches of one lab at the same time: one writes while the other's commit is on its way to the disk. */
  maxBatchesInFlight: number;
  /** Messages that may wait, over all labs; what comes beyond is answered as if the store were down. */
  maxWaiting: number;
};

export const INTAKE_DEFAULTS: IntakeOptions = { maxBatchMessages: 64, maxBatchBytes: 8_388_608, maxBatchesInFlight: 2, maxWaiting: 10_000 };

type Entry = { work: Work; keys: string[]; settle: (stored: Stored | null) => void };
type Lane = { labId: number; waiting: Entry[]; busyKeys: Set<string>; inFlight: number; isScheduled: boolean };

/** Tries of a message on its own before it is kept apart (quality F11), and of a batch that only met another one. */
const MAX_ATTEMPTS = 3;
const MAX_REPEATS = 10;

/**
 * Messages of a lab that wait are written together, in one transaction of a constant number of statements; while it
 * commits, the next ones gather. Under load the batches grow by themselves, and a single message waits for nobody.
 */
export function createIntake({ db, clock, log }: Deps, options: IntakeOptions = INTAKE_DEFAULTS): Intake {
  const lanes = new Map<number, Lane>();
  const inWork = new Set<Promise<unknown>>();
  let waiting = 0;

  const laneOf = (labId: number): Lane => {
    const known = lanes.get(labId);
    if (known) return known;
    const lane: Lane = { labId, waiting: [], busyKeys: new Set(), inFlight: 0, isScheduled: false };
    lanes.set(labId, lane);
    return lane;
  };

  const schedule = (lane: Lane): void => {
    if (lane.isScheduled || lane.waiting.length === 0 || lane.inFlight >= options.maxBatchesInFlight) return;
    lane.isScheduled = true;
    // After everything that arrived in this turn of the event loop was read. Not inside the transaction of whoever asks.
    transactionGuest.exit(() => setImmediate(start, lane));
  };

  const start = (lane: Lane): void => {
    lane.isScheduled = false;
    while (lane.inFlight < options.maxBatchesInFlight) {
      const batch = takeBatch(lane, options);
      if (batch.length === 0) return;
      waiting -= batch.length;
      lane.inFlight += 1;
      const done = runBatch(lane.labId, batch).finally(() => {
        for (const entry of batch) for (const key of entry.keys) lane.busyKeys.delete(key);
        lane.inFlight -= 1;
        inWork.delete(done);
        schedule(lane);
      });
      inWork.add(done);
    }
  };

  const runBatch = async (labId: number, batch: Entry[]): Promise<void> => {
    const works = batch.map((entry) => entry.work);
    for (let repeat = 0; repeat < MAX_REPEATS; repeat += 1) {
      try {
        const stored = await db.inLab(labId, (tx) => writeBatch(tx, labId, clock.now(), works));
        batch.forEach((entry, i) => entry.settle(stored[i] ?? null));
        return;
      } catch (error) {
        const fault = faultOf(error);
        log.warn({ err: error, labId, messages: batch.length, fault: fault.kind }, 'a batch of messages was not written');
        if (fault.kind === 'content') {
          for (const entry of batch) entry.settle(await processAlone(labId, entry.work));
          return;
        }
        if (fault.kind === 'away') break;
      }
    }
    for (const entry of batch) entry.settle(null);
  };

  /** A message whose batch failed, by itself: stored first, then tried, then kept apart. Null: the database went away. */
  const processAlone = async (labId: number, arrived: Work): Promise<Stored | null> => {
    let code = 'unknown';
    try {
      const found = arrived.stored ? { work: arrived, answered: null } : await storeOnly(labId, arrived);
      if (found.answered) return found.answered;
      const { work } = found;
      const messageId = work.stored?.id ?? 0;
      for (let repeat = 0; repeat < MAX_REPEATS; repeat += 1) {
        const attempts = await db.inLab(labId, (tx) => countAttempt(tx, labId, messageId));
        // More than that: it ended the process before, and must not do so again.
        if (attempts > MAX_ATTEMPTS) break;
        try {
          const [stored] = await db.inLab(labId, (tx) => writeBatch(tx, labId, clock.now(), [work]));
          return stored ?? null;
        } catch (error) {
          const fault = faultOf(error);
          log.warn({ err: error, labId, messageId, attempts, fault: fault.kind }, 'a message was not processed');
          if (fault.kind === 'away') return null;
          code = fault.code;
        }
      }
      return await quarantine(labId, work, code);
    } catch (error) {
      log.error({ err: error, labId }, 'a message could neither be processed nor kept apart');
      return null;
    }
  };

  const storeOnly = async (labId: number, work: Work): Promise<{ work: Work; answered: Stored | null }> =>
    db.inLab(labId, async (tx) => {
      const [inserted] = await insertMessages(tx, labId, [work], 'RECEIVED');
      const stored = (id: number): Work => ({ ...work, stored: { id, expected: 'RECEIVED' } });
      if (inserted?.id) return { work: stored(inserted.id), answered: null };
      const [earlier] = await lockEarlierMessages(tx, labId, [{ ord: 0, work }]);
      if (!earlier) throw new Error(`a message of source ${work.source.code} was neither stored nor found`);
      const { id, state, reason, acks } = earlier;
      if (state === 'RECEIVED') return { work: stored(id), answered: null };
      return { work, answered: { messageId: id, state, reason, acks, isDuplicate: true } };
    });

  const quarantine = async (labId: number, work: Work, code: string): Promise<Stored | null> => {
    const read = quarantineReading(work.read, { ...work, now: clock.now() }, code);
    // If even the order made for it cannot be written, the message is kept apart without one: it must not come round for ever.
    for (const orders of read.orders.length > 0 ? [read.orders, []] : [[]]) {
      try {
        const [stored] = await db.inLab(labId, (tx) => writeBatch(tx, labId, clock.now(), [{ ...work, read: { ...read, orders } }]));
        return stored ?? null;
      } catch (error) {
        log.error({ err: error, labId, messageId: work.stored?.id }, 'a message could not be kept apart');
        if (faultOf(error).kind === 'away') return null;
      }
    }
    return null;
  };

  const enqueue = (work: Work): Promise<Stored | null> => {
    if (waiting >= options.maxWaiting) return Promise.resolve(null);
    const lane = laneOf(work.source.labId);
    return new Promise((settle) => {
      waiting += 1;
      lane.waiting.push({ work, keys: keysOf(work), settle });
      schedule(lane);
    });
  };

  return {
    accept: async ({ source, transport, peer, raw }) => {
      const now = clock.now();
      const sha256 = createHash('sha256').update(raw).digest('hex');
      const read = readMessage({ raw, sha256, source, now });
      const stored = await enqueue({ source, transport, peer, receivedAt: now, raw, sha256, read, stored: null });
      const encode = (acks: string[]): Buffer[] => acks.map((ack) => encodeAnswer(ack, read.charset));
      if (!stored) return { isStored: false, acks: encode(source.storeFailureAnswer === 'AR' ? [unavailableAnswer({ raw, source, now })] : []) };
      const { messageId, state, reason, isDuplicate, acks } = stored;
      return { isStored: true, messageId, state, reason, isDuplicate, acks: encode(acks) };
    },
    process: (work) => {
      const done = processAlone(work.source.labId, work).finally(() => inWork.delete(done));
      inWork.add(done);
      return done;
    },
    drain: async () => {
      while (inWork.size > 0 || waiting > 0) {
        await Promise.allSettled([...inWork]);
        // Batches start in the next turn of the event loop.
        await new Promise((turn) => setImmediate(turn));
      }
    },
  };
}

/**
 * The next batch: in order of arrival, no order and no bytes twice, none that a batch in flight holds. A message that has
 * to wait holds back the later ones of its orders, so that they are written as they came.
 */
function takeBatch(lane: Lane, options: IntakeOptions): Entry[] {
  const taken: Entry[] = [];
  const left: Entry[] = [];
  const blocked = new Set(lane.busyKeys);
  let bytes = 0;
  for (const entry of lane.waiting) {
    const isFull = taken.length >= options.maxBatchMessages || (taken.length > 0 && bytes + entry.work.raw.length > options.maxBatchBytes);
    if (isFull || entry.keys.some((key) => blocked.has(key))) left.push(entry);
    else {
      taken.push(entry);
      bytes += entry.work.raw.length;
    }
    for (const key of entry.keys) blocked.add(key);
  }
  lane.waiting = left;
  for (const entry of taken) for (const key of entry.keys) lane.busyKeys.add(key);
  return taken;
}
