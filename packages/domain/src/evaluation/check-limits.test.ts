import { describe, expect, test } from 'vitest';
import { checkLimit, checkLimits, type LimitVersion } from './index.ts';
import { limit } from './testing.ts';

describe('one limit', () => {
  test.each<[string, Partial<LimitVersion>, string[]]>([
    ['a sound one', {}, []],
    [
      'no bound',
      { lowerBound: null, upperBound: null, criticalLower: null, criticalUpper: null },
      ['limits.no-bound criticalUpper'],
    ],
    ['bounds out of order', { criticalUpper: '5' }, ['limits.order criticalUpper']],
    [
      'low above high with nothing between',
      { lowerBound: null, upperBound: null, criticalLower: '9' },
      ['limits.order criticalUpper'],
    ],
    ['second bounds beyond the critical ones', { secondLower: '2.5', secondUpper: '7' }, []],
    ['a second bound on the wrong side', { secondUpper: '6' }, ['limits.order secondUpper']],
    ['a second bound without a critical one', { criticalLower: null, secondLower: '2' }, ['limits.order secondLower']],
    ['text for a bound', { lowerBound: 'three' }, ['limits.not-a-number lowerBound']],
    ['an unknown unit', { unit: 'florps' }, ['limits.unit unit']],
    ['an age of nobody', { ageFromDays: 30, ageToDays: 30 }, ['limits.age ageToDays']],
    ['a molar mass of nothing', { molarMass: '0' }, ['limits.substance molarMass']],
    ['a broken valence', { valence: 7 }, ['limits.substance valence']],
  ])('%s', (_name, changes, expected) => {
    expect(checkLimit(limit(changes)).map((problem) => `${problem.code} ${problem.field}`)).toEqual(expected);
  });
});

describe('limits beside each other', () => {
  const ties = (...changes: Partial<LimitVersion>[]): number =>
    checkLimits(changes.map(limit)).filter((problem) => problem.code === 'limits.tie').length;

  test('the narrower inside the wider is no tie', () => {
    expect(ties({}, { sex: 'male' }, { sex: 'male', ageToDays: 28 }, { sex: 'male', ageToDays: 28, location: 'NICU' })).toBe(0);
  });

  test('apart is no tie', () => {
    expect(ties({ ageToDays: 28 }, { ageFromDays: 28 }, { tier: 'significant' }, { parameterCode: 'other' })).toBe(0);
    expect(ties({ sex: 'male' }, { sex: 'female' })).toBe(0);
    expect(ties({ patientClass: 'inpatient' }, { patientClass: 'outpatient' }, {})).toBe(0);
  });

  test('the same patients twice is a tie', () => {
    expect(ties({}, {})).toBe(1);
    expect(ties({ location: 'ICU' }, { location: ' icu' })).toBe(1);
    expect(ties({ ageToDays: 30 }, { ageFromDays: 20 })).toBe(1);
  });

  test('crossing groups are a tie until a limit for the patients of both settles it', () => {
    const crossing = [{ sex: 'male' }, { ageToDays: 28 }] as const;
    expect(ties(...crossing)).toBe(1);
    expect(ties(...crossing, { sex: 'male', ageToDays: 28 })).toBe(0);
  });

  test('an inactive limit ties with nothing', () => {
    expect(ties({}, { isActive: false })).toBe(0);
  });

  test('the message names both limits and never a patient', () => {
    const [problem] = checkLimits([limit({ limitKey: 'a' }), limit({ limitKey: 'b' })]);
    expect(problem?.message).toContain('limits a and b both speak for the same patients');
  });
});
