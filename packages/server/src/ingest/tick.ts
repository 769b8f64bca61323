import type { Deps } from '../platform/deps.ts';
import { listUnfinishedMessages, type UnfinishedMessage } from './inbox-queries.ts';
import type { Intake } from './intake.ts';
import { readMessage } from './read-message.ts';
import { listSourcesById } from './sources.ts';

const BATCH_SIZE = 20;
/** A message younger than this is most likely still in work where it arrived; locks keep both from doing it twice. */
const GRACE_MS = 10_000;

/**
 * Processes messages whose bytes were stored and whose processing never ended. Returns how many came to an end. One that
 * fails is logged and tried again by the next look; those of the laboratories behind it do not wait for it.
 */
export async function processUnfinished(deps: Deps, intake: Intake): Promise<number> {
  const { db, clock, log } = deps;
  const now = clock.now();
  const messages = await db.inSystem((tx) => listUnfinishedMessages(tx, new Date(now.getTime() - GRACE_MS), BATCH_SIZE));
  let finished = 0;
  for (const message of messages) {
    try {
      if (await processOne(deps, intake, message)) finished += 1;
    } catch (error) {
      log.error({ err: error, labId: message.labId, messageId: message.id }, 'a stored message could not be processed');
    }
  }
  return finished;
}

async function processOne({ db, clock }: Deps, intake: Intake, message: UnfinishedMessage): Promise<boolean> {
  const { labId, sourceId, id, receivedAt, raw, sha256 } = message;
  const [source] = await db.inLab(labId, (tx) => listSourcesById(tx, labId, [sourceId]));
  if (!source) throw new Error(`message ${id} of lab ${labId} names the missing source ${sourceId}`);
  const read = readMessage({ raw, sha256, source, now: clock.now() });
  const stored = { id, expected: 'RECEIVED' } as const;
  return Boolean(await intake.process({ source, transport: 'mllp', peer: null, receivedAt, raw, sha256, read, stored }));
}
