import type { SentSample } from '@critical-callout/contract/sources';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sampleMessage } from '@critical-callout/domain/practice';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { type FeedRow, listFeeds } from './feed-queries.ts';
import { openMllpSender } from './mllp-sender.ts';
import { findStoredSource } from './source-queries.ts';

const CATEGORY_CONFIGURATION = 620;
const ANSWER_WITHIN_MS = 10_000;

/**
 * One message as a laboratory system would send it, over the line to the port this source listens on: what arrives has gone
 * through everything a real one goes through. Only in practice mode; its patient is invented and nothing in it is critical.
 */
export async function sendSample({ db, clock }: Deps, session: LabSession, id: number): Promise<SentSample> {
  const { labId } = session;
  const now = clock.now();
  const { source, feed } = await db.inLab(labId, async (tx) => {
    const source = await findStoredSource(tx, labId, id);
    if (!source) throw new Refused(refusal('sources.not-found', `There is no source ${id}.`), 404);
    const { rows } = await sql<{ isPractice: boolean }>`
      select is_practice as "isPractice" from labs where id = ${labId}`.execute(tx);
    if (!rows[0]?.isPractice) {
      const message =
        'This laboratory is live: a sample would stand among its patients. Use "Try a message" instead, which stores nothing.';
      throw new Refused(refusal('sources.lab-live', message), 409);
    }
    return { source, feed: (await listFeeds(tx, labId, now)).find((one) => one.id === id) };
  });
  const port = portOf(feed, source.name);
  const controlId = `SAMPLE-${now.getTime().toString(36).toUpperCase()}`;
  const { sendingApplication, sendingFacility } = source;
  const text = sampleMessage({ controlId, at: now, application: sendingApplication, facility: sendingFacility });
  const answer = await sendOver(port, feed?.isTls === true, text);
  const code = /^MSA\|(\w\w)/m.exec(answer.replaceAll('\r', '\n'))?.[1] ?? '';
  await db.inLab(labId, (tx) =>
    appendEvents(tx, labId, [
      {
        at: clock.now(),
        category: CATEGORY_CONFIGURATION,
        type: 'sample-sent',
        text: `Sample message sent to source ${source.code} - answered ${code || 'without MSA'}`,
        actor: actorOf(session),
        source_id: id,
        control_id: controlId,
      },
    ]),
  );
  return { controlId, port, code, text, answer };
}

function portOf(feed: FeedRow | undefined, name: string): number {
  if (feed?.listeningPort) return feed.listeningPort;
  const why = feed?.listeningFault ?? 'it has no port, is switched off, or no process with the role "mllp" runs';
  throw new Refused(refusal('sources.not-listening', `Nothing listens for ${name}: ${why}.`), 409);
}

async function sendOver(port: number, isTls: boolean, text: string): Promise<string> {
  const sender = openMllpSender({ port, isTls, answerWithinMilliseconds: ANSWER_WITHIN_MS });
  try {
    return await sender.send(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The sample could not be sent to 127.0.0.1:${port}: ${why}. Where only some addresses may connect, 127.0.0.1 must be one of them.`;
    throw new Refused(refusal('sources.sample-failed', message, { port }), 502);
  } finally {
    sender.close();
  }
}
