import { type Decimal, decimalText, multiplyDecimals, parseDecimal } from '../kernel/index.ts';
import type { InUnit, PreparedLimit } from './rules.ts';

/** The critical bound a value passed, as a person reads it beside the value: `≥ 6.2`. */
export type PassedBound = {
  /** Whether the bound itself is critical. */
  sign: '<' | '≤' | '>' | '≥';
  /** As the laboratory wrote it, in `unit`. */
  bound: string;
  /** The limit's own; null for a plain number. */
  unit: string | null;
  /** About the same in the unit the result came in, where that is another: three digits, for reading only. Nothing is judged by it. */
  here: string | null;
};

export function passedBound(
  { row, shown }: PreparedLimit,
  side: 'critical-low' | 'critical-high',
  seen: Exclude<InUnit, { kind: 'unlike' }>,
): PassedBound {
  const isLow = side === 'critical-low';
  // Who asks found the value beyond it, so it is there.
  const bound = (isLow ? shown.critical_lower : shown.critical_upper) ?? '';
  const isInclusive = isLow ? row.isCriticalLowerInclusive : row.isCriticalUpperInclusive;
  const sign = isLow ? (isInclusive ? '≤' : '<') : isInclusive ? '≥' : '>';
  return { sign, bound, unit: row.unit, here: seen.kind === 'converted' ? about(bound, seen.divisor, seen.multiplier) : null };
}

/** `bound × divisor / multiplier` to three digits. */
function about(bound: string, divisor: Decimal | null, multiplier: Decimal | null): string | null {
  const value = parseDecimal(bound);
  if (!value) return null;
  const whole = Number(decimalText(divisor ? multiplyDecimals(value, divisor) : value));
  const there = whole / (multiplier ? Number(decimalText(multiplier)) : 1);
  const rounded = parseDecimal(there.toPrecision(3));
  return rounded && decimalText(rounded);
}
