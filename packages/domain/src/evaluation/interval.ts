import { compareDecimals, type Decimal, multiplyDecimals, parseDecimal } from '../kernel/index.ts';

/** What a value text says of the quantity: somewhere between two ends. A plain number is an interval of one point. */
export type Interval = {
  /** null: no lower end. */
  low: Decimal | null;
  /** The end itself is not part of it (`>1000`). */
  isLowOpen: boolean;
  high: Decimal | null;
  isHighOpen: boolean;
};

export type ReadValue = {
  interval: Interval;
  /** A unit written behind the number in the value itself; null when there is none. */
  unit: string | null;
};

export function point(value: Decimal): Interval {
  return { low: value, isLowOpen: false, high: value, isHighOpen: false };
}

/** Times a factor above 0. */
export function scaleInterval({ low, isLowOpen, high, isHighOpen }: Interval, factor: Decimal): Interval {
  return { low: low && multiplyDecimals(low, factor), isLowOpen, high: high && multiplyDecimals(high, factor), isHighOpen };
}

const NUMBER = String.raw`[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,4})?`;
const COMPARATOR = '<=|>=|=<|=>|<|>|≤|≥|=|less than|greater than|more than';
const VALUE = new RegExp(
  String.raw`^(?:(${COMPARATOR})\s*)?(?:(1)\s*:\s*)?(${NUMBER})(?:\s*(\*+|!+|(?:[%a-zA-Zµμ°[{]|\/\s*[a-zA-Z[{]).{0,30}))?$`,
  'i',
);
const RANGE = new RegExp(
  String.raw`^(${NUMBER})\s*(?:-|–|—|to|\.\.)\s*(${NUMBER})(?:\s*((?:[%a-zA-Zµμ[{]|\/\s*[a-zA-Z[{]).{0,30}))?$`,
  'i',
);
const STRUCTURED = new RegExp(String.raw`^[<>=]{0,2}\^?${NUMBER}(?:\^[-:/+.]\^?(?:${NUMBER})?)?\^*$`);
// An analyser's own remark behind the number. A bare L, A or N could be a unit and is left to the caller's OBX-6.
const REMARK = /^(?:HH|LL|H|\*+|!+)$/;

// Longer text is prose, and prose is not searched for numbers: `K 6.8 called to ward` says more than a number.
const MAX_LENGTH = 80;

/**
 * Reads OBX-5 of a numeric result (NM, SN, or a number in ST): `6.8`, `<0.5`, `≥ 1000`, `1-3`, the titre `1:128` (its
 * reciprocal, 128), the SN forms `<^0.5`, `^1^:^128` and `^1^-^3`, each with or without a unit behind it. Other ratios
 * (`3:2`, `^1^/^2`), graded answers (`2+`) and everything else return null: not a number that limits can be held against.
 */
export function readValue(text: string): ReadValue | null {
  const plain = parseDecimal(text);
  if (plain) return { interval: point(plain), unit: null };
  if (text.length > MAX_LENGTH) return null;
  const joined = joinNumeric(text.trim());
  const range = RANGE.exec(joined);
  if (range) {
    const low = parseDecimal(range[1] ?? '');
    const high = parseDecimal(range[2] ?? '');
    if (!low || !high || compareDecimals(low, high) > 0) return null;
    return { interval: { low, isLowOpen: false, high, isHighOpen: false }, unit: unitOf(range[3]) };
  }
  const match = VALUE.exec(joined);
  return match && readSingle(match[1]?.toLowerCase(), match[2] !== undefined, match[3] ?? '', match[4]);
}

/** The components of an SN (comparator ^ number ^ separator ^ number) as one text. A caret elsewhere is a power of ten. */
function joinNumeric(text: string): string {
  return text.includes('^') && STRUCTURED.test(text) ? text.replaceAll('^', '') : text;
}

function readSingle(
  comparator: string | undefined,
  isTitre: boolean,
  number: string,
  rest: string | undefined,
): ReadValue | null {
  const value = parseDecimal(number);
  if (!value || (isTitre && value.digits <= 0 && value.big === null)) return null;
  return { interval: withComparator(comparator, value), unit: unitOf(rest) };
}

function unitOf(rest: string | undefined): string | null {
  const text = rest?.trim() ?? '';
  return text === '' || REMARK.test(text) ? null : text;
}

function withComparator(comparator: string | undefined, value: Decimal): Interval {
  switch (comparator) {
    case '<':
    case 'less than':
      return { low: null, isLowOpen: true, high: value, isHighOpen: true };
    case '<=':
    case '=<':
    case '≤':
      return { low: null, isLowOpen: true, high: value, isHighOpen: false };
    case '>':
    case 'greater than':
    case 'more than':
      return { low: value, isLowOpen: true, high: null, isHighOpen: true };
    case '>=':
    case '=>':
    case '≥':
      return { low: value, isLowOpen: false, high: null, isHighOpen: true };
    default:
      return point(value);
  }
}

