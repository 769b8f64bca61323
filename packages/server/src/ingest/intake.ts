import { createHash } from 'node:crypto';
import { transactionGuest } from '../platform/db.ts';
import { addToLane, createLane, type Entry, endBatch, type Lane, type LaneOptions, takeBatch } from './batch-lane.ts';
import { faultOf } from './database-fault.ts';
import { processAlone } from './process-alone.ts';
import { readMessage, unavailableAnswer } from './read-message.ts';
import type { Source } from './sources.ts';
import { keepStatistics } from './statistics.ts';
import { encodeAnswer } from './text.ts';
import type { IntakeDeps, Stored, Work } from './work.ts';
import { writeBatch } from './write-batch.ts';

export type IncomingBytes = { source: Source; transport: Work['transport']; peer: string | null; raw: Buffer };

/** What the sender is told. `isStored` false: nothing is kept here, and nothing positive is said. */
export type Accepted =
  | { isStored: true; messageId: number; state: Stored['state']; reason: string | null; isDuplicate: boolean; acks: Buffer[] }
  | { isStored: false; acks: Buffer[] };

export type Intake = {
  /** Settles once the message is durable, or surely not answered for. Answers are ready to send. */
  accept: (message: IncomingBytes) => Promise<Accepted>;
  /** Processes a message that is stored already. */
  process: (work: Work) => Promise<Stored | null>;
  /** Settles when nothing is in work any more. */
  drain: () => Promise<void>;
};

export type IntakeOptions = LaneOptions & {
  /** Messages that may wait, over all labs; what comes beyond is answered as if the store were down. */
  maxWaiting: number;
};

export const INTAKE_DEFAULTS: IntakeOptions = {
  maxBatchMessages: 64,
  maxBatchBytes: 8_388_608,
  maxBatchesInFlight: 2,
  maxWaiting: 10_000,
};

/** A batch that only met another transaction is written again this often. */
const MAX_REPEATS = 10;

/**
 * Messages of a lab that wait are written together, in one transaction of a constant number of statements; while it
 * commits, the next ones gather. Under load the batches grow by themselves, and a single message waits for nobody.
 */
export function createIntake(deps: IntakeDeps, options: IntakeOptions = INTAKE_DEFAULTS): Intake {
  const { clock } = deps;
  const lanes = new Map<number, Lane>();
  const inWork = new Set<Promise<unknown>>();
  const noteTaken = keepStatistics(deps);
  let waiting = 0;

  const track = <T>(work: Promise<T>): Promise<T> => {
    inWork.add(work);
    const forget = (): void => void inWork.delete(work);
    work.then(forget, forget);
    return work;
  };

  const schedule = (labId: number, lane: Lane): void => {
    if (lane.isScheduled || lane.waiting.length === 0 || lane.inFlight >= options.maxBatchesInFlight) return;
    lane.isScheduled = true;
    // After everything that arrived in this turn of the event loop was read; not inside the transaction of whoever asks.
    transactionGuest.exit(() => setImmediate(startBatches, labId, lane));
  };

  const startBatches = (labId: number, lane: Lane): void => {
    lane.isScheduled = false;
    for (let batch = takeBatch(lane, options); batch.length > 0; batch = takeBatch(lane, options)) {
      const started = batch;
      waiting -= started.length;
      track(
        runBatch(deps, labId, started).finally(() => {
          endBatch(lane, started);
          noteTaken(started.length);
          schedule(labId, lane);
        }),
      );
    }
  };

  const enqueue = (work: Work): Promise<Stored | null> => {
    if (waiting >= options.maxWaiting) return Promise.resolve(null);
    const { labId } = work.source;
    const lane = lanes.get(labId) ?? createLane();
    lanes.set(labId, lane);
    waiting += 1;
    return new Promise((settle) => {
      addToLane(lane, work, settle);
      schedule(labId, lane);
    });
  };

  return {
    accept: async ({ source, transport, peer, raw }) => {
      const now = clock.now();
      const sha256 = createHash('sha256').update(raw).digest('hex');
      const read = readMessage({ raw, sha256, source, now });
      const stored = await enqueue({ source, transport, peer, receivedAt: now, raw, sha256, read, stored: null });
      const encode = (acks: string[]): Buffer[] => acks.map((ack) => encodeAnswer(ack, read.charset));
      if (stored) return { isStored: true, ...stored, acks: encode(stored.acks) };
      return {
        isStored: false,
        acks: encode(source.storeFailureAnswer === 'AR' ? [unavailableAnswer({ raw, source, now })] : []),
      };
    },
    process: (work) => track(processAlone(deps, work)),
    drain: async () => {
      while (inWork.size > 0 || waiting > 0) {
        await Promise.allSettled([...inWork]);
        // Batches start in the next turn of the event loop.
        await new Promise((turn) => setImmediate(turn));
      }
    },
  };
}

async function runBatch(deps: IntakeDeps, labId: number, batch: Entry[]): Promise<void> {
  const works = batch.map((entry) => entry.work);
  for (let repeat = 0; repeat < MAX_REPEATS; repeat += 1) {
    try {
      const stored = await deps.db.inLab(labId, (tx) => writeBatch(tx, labId, deps.clock.now(), works, deps.ladder), {
        isByKey: true,
      });
      batch.forEach((entry, i) => {
        entry.settle(stored[i] ?? null);
      });
      return;
    } catch (error) {
      const fault = faultOf(error);
      deps.log.warn({ err: error, labId, messages: batch.length, fault: fault.kind }, 'a batch of messages was not written');
      if (fault.kind === 'away') break;
      if (fault.kind === 'again') continue;
      // One of them is the reason: each is processed by itself, so that the others are not held up by it.
      for (const entry of batch) entry.settle(await processAlone(deps, entry.work));
      return;
    }
  }
  for (const entry of batch) entry.settle(null);
}
