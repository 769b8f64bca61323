/** One record between an opening and the next: an attempt, a completed callout, a closing with a code, an acknowledgement. */
export type CalloutAct = {
  kind: 'attempt' | 'done' | 'closed' | 'acknowledged';
  performedAt: Date;
  /** Written down later than it was made, with a reason. */
  isBackDated: boolean;
};

/** One opening of a report, and what happened until its next one. */
export type OpeningFacts = {
  criticalAt: Date;
  dueAt: Date;
  acts: readonly CalloutAct[];
  /** It became calm again, and nobody had been told. */
  isCalm: boolean;
};

/** Back-dated entries and withdrawn callouts are reported apart, never mixed in (domain.md section 12). */
export type CountedAs = 'regular' | 'back-dated' | 'withdrawn';

export type CalloutMeasures = {
  criticalAt: Date;
  dueAt: Date;
  firstAttemptAt: Date | null;
  doneAt: Date | null;
  acknowledgedAt: Date | null;
  minutesToFirstAttempt: number | null;
  minutesToDone: number | null;
  minutesToAcknowledged: number | null;
  attempts: number;
  /** Null: not done yet, or nothing that counts. */
  isDoneInTime: boolean | null;
  countedAs: CountedAs;
};

/** Minutes with one decimal, as every screen and report shows them. */
const minutesBetween = (from: Date, to: Date | null): number | null =>
  to === null ? null : Math.round((to.getTime() - from.getTime()) / 6_000) / 10;

const first = (acts: readonly CalloutAct[]): CalloutAct | null =>
  acts.reduce<CalloutAct | null>((found, act) => (found === null || act.performedAt < found.performedAt ? act : found), null);

/**
 * The measures of one callout by the definitions of domain.md section 12: minutes from `critical_at` to the first attempt, to
 * done, to the acknowledgement. The one place where they are computed. What was performed before the opening belongs to the
 * one before it, whenever it was written down.
 */
export function measureCallout({ criticalAt, dueAt, acts, isCalm }: OpeningFacts): CalloutMeasures {
  const own = acts.filter(({ performedAt }) => performedAt >= criticalAt);
  const tries = own.filter(({ kind }) => kind === 'attempt' || kind === 'done');
  const done = first(own.filter(({ kind }) => kind === 'done' || kind === 'acknowledged'));
  const acknowledged = first(own.filter(({ kind }) => kind === 'acknowledged'));
  const closed = own.some(({ kind }) => kind === 'closed');
  const firstTry = first(tries);
  const firstAttemptAt = earliest(firstTry?.performedAt ?? null, done?.performedAt ?? null);
  const isWithdrawn = done === null && (isCalm || closed);
  const deciding = done ?? firstTry;
  return {
    criticalAt,
    dueAt,
    firstAttemptAt,
    doneAt: done?.performedAt ?? null,
    acknowledgedAt: acknowledged?.performedAt ?? null,
    minutesToFirstAttempt: minutesBetween(criticalAt, firstAttemptAt),
    minutesToDone: minutesBetween(criticalAt, done?.performedAt ?? null),
    minutesToAcknowledged: minutesBetween(criticalAt, acknowledged?.performedAt ?? null),
    attempts: own.filter(({ kind }) => kind === 'attempt').length,
    isDoneInTime: done === null ? null : done.performedAt <= dueAt,
    countedAs: isWithdrawn ? 'withdrawn' : deciding?.isBackDated ? 'back-dated' : 'regular',
  };
}

const earliest = (one: Date | null, other: Date | null): Date | null =>
  one === null ? other : other === null || one < other ? one : other;
