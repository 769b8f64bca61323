import { conversionFactor, type VerdictName } from '../evaluation/index.ts';
import { addDecimals, compareDecimals, type Decimal, multiplyDecimals, negateDecimal, parseDecimal } from '../kernel/index.ts';
import type { RepeatRule } from './rule.ts';

export type RepeatValue = {
  verdict: VerdictName;
  value: string;
  unit: string | null;
  /** When it was true of the patient: observed, else collected, else received. */
  at: Date;
  visitNumber: string | null;
};

/** A critical result that opens a callout unless a rule suppresses it. */
export type NewCritical = RepeatValue & {
  /** Corrected by its sender, moved from another patient, or out of a message that could not be read: always called. */
  isDoubtful: boolean;
  /** What the limit says of the substance, for a value told in another unit. */
  molarMass: string | null;
  valence: number | null;
};

/** An earlier result of the same parameter and the same patient, on another report, that stands today. */
export type EarlierResult = RepeatValue & {
  resultId: number;
  labReportId: number;
  isCritical: boolean;
  /** Not called either, by a rule: it neither opens nor ends a window. */
  isSuppressed: boolean;
  /** The completed callout of its report while that is done; null while somebody must still be told, or nobody ever was. */
  told: { calloutId: number; at: Date } | null;
};

export const CALL_REASONS = [
  'no-rule',
  'doubtful',
  'cannot-be-judged',
  'never-told',
  'earlier-open',
  'out-of-order',
  're-entry',
  'window-over',
  'other-stay',
  'other-side',
  'not-comparable',
  'worse',
] as const;
export type CallReason = (typeof CALL_REASONS)[number];

export type RepeatRuling =
  | { isSuppressed: true; rule: RepeatRule; earlier: EarlierResult & { told: { calloutId: number; at: Date } } }
  | { isSuppressed: false; because: CallReason };

const HOUR = 3_600_000;
const call = (because: CallReason): RepeatRuling => ({ isSuppressed: false, because });

/**
 * Is this critical value a repeat that need not be called? Only if everything speaks for it: the latest critical value of
 * the parameter was told and still stands, nothing lay in between, the rule's time is not over, and the value is surely not
 * worse than the one that was told. Whatever is not known is a call. Compared is always with what was told, never with what
 * was suppressed since, so that a slow fall cannot creep past its threshold.
 */
export function ruleOnRepeat(
  rule: RepeatRule | null,
  current: NewCritical,
  history: readonly EarlierResult[],
  now: Date,
): RepeatRuling {
  if (!rule) return call('no-rule');
  if (current.isDoubtful) return call('doubtful');
  if (current.verdict === 'cannot-say') return call('cannot-be-judged');
  const called = history.filter((one) => one.isCritical && !one.isSuppressed);
  if (called.length === 0) return call('never-told');
  const told = called.flatMap((one) => (one.told ? [{ ...one, told: one.told }] : []));
  // Somebody is still to be told of one of them: who is asked next would not know what was said.
  if (told.length < called.length) return call('earlier-open');
  const earlier = told.reduce((latest, one) => (isLater(one, latest) ? one : latest));
  if (earlier.at.getTime() > current.at.getTime()) return call('out-of-order');
  const isBetween = ({ isCritical, at }: EarlierResult): boolean =>
    !isCritical && at.getTime() >= earlier.at.getTime() && at.getTime() <= current.at.getTime();
  if (rule.isReentryCalled && history.some(isBetween)) return call('re-entry');
  const outside = outsideScope(rule, current, earlier, now);
  if (outside) return call(outside);
  const difference = compareWithTold(rule, current, earlier);
  return difference ? call(difference) : { isSuppressed: true, rule, earlier };
}

function isLater(a: { at: Date; told: { at: Date } }, b: { at: Date; told: { at: Date } }): boolean {
  return a.at.getTime() === b.at.getTime() ? a.told.at.getTime() > b.told.at.getTime() : a.at.getTime() > b.at.getTime();
}

function outsideScope(
  rule: RepeatRule,
  current: NewCritical,
  earlier: EarlierResult & { told: { at: Date } },
  now: Date,
): CallReason | null {
  if (rule.scope === 'first-of-stay') {
    const isSame = (current.visitNumber ?? '') !== '' && current.visitNumber === earlier.visitNumber;
    return isSame ? null : 'other-stay';
  }
  return now.getTime() - earlier.told.at.getTime() < (rule.windowHours ?? 0) * HOUR ? null : 'window-over';
}

function compareWithTold(rule: RepeatRule, current: NewCritical, earlier: EarlierResult): CallReason | null {
  if (current.verdict !== earlier.verdict) return 'other-side';
  if (current.verdict === 'critical-qualitative') {
    const isSame = fold(current.value) === fold(earlier.value) && fold(current.unit) === fold(earlier.unit);
    return isSame ? null : 'not-comparable';
  }
  // A change is held against the value before it, and says nothing of the one that was told.
  if (current.verdict === 'critical-change') return 'not-comparable';
  const isWorse = worseThanTold(rule, current, earlier);
  return isWorse === null ? 'not-comparable' : isWorse ? 'worse' : null;
}

const fold = (text: string | null): string => (text ?? '').trim().replaceAll(/\s+/g, ' ').toLowerCase();

const HUNDRED: Decimal = { digits: 100, big: null, scale: 0 };
const ONE: Decimal = { digits: 1, big: null, scale: 0 };

/** Null: the two cannot be compared. Exact: no division, so nothing is rounded at the edge of the threshold. */
function worseThanTold(rule: RepeatRule, current: NewCritical, earlier: EarlierResult): boolean | null {
  const [now, before, percent] = [parseDecimal(current.value), parseDecimal(earlier.value), parseDecimal(rule.worseByPercent)];
  const factor = factorOf(current, earlier);
  if (!now || !before || !percent || !factor) return null;
  const [left, right] = [multiplyDecimals(now, factor.numerator), multiplyDecimals(before, factor.denominator)];
  const further =
    current.verdict === 'critical-low' ? addDecimals(right, negateDecimal(left)) : addDecimals(left, negateDecimal(right));
  if (compareDecimals(further, ZERO) <= 0) return false;
  const size = compareDecimals(right, ZERO) < 0 ? negateDecimal(right) : right;
  return compareDecimals(multiplyDecimals(further, HUNDRED), multiplyDecimals(percent, size)) >= 0;
}

const ZERO: Decimal = { digits: 0, big: null, scale: 0 };

function factorOf(current: NewCritical, earlier: EarlierResult): { numerator: Decimal; denominator: Decimal } | null {
  if (fold(current.unit) === '' && fold(earlier.unit) === '') return { numerator: ONE, denominator: ONE };
  if (current.unit === null || earlier.unit === null) return null;
  const molarMass = current.molarMass === null ? null : parseDecimal(current.molarMass);
  return conversionFactor(current.unit, earlier.unit, { molarMass, valence: current.valence });
}
