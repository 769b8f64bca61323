import { expect, it } from 'vitest';
import { ageText, daysOf } from './ages.ts';

it.each([
  ['28', 28],
  ['28 d', 28],
  [' 3 m ', 91],
  ['1y', 365],
  ['18 Y', 6575],
  ['0', 0],
  ['', null],
  ['18 years', null],
  ['-1 d', null],
  ['1.5 y', null],
])('%j is %j days', (text, days) => expect(daysOf(text)).toBe(days));

it('what is shown of stored days gives exactly these days back', () => {
  const days = Array.from({ length: 40_000 }, (_, index) => index);
  expect(days.filter((one) => daysOf(ageText(one)) !== one)).toEqual([]);
  expect([ageText(28), ageText(365), ageText(6574), ageText(6575)]).toEqual(['28 d', '365 d', '6574 d', '18 y']);
});
