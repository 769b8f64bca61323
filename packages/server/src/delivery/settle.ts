import { decideAfterAttempt } from '@critical-callout/domain/delivery';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { DeliveryAnswer } from './channels/channel.ts';
import { deliveryEvent } from './event.ts';
import { insertAttempt, lockClaim, type Settlement, settleDelivery } from './sending-queries.ts';
import { applyReports, didNotWorkOut } from './status-reports.ts';

export type Claim = { lab_id: number; id: number; fence: number; claimed_at: Date };

/**
 * Writes what became of one try: the attempt, the new state and, when the delivery ended, its event, in one transaction.
 * false: the claim no longer holds (its lease ran out and another process took over), so nothing is written.
 */
export async function settleAttempt(
  tx: Tx,
  claim: Claim,
  answer: DeliveryAnswer,
  now: Date,
  expiredAt: Date | null = null,
): Promise<boolean> {
  const row = await lockClaim(tx, claim, expiredAt);
  if (!row) return false;
  const { result } = answer;
  await insertAttempt(tx, claim, {
    attempt: row.attempts,
    startedAt: claim.claimed_at,
    endedAt: now,
    result,
    answer: answer.answer,
    ref: answer.ref ?? null,
  });
  const after = decideAfterAttempt({
    result,
    answer: answer.answer,
    tries: row.attempts - row.attempts_before,
    unknownTries: row.unknown_before + (result === 'unknown' ? 1 : 0),
  });
  const to: Settlement =
    after.state === 'queued'
      ? { state: 'queued', reason: answer.answer, dueAt: new Date(now.getTime() + after.delaySeconds * 1000), finishedAt: null }
      : { state: after.state, reason: 'reason' in after ? after.reason : null, dueAt: null, finishedAt: now };
  await settleDelivery(tx, claim, to);
  if (after.state !== 'queued') {
    const event = deliveryEvent(after.state, { id: claim.id, ...row }, { at: now, actor: SYSTEM_ACTOR, reason: to.reason });
    await appendEvents(tx, claim.lab_id, [event]);
    if ('reason' in after) await didNotWorkOut(tx, claim.lab_id, claim.id, after.reason, now);
  }
  // The provider may have spoken of this message before its sender could write that it was accepted.
  await applyReports(tx, claim.lab_id, claim.id, now);
  return true;
}
