import type { Deps } from '../platform/deps.ts';
import { listUnfinishedMessages } from './inbox-queries.ts';
import type { Intake } from './intake.ts';
import { readMessage } from './read-message.ts';
import { listSourcesById } from './sources.ts';

const BATCH_SIZE = 20;
/** A message younger than this is most likely still in work where it arrived; locks keep both from doing it twice. */
const GRACE_MS = 10_000;

/** Processes messages whose bytes were stored and whose processing never ended. Returns how many came to an end. */
export async function processUnfinished({ db, clock }: Deps, intake: Intake): Promise<number> {
  const now = clock.now();
  const messages = await db.inSystem((tx) => listUnfinishedMessages(tx, new Date(now.getTime() - GRACE_MS), BATCH_SIZE));
  let finished = 0;
  for (const { labId, sourceId, id, receivedAt, raw, sha256 } of messages) {
    const [source] = await db.inLab(labId, (tx) => listSourcesById(tx, labId, [sourceId]));
    if (!source) throw new Error(`message ${id} of lab ${labId} names the missing source ${sourceId}`);
    const read = readMessage({ raw, sha256, source, now });
    const stored = await intake.process({
      source,
      transport: 'mllp',
      peer: null,
      receivedAt,
      raw,
      sha256,
      read,
      stored: { id, expected: 'RECEIVED' },
    });
    if (stored) finished += 1;
  }
  return finished;
}
