import type { Parameter } from '@critical-callout/contract/callout';

/** Keeps number and unit on one line: `6.8 mmol/L` must never end one line with 6.8. */
const NO_BREAK = '\u00a0';
/** Between groups of three above 9999. */
const THIN_SPACE = '\u202f';

const NUMBER = /^(<=|>=|<|>|≤|≥)?\s*([+-]?)(\d+)(?:\.(\d+))?$/;

export const isNumeric = (value: string): boolean => NUMBER.test(value.trim());

/** The value exactly as received, only grouped above 9999, with its unit. Nothing is rounded, localised or padded. */
export function formatValue(value: string, unit: string): string {
  const shown = groupDigits(value.trim());
  return unit.trim() === '' ? shown : `${shown}${isNumeric(value) ? NO_BREAK : ' '}${unit.trim()}`;
}

function groupDigits(value: string): string {
  const match = NUMBER.exec(value);
  const [, comparator = '', sign = '', whole = '', fraction] = match ?? [];
  if (!match || whole.length < 5 || whole.startsWith('0')) return value;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return `${comparator}${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Difference and percentage, computed on the digits so that 5.1 − 4.9 is 0.2 and not 0.19999999999999973. */
export function formatChange(value: string, previous: string): { difference: string; percent: string } | null {
  const now = digitsOf(value);
  const before = digitsOf(previous);
  if (!now || !before) return null;
  const scale = Math.max(now.scale, before.scale);
  const widen = ({ digits, scale: own }: Digits): bigint => digits * 10n ** BigInt(scale - own);
  const change = widen(now) - widen(before);
  const base = widen(before);
  const sign = change > 0n ? '+' : change < 0n ? '−' : '±';
  const absolute = change < 0n ? -change : change;
  const percent = base > 0n ? `${sign}${Math.round(Number((absolute * 1_000n) / base) / 10)} %` : '';
  return { difference: `${sign}${pointed(absolute, scale)}`, percent };
}

type Digits = { digits: bigint; scale: number };

/** Values with a comparator are off scale: a difference to them would be invented. */
function digitsOf(value: string): Digits | null {
  const match = NUMBER.exec(value.trim());
  if (!match || match[1]) return null;
  const [, , sign = '', whole = '', fraction = ''] = match;
  return { digits: BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`), scale: fraction.length };
}

function pointed(digits: bigint, scale: number): string {
  const text = digits.toString().padStart(scale + 1, '0');
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

type LimitOf = Pick<Parameter, 'verdict' | 'bounds' | 'passed' | 'unit'>;

/** The bound that was passed: `≥ 6.2`, `≥ 205 umol/L (≈ 12 mg/dL)`. Of results judged before its sign was kept, the bound alone. */
export function limitText({ verdict, bounds, passed, unit }: LimitOf): string | null {
  if (!passed) return plainBound(verdict, bounds);
  const own = `${passed.sign} ${passed.bound}`;
  return passed.here === null ? own : `${own}${NO_BREAK}${passed.unit ?? ''} (≈${NO_BREAK}${formatValue(passed.here, unit)})`;
}

/** The same as a number in the unit of the result, for a picture; null where there is none. */
export function limitNumber({ verdict, bounds, passed }: LimitOf): number | null {
  const bound = passed ? (passed.here ?? passed.bound) : plainBound(verdict, bounds);
  return bound !== null && isNumeric(bound) ? Number(bound) : null;
}

function plainBound(verdict: Parameter['verdict'], bounds: Parameter['bounds']): string | null {
  if (verdict === 'critical-high') return bounds?.critical_upper ?? null;
  if (verdict === 'critical-low') return bounds?.critical_lower ?? null;
  return null;
}
