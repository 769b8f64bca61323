import type { ClosingCode } from './closing.ts';
import type { AttemptOutcome } from './outcome.ts';

/** What follows an attempt by its outcome (domain.md section 5). Nothing of it stops the ladder or the clock. */
export type OutcomeRule = {
  /** Try again after so many minutes; null: no further try is planned. */
  retryMinutes: number | null;
  /** The ladder's next rung is due at once: trying this person again would not help. */
  isNextStepNow: boolean;
  /** Somebody must put the directory right. */
  isDirectoryTask: boolean;
  /** The code with which the callout may be closed; it is offered, never done by itself. */
  closeWith: ClosingCode | null;
};
export type OutcomeRules = Record<AttemptOutcome, OutcomeRule>;

const retry = (retryMinutes: number | null, more: Partial<OutcomeRule> = {}): OutcomeRule => ({
  retryMinutes,
  isNextStepNow: false,
  isDirectoryTask: false,
  closeWith: null,
  ...more,
});

/** Where the laboratory says nothing else: minutes as call centres use them, well inside the shortest deadline of 30. */
export const DEFAULT_OUTCOME_RULES: OutcomeRules = {
  'reached-read-back': retry(null),
  'reached-no-read-back': retry(5),
  'left-message': retry(10),
  voicemail: retry(10),
  'no-answer': retry(5),
  busy: retry(2),
  'on-hold-abandoned': retry(5),
  'wrong-number': retry(null, { isNextStepNow: true, isDirectoryTask: true }),
  refused: retry(null, { isNextStepNow: true }),
  // Whom to call is known now, so the call is made now; the ladder need not hurry.
  'sent-to-someone-else': retry(1),
  'not-on-duty': retry(null, { isNextStepNow: true }),
  'patient-deceased': retry(null, { closeWith: 'patient-deceased' }),
  'sent-awaiting-acknowledgement': retry(15),
  other: retry(5),
};

export type NextStep = Omit<OutcomeRule, 'retryMinutes'> & { retryAt: Date | null };

/**
 * What follows an attempt that was made at `performedAt` and leaves something open. `wishedAt`: the caller chose the time of
 * the next try. A call entered late is not tried again in the past.
 */
export function nextStepOf(
  outcome: AttemptOutcome | 'declared',
  rules: OutcomeRules,
  { performedAt, now, wishedAt }: { performedAt: Date; now: Date; wishedAt: Date | null },
): NextStep {
  const { retryMinutes, ...rest } = outcome === 'declared' ? retry(null) : rules[outcome];
  const planned = retryMinutes === null ? null : new Date(performedAt.getTime() + retryMinutes * 60_000);
  const retryAt = wishedAt ?? planned;
  return { ...rest, retryAt: retryAt && retryAt < now ? now : retryAt };
}
