import type { Deps } from '../platform/deps.ts';
import type { TellNext } from './next.ts';
import { listWaitingFollowUps, noteFault } from './next-queries.ts';

const AT_ONCE = 20;

/** Tells the next contact of messages that did not work out, in any number of processes. Answers how many it did. */
export function createFollower(
  { db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>,
  tellNext: TellNext,
): () => Promise<number> {
  return async () => {
    const waiting = await db.inSystem((tx) => listWaitingFollowUps(tx, AT_ONCE));
    let done = 0;
    for (const { lab_id: labId, delivery_id: deliveryId, cause, reason } of waiting) {
      try {
        const told = await db.inLab(labId, (tx) => tellNext(tx, { labId, deliveryId, cause, reason, now: clock.now() }));
        done += 1;
        log.info({ labId, deliveryId, ...told }, 'the next contact was looked for');
      } catch (error) {
        await db.inLab(labId, (tx) => noteFault(tx, labId, deliveryId));
        log.error({ err: error, labId, deliveryId }, 'the next contact could not be told; tried again at the next beat');
      }
    }
    return done;
  };
}
