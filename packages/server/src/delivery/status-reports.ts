import { decideAfterReport, lineText, type StatusResult } from '@critical-callout/domain/delivery';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { wakeSenders } from './compose-queries.ts';
import { deliveryEvent } from './event.ts';
import { askForNext } from './next-queries.ts';
import { settleDelivery } from './sending-queries.ts';
import { findByMessage, insertReport, listReports, lockReported } from './status-queries.ts';

/** What a provider said of one copy of one message, after its signature was found good. */
export type ProviderReport = { messageId: string; channel: string; ref: string; result: StatusResult; words: string };

/**
 * Keeps the report and lets it act. false: no message has this id; the caller answers the same either way, so that nobody
 * learns which exist.
 */
export async function recordReport({ db, clock }: Pick<Deps, 'db' | 'clock'>, report: ProviderReport): Promise<boolean> {
  const found = await db.inSystem((tx) => findByMessage(tx, report.messageId, report.channel));
  if (!found) return false;
  const now = clock.now();
  await db.inLab(found.lab_id, async (tx) => {
    const words = lineText(report.words, 500);
    if (await insertReport(tx, found, { ...report, words }, now)) await applyReports(tx, found.lab_id, found.id, now);
  });
  return true;
}

/** Lets every report about a delivery act on the state it has now; the row is locked, so a sender and a callback take turns. */
export async function applyReports(tx: Tx, labId: number, deliveryId: number, now: Date): Promise<void> {
  const row = await lockReported(tx, labId, deliveryId);
  if (!row) return;
  let { state } = row;
  for (const { result, words, provider_ref } of await listReports(tx, labId, deliveryId)) {
    const to = decideAfterReport(state, {
      result,
      words,
      // A copy whose answer was cut off has no name of ours: a name never heard before is taken for it.
      isLatest: row.latest_ref === null ? !row.known_refs.includes(provider_ref) : row.latest_ref === provider_ref,
      unknownTries: row.unknown_tries,
    });
    if (!to) continue;
    state = to.state;
    const reason = 'reason' in to ? to.reason : null;
    await settleDelivery(tx, { lab_id: labId, id: deliveryId }, { state, reason, dueAt: null, finishedAt: now });
    await appendEvents(tx, labId, [deliveryEvent(state, { id: deliveryId, ...row }, { at: now, actor: SYSTEM_ACTOR, reason })]);
    if (reason !== null) await didNotWorkOut(tx, labId, deliveryId, reason, now);
  }
}

/** Failed, or nobody knows: somebody else is told as soon as this is committed. */
export async function didNotWorkOut(tx: Tx, labId: number, deliveryId: number, reason: string, now: Date): Promise<void> {
  await askForNext(tx, labId, deliveryId, { cause: 'failed', reason, now });
  await wakeSenders(tx, labId);
}