/** The four bounds of a limit in the unit that the interval is in, and whether a value exactly on a critical one is critical. */
export type Bounds = {
  lower: Decimal | null;
  upper: Decimal | null;
  criticalLower: Decimal | null;
  criticalUpper: Decimal | null;
  secondLower: Decimal | null;
  secondUpper: Decimal | null;
  isLowerInclusive: boolean;
  isUpperInclusive: boolean;
};

/** `within`: surely not critical, and no normal range to say more. `unclear`: surely not critical, maybe abnormal. */
export type Place = 'critical-low' | 'critical-high' | 'straddles' | 'normal' | 'abnormal' | 'within' | 'unclear';

/**
 * Where an interval lies (domain.md section 4). The critical bounds are asked first: with a one-sided normal range
 * (`≤ 5`) a value of 2 is inside it and may still be below the critical lower bound.
 */
export function place(interval: Interval, bounds: Bounds): Place {
  const { low, isLowOpen, high, isHighOpen } = interval;
  let isMaybeCritical = false;
  if (bounds.criticalLower) {
    const top = high ? compareDecimals(high, bounds.criticalLower) : 1;
    if (top < 0 || (top === 0 && (bounds.isLowerInclusive || isHighOpen))) return 'critical-low';
    const bottom = low ? compareDecimals(low, bounds.criticalLower) : -1;
    isMaybeCritical = bottom < 0 || (bottom === 0 && bounds.isLowerInclusive && !isLowOpen);
  }
  if (bounds.criticalUpper) {
    const bottom = low ? compareDecimals(low, bounds.criticalUpper) : -1;
    if (bottom > 0 || (bottom === 0 && (bounds.isUpperInclusive || isLowOpen))) return 'critical-high';
    const top = high ? compareDecimals(high, bounds.criticalUpper) : 1;
    isMaybeCritical ||= top > 0 || (top === 0 && bounds.isUpperInclusive && !isHighOpen);
  }
  if (isMaybeCritical) return 'straddles';
  return placeInNormal(interval, bounds.lower, bounds.upper);
}

/** Whether an interval that is critical on this side lies beyond the second bound as a whole. */
export function isBeyondSecond(interval: Interval, bounds: Bounds, side: 'critical-low' | 'critical-high'): boolean {
  const { secondLower: criticalLower, secondUpper: criticalUpper } = bounds;
  return place(interval, { ...bounds, criticalLower, criticalUpper }) === side;
}

function placeInNormal({ low, isLowOpen, high, isHighOpen }: Interval, lower: Decimal | null, upper: Decimal | null): Place {
  if (!lower && !upper) return 'within';
  // `<0.01` against a range from 0: no measured amount is below nothing, so the open end is no reason for doubt.
  const isAboveLower = !lower || (low ? compareDecimals(low, lower) >= 0 : lower.digits <= 0 && lower.big === null);
  const isBelowUpper = !upper || (high !== null && compareDecimals(high, upper) <= 0);
  if (isAboveLower && isBelowUpper) return 'normal';
  const top = lower && high ? compareDecimals(high, lower) : 1;
  const bottom = upper && low ? compareDecimals(low, upper) : -1;
  if (top < 0 || (top === 0 && isHighOpen) || bottom > 0 || (bottom === 0 && isLowOpen)) return 'abnormal';
  return 'unclear';
}

/** OBX-7 as the sender prints it: `3.5-5.1`, `<5`, `≥ 60 mL/min`, `(3.5 - 5.1)`. Null when it is no range of numbers. */
export function readPrintedRange(text: string): Interval | null {
  const inner = text.trim().replace(/^[([]\s*(.*?)\s*[)\]]$/, '$1');
  const read = readValue(inner);
  if (!read) return null;
  const { low, high } = read.interval;
  return low && high && compareDecimals(low, high) === 0 ? null : read.interval;
}

/** Whether a value lies inside, outside, or partly inside a printed range. */
export function placeInPrintedRange(value: Interval, range: Interval): Place {
  // A printed `<5` excludes 5 itself. Its open end is an exclusive bound: exactly on it is outside.
  const isOnOpenTop =
    range.isHighOpen && range.high && value.high && compareDecimals(value.high, range.high) === 0 && !value.isHighOpen;
  const isOnOpenBottom =
    range.isLowOpen && range.low && value.low && compareDecimals(value.low, range.low) === 0 && !value.isLowOpen;
  const where = placeInNormal(value, range.low, range.high);
  return where === 'normal' && (isOnOpenTop || isOnOpenBottom) ? 'abnormal' : where;
}
