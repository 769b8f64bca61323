import type { Deps } from '../platform/deps.ts';
import { faultOf } from './database-fault.ts';
import { countAttempt, insertMessages, lockEarlierMessages } from './message-queries.ts';
import { quarantineReading } from './read-message.ts';
import type { IntakeDeps, Stored, Work } from './work.ts';
import { writeBatch } from './write-batch.ts';

/** Tries of a message before it is kept apart (quality F11). */
const MAX_ATTEMPTS = 3;

/**
 * Processes one message by itself, because its batch failed or its process ended: its bytes are stored first, each try is
 * counted before it is made, and after the third it is kept apart. Null: the database went away; what is stored stays
 * RECEIVED and is taken up by the tick.
 */
export async function processAlone(deps: IntakeDeps, arrived: Work): Promise<Stored | null> {
  try {
    const found = arrived.stored ? { work: arrived, answered: null } : await storeOnly(deps, arrived);
    if (found.answered) return found.answered;
    const tried = await tryToWrite(deps, found.work);
    return tried.outcome === 'failed' ? await quarantine(deps, found.work, tried.code) : tried.stored;
  } catch (error) {
    const { labId } = arrived.source;
    deps.log.error({ err: error, labId, fault: faultOf(error).kind }, 'a message could neither be processed nor kept apart');
    return null;
  }
}

type Tried = { outcome: 'written' | 'away'; stored: Stored | null } | { outcome: 'failed'; code: string };

async function tryToWrite({ db, clock, log, ladder }: IntakeDeps, work: Work): Promise<Tried> {
  const { labId } = work.source;
  const messageId = work.stored?.id ?? 0;
  let code = 'the process ended while it was in work';
  for (;;) {
    const attempts = await db.inLab(labId, (tx) => countAttempt(tx, labId, messageId));
    if (attempts > MAX_ATTEMPTS) return { outcome: 'failed', code };
    try {
      const [stored] = await db.inLab(labId, (tx) => writeBatch(tx, labId, clock.now(), [work], ladder), { isByKey: true });
      return { outcome: 'written', stored: stored ?? null };
    } catch (error) {
      const fault = faultOf(error);
      log.warn({ err: error, labId, messageId, attempts, fault: fault.kind }, 'a message was not processed');
      if (fault.kind === 'away') return { outcome: 'away', stored: null };
      code = fault.code;
      if (attempts >= MAX_ATTEMPTS) return { outcome: 'failed', code };
    }
  }
}

function storeOnly({ db }: Deps, work: Work): Promise<{ work: Work; answered: Stored | null }> {
  const { labId, code } = work.source;
  return db.inLab(labId, async (tx) => {
    const [inserted] = await insertMessages(tx, labId, [work], 'RECEIVED');
    const stored = (id: number): Work => ({ ...work, stored: { id, expected: 'RECEIVED' } });
    if (inserted?.id) return { work: stored(inserted.id), answered: null };
    const [earlier] = await lockEarlierMessages(tx, labId, [{ ord: 0, work }]);
    if (!earlier) throw new Error(`a message of source ${code} was neither stored nor found`);
    const { id, state, reason, acks } = earlier;
    if (state === 'RECEIVED') return { work: stored(id), answered: null };
    return { work, answered: { messageId: id, state, reason, acks, isDuplicate: true } };
  });
}

async function quarantine({ db, clock, log, ladder }: IntakeDeps, work: Work, code: string): Promise<Stored | null> {
  const { labId } = work.source;
  const read = quarantineReading(work.read, { ...work, now: clock.now() }, code);
  // If even the order made for it cannot be written, the message is kept apart without one: it must not come round for ever.
  for (const orders of read.orders.length > 0 ? [read.orders, []] : [[]]) {
    try {
      const again = [{ ...work, read: { ...read, orders } }];
      const [stored] = await db.inLab(labId, (tx) => writeBatch(tx, labId, clock.now(), again, ladder), { isByKey: true });
      return stored ?? null;
    } catch (error) {
      log.error({ err: error, labId, messageId: work.stored?.id }, 'a message could not be kept apart');
      if (faultOf(error).kind === 'away') return null;
    }
  }
  return null;
}
