import type { IncomingResult } from '../result/index.ts';
import type { SenderVerdict } from './flags.ts';
import type { Circumstances, Tier } from './limit.ts';
import type { ShownBounds } from './rules.ts';

export const VERDICTS = ['normal', 'abnormal', 'critical-low', 'critical-high', 'critical-qualitative', 'cannot-say'] as const;
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
  tier: Tier | null;
};

export function isCriticalName(verdict: VerdictName): boolean {
  return verdict === 'critical-low' || verdict === 'critical-high' || verdict === 'critical-qualitative';
}
