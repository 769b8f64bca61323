import { expect, test } from 'vitest';
import { evaluate, type LimitVersion, prepareRules } from './index.ts';
import { input, limit } from './testing.ts';

const passedOf = (row: LimitVersion, value: string, unit: string | null) => {
  const asked = input(value);
  return evaluate(prepareRules([row], []), { ...asked, result: { ...asked.result, unit } }).passed;
};

test.each([
  ['6.8', {}, { sign: '>', bound: '6.2' }],
  ['6.2', { isCriticalUpperInclusive: true }, { sign: '≥', bound: '6.2' }],
  ['2.1', {}, { sign: '<', bound: '2.8' }],
  ['2.8', { isCriticalLowerInclusive: true }, { sign: '≤', bound: '2.8' }],
] as const)('%s passed %j', (value, changes, passed) => {
  expect(passedOf(limit(changes), value, 'mmol/L')).toEqual({ ...passed, unit: 'mmol/L', here: null });
});

test('of a result in another unit it is said in that one too, to three digits', () => {
  const bilirubin = limit({
    unit: 'umol/L',
    criticalUpper: '205.2',
    lowerBound: null,
    upperBound: null,
    criticalLower: null,
    molarMass: '584.66',
  });
  expect(passedOf(bilirubin, '25.6', 'mg/dL')).toEqual({ sign: '>', bound: '205.2', unit: 'umol/L', here: '12' });
  const glucose = limit({ unit: 'mmol/L', criticalLower: '2.5', molarMass: '180.156' });
  expect(passedOf(glucose, '40', 'mg/dL')).toEqual({ sign: '<', bound: '2.5', unit: 'mmol/L', here: '45' });
  expect(passedOf(glucose, '2.1', null)).toEqual({ sign: '<', bound: '2.5', unit: 'mmol/L', here: null });
});

test('what is not critical by a bound passed none', () => {
  expect(passedOf(limit(), '5.5', 'mmol/L')).toBeNull();
  expect(passedOf(limit(), 'haemolysed', 'mmol/L')).toBeNull();
});
