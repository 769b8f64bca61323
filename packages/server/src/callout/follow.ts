import type { SubmitCalloutAnswer } from '@critical-callout/contract/callout';
import type { LabSession } from '@critical-callout/domain/auth';
import type { NextStep } from '@critical-callout/domain/callout';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { overtakeClosings } from './closings.ts';
import type { NextRung } from './ports.ts';
import { endRetries, insertRetry } from './retries.ts';
import type { ProcessCallout } from './submit.ts';

/** A try planned further ahead than this is no plan: the deadline has long passed. */
const LATEST_TRY_HOURS = 24;

/** The time a caller chose for the next try; null: the laboratory's rule says it. */
export function wishedTry({ notification: { nextTryAt }, now }: Pick<ProcessCallout, 'notification' | 'now'>): Date | null {
  if (nextTryAt === undefined) return null;
  const at = new Date(nextTryAt);
  const ahead = at.getTime() - now.getTime();
  if (ahead > 0 && ahead <= LATEST_TRY_HOURS * 3_600_000) return at;
  const message = `nextTryAt ${nextTryAt} must lie within the next ${LATEST_TRY_HOURS} hours; it is ${now.toISOString()}`;
  throw new Refused(refusal('callout.next-try-out-of-range', message, { field: 'notification.nextTryAt', value: nextTryAt }));
}

type Submitted = {
  labId: number;
  billId: number;
  eventSeq: number;
  session: LabSession;
  now: Date;
  outcome: string;
  /** An attempt that leaves something open behind. */
  isAttempt: boolean;
};

/** The try that waited is over; what follows this one is planned, and a rung that is due because of it is done at once. */
export async function followSubmit(
  tx: Tx,
  { labId, billId, eventSeq, session, now, outcome, isAttempt }: Submitted,
  { retryAt, isNextStepNow, isDirectoryTask, closeWith }: NextStep,
  nextRung: NextRung | undefined,
): Promise<SubmitCalloutAnswer['nextStep']> {
  await endRetries(tx, labId, [billId], isAttempt ? 'tried again' : 'nothing left to try', now);
  if (!isAttempt) {
    await overtakeClosings(tx, labId, [billId], now);
    return null;
  }
  if (retryAt) await insertRetry(tx, labId, { billId, eventSeq, outcome, nextTryAt: retryAt });
  const asked = { labId, billId, actor: actorOf(session), reason: `the attempt ended as ${outcome}`, now };
  const escalated = isNextStepNow ? ((await nextRung?.(tx, asked)) ?? null) : null;
  return { retryAt: retryAt?.toISOString() ?? null, escalated, isDirectoryTask, closeWith };
}
