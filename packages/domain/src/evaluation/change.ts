import { addDecimals, compareDecimals, type Decimal, multiplyDecimals, negateDecimal } from '../kernel/index.ts';
import type { Interval } from './interval.ts';

/**
 * Whether a quantity changed by so much: surely, surely not, or perhaps (a value off scale leaves it open). Exact; nothing is
 * divided. `step` is the change itself, or in percent of the earlier value.
 */
export type Step = { by: Decimal; in: 'absolute' | 'percent' };
export type Moved = 'yes' | 'no' | 'perhaps';

const ZERO: Decimal = { digits: 0, big: null, scale: 0 };
const HUNDRED: Decimal = { digits: 100, big: null, scale: 0 };

const minus = (a: Decimal, b: Decimal): Decimal => addDecimals(a, negateDecimal(b));
const isNegative = (value: Decimal): boolean => compareDecimals(value, ZERO) < 0;
const smaller = (a: Decimal, b: Decimal): Decimal => (compareDecimals(a, b) <= 0 ? a : b);
const larger = (a: Decimal, b: Decimal): Decimal => (compareDecimals(a, b) >= 0 ? a : b);

/** A rise from `from` to `to`. A fall is the rise of the mirrored values. */
export function movedUp(from: Interval, to: Interval, step: Step): Moved {
  const [y, x] = [atLeastNothing(from), atLeastNothing(to)];
  if (isRiseSure(y, x, step)) return 'yes';
  return isRisePossible(y, x, step) ? 'perhaps' : 'no';
}

export function movedDown(from: Interval, to: Interval, step: Step): Moved {
  return movedUp(mirror(atLeastNothing(from)), mirror(atLeastNothing(to)), step);
}

/** `<0.01` is from nothing to 0.01: no measured amount is below nothing. */
function atLeastNothing(of: Interval): Interval {
  const isAmount = of.low === null && of.high !== null && compareDecimals(of.high, ZERO) > 0;
  return isAmount ? { ...of, low: ZERO, isLowOpen: false } : of;
}

const mirror = ({ low, isLowOpen, high, isHighOpen }: Interval): Interval => ({
  low: high && negateDecimal(high),
  isLowOpen: isHighOpen,
  high: low && negateDecimal(low),
  isHighOpen: isLowOpen,
});

/** A hundred times what a rise from `y` to `x` has beyond the step; below nothing it is too small. */
function beyond(y: Decimal, x: Decimal, { by, in: measure }: Step): Decimal {
  const size = isNegative(y) ? negateDecimal(y) : y;
  const needed = multiplyDecimals(by, measure === 'percent' ? size : HUNDRED);
  return minus(multiplyDecimals(minus(x, y), HUNDRED), needed);
}

/** The least a rise can be beyond the step lies at an end of the earlier value: beyond() has no valley between. */
function isRiseSure(y: Interval, x: Interval, step: Step): boolean {
  if (x.low === null || y.high === null || (y.low === null && step.in === 'percent')) return false;
  // From nothing to nothing is no change, whatever percent of nothing is asked for.
  if (compareDecimals(x.low, y.high) <= 0) return false;
  const atTop = beyond(y.high, x.low, step);
  const least = y.low === null ? atTop : smaller(atTop, beyond(y.low, x.low, step));
  return !isNegative(least);
}

function isRisePossible(y: Interval, x: Interval, step: Step): boolean {
  if (x.high === null || y.low === null) return true;
  if (compareDecimals(x.high, y.low) <= 0) return false;
  const isAcrossZero = isNegative(y.low) && (y.high === null || compareDecimals(y.high, ZERO) > 0);
  const ends = [y.low, ...(y.high === null ? [] : [y.high]), ...(isAcrossZero ? [ZERO] : [])];
  const high = x.high;
  const most = ends.map((end) => beyond(end, high, step)).reduce(larger);
  const side = compareDecimals(most, ZERO);
  return side > 0 || (side === 0 && !x.isHighOpen && !y.isLowOpen);
}
