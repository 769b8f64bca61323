import { describe, expect, test } from 'vitest';
import { decimalText } from '../kernel/index.ts';
import { type Interval, readPrintedRange, readValue } from './interval.ts';

/** In the notation of mathematics: `[1, 3]`, `(5, ∞)`. */
function shown(interval: Interval): string {
  const low = interval.low ? decimalText(interval.low) : '-∞';
  const high = interval.high ? decimalText(interval.high) : '∞';
  return `${interval.isLowOpen ? '(' : '['}${low}, ${high}${interval.isHighOpen ? ')' : ']'}`;
}

describe('readValue', () => {
  test.each([
    ['6.8', '[6.8, 6.8]', null],
    ['-2', '[-2, -2]', null],
    ['<0.5', '(-∞, 0.5)', null],
    ['< 0.5', '(-∞, 0.5)', null],
    ['<^0.5', '(-∞, 0.5)', null],
    ['<=5', '(-∞, 5]', null],
    ['=<5', '(-∞, 5]', null],
    ['≤5', '(-∞, 5]', null],
    ['less than 5', '(-∞, 5)', null],
    ['>1000', '(1000, ∞)', null],
    ['>^1000', '(1000, ∞)', null],
    ['>=^7', '[7, ∞)', null],
    ['≥ 7', '[7, ∞)', null],
    ['Greater than 7', '(7, ∞)', null],
    ['=^5', '[5, 5]', null],
    ['^182', '[182, 182]', null],
    ['1:128', '[128, 128]', null],
    ['^1^:^128', '[128, 128]', null],
    ['1^:^128', '[128, 128]', null],
    ['<1:8', '(-∞, 8)', null],
    ['>=1:640', '[640, ∞)', null],
    ['1-3', '[1, 3]', null],
    ['^1^-^3', '[1, 3]', null],
    ['1 to 3', '[1, 3]', null],
    ['-3--1', '[-3, -1]', null],
    ['5 – 10 /HPF', '[5, 10]', '/HPF'],
    ['6.8 mmol/L', '[6.8, 6.8]', 'mmol/L'],
    ['6.8mmol/L', '[6.8, 6.8]', 'mmol/L'],
    ['<0.01 ng/mL', '(-∞, 0.01)', 'ng/mL'],
    ['55 %', '[55, 55]', '%'],
    ['10 x10^3/uL', '[10, 10]', 'x10^3/uL'],
    ['6.8 *', '[6.8, 6.8]', null],
    ['6.8 HH', '[6.8, 6.8]', null],
    ['6.8 H', '[6.8, 6.8]', null],
    ['6.8 L', '[6.8, 6.8]', 'L'],
    ['5,2', '[5.2, 5.2]', null],
  ])('%j is %s', (text, interval, unit) => {
    const read = readValue(text);
    expect(read && [shown(read.interval), read.unit]).toEqual([interval, unit]);
  });

  test.each([
    '',
    'positive',
    '3+',
    '2/4',
    '1/2',
    '^1^/^2',
    '3:2',
    '11:20',
    '1:0',
    '3-1',
    '2026-11-21',
    '20261121-01-',
    '<>5',
    '~5',
    '5 < x',
    '1,234',
    '1.234.567',
    '+',
    'K 6.8',
    '6.8 7.1',
    '555-1234-77',
    '5'.repeat(90),
  ])('%j is no number', (text) => {
    expect(readValue(text)).toBeNull();
  });
});

describe('readPrintedRange', () => {
  test.each([
    ['3.5-5.1', '[3.5, 5.1]'],
    ['(3.5 - 5.1)', '[3.5, 5.1]'],
    ['[70-99]', '[70, 99]'],
    ['<5', '(-∞, 5)'],
    ['>=60 mL/min', '[60, ∞)'],
    ['3.5-5.1 mmol/L', '[3.5, 5.1]'],
  ])('%j is %s', (text, interval) => {
    const range = readPrintedRange(text);
    expect(range && shown(range)).toBe(interval);
  });

  test.each(['negative', '5', '', 'M: 3-5 F: 2-4', 'see report'])('%j is no range', (text) => {
    expect(readPrintedRange(text)).toBeNull();
  });
});
