import { expect, it } from 'vitest';
import { readGroups, toFormat, toLine } from './identifier-lines.ts';

it('writes what it reads, and says what is no grouping', () => {
  for (const format of [
    { type: 'MR', label: 'MRN', groups: [3, 3, 4] },
    { type: 'SS', label: 'SSN', groups: [] },
    { type: 'PI', label: 'Patient', groups: null },
  ])
    expect(toFormat(toLine(format))).toEqual(format);
  expect(readGroups('3-3-4')).toEqual([3, 3, 4]);
  expect(['x', '3 0', '3.5', '21', '1 1 1 1 1 1 1 1 1'].map(readGroups)).toEqual(Array(5).fill('wrong'));
});
