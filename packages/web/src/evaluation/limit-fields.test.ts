import type { LimitFields } from '@critical-callout/contract/limits';
import { expect, it } from 'vitest';
import { later } from '../platform/messages/en/later.ts';
import { addWords, text } from '../platform/text.tsx';
import { boundsOf, groupOf } from './limit-fields.ts';

addWords(later);

const LIMIT: LimitFields = {
  parameterCode: '2823-3',
  codeSystem: 'LN',
  parameterName: 'Potassium',
  unit: 'mmol/L',
  tier: 'critical',
  sex: null,
  ageFromDays: 0,
  ageToDays: null,
  patientClass: null,
  location: null,
  specimen: null,
  department: null,
  lowerBound: '3.5',
  upperBound: '5.1',
  criticalLower: '2.8',
  criticalUpper: '6.2',
  secondLower: null,
  secondUpper: null,
  isCriticalLowerInclusive: false,
  isCriticalUpperInclusive: true,
  delta: null,
  molarMass: null,
  valence: null,
  isActive: true,
  sources: [],
};

it('the unit stands beside each bound', () => {
  expect(boundsOf(LIMIT, text)).toBe('below 2.8 mmol/L · 6.2 mmol/L or above');
  expect(boundsOf({ ...LIMIT, secondUpper: '7.5' }, text)).toBe(
    'below 2.8 mmol/L · 6.2 mmol/L or above, second limit 7.5 mmol/L',
  );
  expect(boundsOf({ ...LIMIT, criticalLower: null, unit: null }, text)).toBe('6.2 or above');
});

it.each([
  [0, null, 'everybody'],
  [6574, null, 'from 18 y'],
  [6575, null, 'from 18 y'],
  [0, 28, '0 d to 28 d'],
  [365, 730, '365 d to 2 y'],
  [6600, null, 'from 6600 d'],
])('ages from %s to %s days are said as %s', (ageFromDays, ageToDays, words) => {
  expect(groupOf({ ...LIMIT, ageFromDays, ageToDays }, text)).toBe(words);
});
