import type { PlannedStep } from './plan.ts';

/** How long a claim holds back a notice: somebody is on it, and the clock of the callout goes on. */
export const CLAIM_HOLD_MINUTES = 5;

type Held = Pick<PlannedStep, 'kind' | 'at'>;
/** The ladder it belongs to. `exhaustedAt`: its last step, which nothing may stand before. */
export type HoldingRun = { dueAt: Date; exhaustedAt: Date | null };

/**
 * Until when a notice that is due waits for whoever claimed the order; null: it does not wait. Five minutes after the claim began and after its
 * own time at most, never past the deadline, and never in front of the last step: what is overdue or exhausted is said at once, whoever has it.
 */
export function heldUntil(step: Held, run: HoldingRun, claim: { since: Date } | null, now: Date): Date | null {
  if (claim === null || step.kind === 'exhausted') return null;
  const hold = CLAIM_HOLD_MINUTES * 60_000;
  const ends = [claim.since.getTime() + hold, step.at.getTime() + hold, run.dueAt.getTime()];
  if (run.exhaustedAt) ends.push(run.exhaustedAt.getTime());
  const until = Math.min(...ends);
  return until > now.getTime() ? new Date(until) : null;
}
