import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalText,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
} from './decimal.ts';

function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (!value) throw new Error(`${text} is not a number`);
  return value;
}

describe('parseDecimal', () => {
  test.each([
    ['2.8', '2.8'],
    ['2.80', '2.8'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['0', '0'],
    ['+5', '5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['1e3', '1000'],
    ['1E-3', '0.001'],
    ['-2.5e2', '-250'],
    [' 6.8 ', '6.8'],
    ['9007199254740993', '9007199254740993'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['123456789012345.6', '123456789012345.6'],
    ['5,2', '5.2'],
    ['0,125', '0.125'],
    ['1234,567', '1234.567'],
    ['12,3456', '12.3456'],
    ['-7,1', '-7.1'],
  ])('%s is the number %s', (text, expected) => {
    expect(decimalText(decimal(text))).toBe(expected);
  });

  test.each([
    '',
    ' ',
    '-',
    '+',
    '.',
    '-.',
    'e3',
    '1e',
    '1e1000',
    '1.234.567',
    '1,234',
    '12,345',
    '1,234.5',
    '1.234,5',
    '1,234,567',
    '0x10',
    'NaN',
    'Infinity',
    '1 000',
    '1_000',
    '--1',
    '6.8 H',
    '<5',
    '١٢',
    '1'.repeat(65),
    '1e101',
  ])('%j is not a number', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });
});

/** Text of one number in many spellings, and the number as an integer of thousandths of thousandths. */
const integers = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const scales = fc.integer({ min: 0, max: 20 });
const spelled = (value: bigint, scale: number): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale ? `.${digits.slice(-scale)}` : ''}`;
};

describe('arithmetic is that of integers', () => {
  test('compare', () => {
    fc.assert(
      fc.property(integers, scales, integers, scales, (a, m, b, n) => {
        const left = a * 10n ** BigInt(n);
        const right = b * 10n ** BigInt(m);
        expect(compareDecimals(decimal(spelled(a, m)), decimal(spelled(b, n)))).toBe(left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });

  test('compare of short numbers, on the fast path', () => {
    const short = fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(short, short, ([a, m], [b, n]) => {
        const left = BigInt(a) * 10n ** BigInt(n);
        const right = BigInt(b) * 10n ** BigInt(m);
        expect(compareDecimals(decimal(spelled(BigInt(a), m)), decimal(spelled(BigInt(b), n)))).toBe(
          left < right ? -1 : left > right ? 1 : 0,
        );
      }),
    );
  });

  test('add, negate and multiply', () => {
    fc.assert(
      fc.property(integers, scales, integers, scales, (a, m, b, n) => {
        const x = decimal(spelled(a, m));
        const y = decimal(spelled(b, n));
        const scale = m + n;
        expect(decimalText(addDecimals(x, y))).toBe(
          decimalText(decimal(spelled(a * 10n ** BigInt(n) + b * 10n ** BigInt(m), scale))),
        );
        expect(decimalText(multiplyDecimals(x, y))).toBe(decimalText(decimal(spelled(a * b, scale))));
        expect(compareDecimals(addDecimals(x, negateDecimal(x)), decimal('0'))).toBe(0);
      }),
    );
  });

  test('every spelling of one number is equal', () => {
    fc.assert(
      fc.property(integers, scales, fc.integer({ min: 0, max: 5 }), (value, scale, zeros) => {
        const text = spelled(value, scale);
        const padded = (scale === 0 ? `${text}.` : text) + '0'.repeat(zeros);
        expect(compareDecimals(decimal(text), decimal(padded))).toBe(0);
        expect(decimalText(decimal(padded))).toBe(decimalText(decimal(text)));
      }),
    );
  });

  test('0.1 + 0.2 is 0.3', () => {
    expect(compareDecimals(addDecimals(decimal('0.1'), decimal('0.2')), decimal('0.3'))).toBe(0);
  });
});
