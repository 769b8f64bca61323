import type { IncomingResult } from '../result/index.ts';
import type { SenderVerdict } from './flags.ts';
import type { Circumstances, DeltaRule, Tier } from './limit.ts';
import type { PassedBound } from './passed-bound.ts';
import type { ShownBounds } from './rules.ts';

export const VERDICTS = [
  'normal',
  'abnormal',
  'critical-low',
  'critical-high',
  'critical-change',
  'critical-qualitative',
  'cannot-say',
] as const;
export type VerdictName = (typeof VERDICTS)[number];

export const FLAG_POLICIES = ['either', 'limits-only', 'flags-only'] as const;
export type FlagPolicy = (typeof FLAG_POLICIES)[number];

export type EvaluationInput = Circumstances & {
  result: IncomingResult;
  /** When the sample was taken: the limits valid then decide. null: those valid now. */
  collectedAt: Date | null;
  now: Date;
  flagPolicy: FlagPolicy;
  /** Whose mappings count; none: only those of every source. */
  sourceId?: number | null;
  /** Results of the same patient for limits that ask for a change, as they were sent, in any order; more than is needed does no harm. */
  earlier?: readonly EarlierValue[];
};

/** An earlier result of the patient, as it was sent. */
export type EarlierValue = {
  parameterCode: string;
  codeSystem: string;
  value: string;
  unit: string | null;
  /** OBX-14, else the collection of its report, else its receipt. */
  at: Date;
  specimen: readonly string[];
  sourceId: number | null;
};

/** The change that made a result critical, and the rule it was held against; kept with the result. */
export type ShownDelta = DeltaRule & {
  previousValue: string;
  previousUnit: string | null;
  /** ISO. */
  previousAt: string;
  /** With its sign; null where it has no exact decimal, or a value is off scale. */
  change: string | null;
  /** The limit's. */
  changeUnit: string | null;
  /** With its sign, to one place; null from nothing or off scale. */
  percent: string | null;
};

/** What is stored beside a result (the verdict columns of `results`). */
export type Verdict = {
  verdict: VerdictName;
  /** After the source's flag policy and the fail-towards-the-call rule. */
  isCritical: boolean;
  /** Critical by a limit, and past its second bound as well. */
  isBeyondSecond: boolean;
  /** In words, for a person: which limit or option or flag, and why. Holds the value. */
  reason: string;
  senderVerdict: SenderVerdict | null;
  /** Limits and sender's flags say different things. Nobody disagrees with a sender who said nothing. */
  isDisagreement: boolean;
  limitId: number | null;
  limitVersion: number | null;
  bounds: ShownBounds | null;
  /** The critical bound that was passed, for whoever reads the value. */
  passed: PassedBound | null;
  /** Set where a change made it critical, alone or with a bound. */
  delta: ShownDelta | null;
  tier: Tier | null;
};

export function isCriticalName(verdict: VerdictName): boolean {
  return verdict.startsWith('critical-');
}
