/**
 * Exact decimals. The value is `digits × 10^-scale`, or `big × 10^-scale` when it has more digits than a double holds
 * exactly. Nothing here rounds: 2.80 equals 2.8, and 0.1 + 0.2 equals 0.3.
 */
export type Decimal = {
  /** A safe integer; 0 when `big` is set. */
  readonly digits: number;
  readonly big: bigint | null;
  /** How many of the digits stand behind the point; 0 or more. */
  readonly scale: number;
};

// No laboratory value is longer; longer text is prose or an attack on the arithmetic.
const MAX_LENGTH = 64;
const MAX_EXPONENT = 100;

const POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/**
 * Reads decimal text: `6.8`, `+6.8`, `-0`, `.5`, `5.`, `1e3`, `2.5E-3`. A comma counts as the decimal mark only where it
 * can be nothing else (`5,2`, `0,125`, `1234,567`); `1,234` may be a thousand or one and a bit, so it is not a number
 * here, and neither is any text with grouping (`1.234.567`, `1,234.5`). Returns null for everything that is not a number.
 */
export function parseDecimal(text: string): Decimal | null {
  return fastParse(text) ?? slowParse(text.trim());
}

/** The everyday form, `digits[.digits]` with at most 15 digits, in one pass over the characters. */
function fastParse(text: string): Decimal | null {
  const length = text.length;
  if (length === 0 || length > 16) return null;
  let digits = 0;
  let point = -1;
  let index = 0;
  const isNegative = text.charCodeAt(0) === 45;
  if (isNegative) index = 1;
  const first = index;
  for (; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) digits = digits * 10 + (code - 48);
    else if (code === 46 && point < 0 && index > first) point = index;
    else return null;
  }
  if (first === length || point === length - 1 || length - first - (point < 0 ? 0 : 1) > 15) return null;
  // `0 - digits` keeps zero positive: -0 and 0 are the same value.
  return { digits: isNegative ? 0 - digits : digits, big: null, scale: point < 0 ? 0 : length - 1 - point };
}

const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
const COMMA = /^[+-]?(?:0,\d+|\d{1,3},(?:\d{1,2}|\d{4,})|\d{4,},\d+)$/;

function slowParse(text: string): Decimal | null {
  if (text.length > MAX_LENGTH) return null;
  const match = PLAIN.exec(COMMA.test(text) ? text.replace(',', '.') : text);
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponentText] = match;
  if (whole === '' && fraction === '') return null;
  const exponent = exponentText === undefined ? 0 : Number(exponentText);
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const unsigned = BigInt(whole + fraction);
  const value = sign === '-' ? -unsigned : unsigned;
  const scale = fraction.length - exponent;
  return scale < 0 ? fromBig(value * 10n ** BigInt(-scale), 0) : fromBig(value, scale);
}

function fromBig(value: bigint, scale: number): Decimal {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
    ? { digits: Number(value), big: null, scale }
    : { digits: 0, big: value, scale };
}

function toBig(value: Decimal): bigint {
  return value.big ?? BigInt(value.digits);
}

function scaledTo(value: Decimal, scale: number): bigint {
  return toBig(value) * 10n ** BigInt(scale - value.scale);
}

/** -1, 0 or 1, as a is less than, equal to or greater than b. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  if (a.big === null && b.big === null) {
    const shift = a.scale - b.scale;
    if (shift === 0) return a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0;
    const power = POWERS[shift < 0 ? -shift : shift];
    if (power !== undefined) {
      const left = shift < 0 ? a.digits * power : a.digits;
      const right = shift < 0 ? b.digits : b.digits * power;
      // An integer product that is safe is exact; one that is not safe cannot round down to a safe one.
      if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return left < right ? -1 : left > right ? 1 : 0;
    }
  }
  const scale = Math.max(a.scale, b.scale);
  const left = scaledTo(a, scale);
  const right = scaledTo(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return fromBig(scaledTo(a, scale) + scaledTo(b, scale), scale);
}

export function negateDecimal(value: Decimal): Decimal {
  return { digits: 0 - value.digits, big: value.big === null ? null : -value.big, scale: value.scale };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.big === null && b.big === null) {
    const product = a.digits * b.digits;
    if (Number.isSafeInteger(product)) return { digits: product === 0 ? 0 : product, big: null, scale: a.scale + b.scale };
  }
  return fromBig(toBig(a) * toBig(b), a.scale + b.scale);
}

/** The shortest plain text of the value: `2.8` for 2.80, `1000` for 1e3, `0` for -0. */
export function decimalText(value: Decimal): string {
  const number = toBig(value);
  const sign = number < 0n ? '-' : '';
  const digits = (number < 0n ? -number : number).toString().padStart(value.scale + 1, '0');
  if (value.scale === 0) return sign + digits;
  const whole = digits.slice(0, -value.scale);
  const fraction = digits.slice(-value.scale).replace(/0+$/, '');
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}

/** `part` in percent of `whole`, to one place, halves away from nothing; null of nothing. For reading only. */
export function percentText(part: Decimal, whole: Decimal): string | null {
  const scale = Math.max(part.scale, whole.scale);
  const [a, b] = [scaledTo(part, scale), scaledTo(whole, scale)];
  if (b === 0n) return null;
  const size = b < 0n ? -b : b;
  const tenths = ((a < 0n ? -a : a) * 2000n + size) / (2n * size);
  const text = `${tenths / 10n}${tenths % 10n === 0n ? '' : `.${tenths % 10n}`}`;
  return a < 0n && tenths !== 0n ? `-${text}` : text;
}
