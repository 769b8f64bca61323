import { expect, it } from 'vitest';
import { findDifferences } from './differences.ts';

it('names what changed, what came and what went, and nothing else', () => {
  const before = [
    { label: 'Low', value: '2.8' },
    { label: 'High', value: '6.2' },
    { label: 'Unit', value: 'mmol/L' },
  ];
  const after = [
    { label: 'High', value: '6.0' },
    { label: 'Unit', value: 'mmol/L' },
    { label: 'Second high', value: '7.5' },
  ];
  expect(findDifferences(before, after)).toEqual([
    { label: 'High', before: '6.2', after: '6.0' },
    { label: 'Second high', before: '', after: '7.5' },
    { label: 'Low', before: '2.8', after: '' },
  ]);
  expect(findDifferences(before, before)).toEqual([]);
});
