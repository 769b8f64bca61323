import { readFileSync } from 'node:fs';
import { checkLimits, evaluate, prepareRules } from '@critical-callout/domain/evaluation';
import { describe, expect, test } from 'vitest';
import { starterRules } from './index.ts';

const { limits, options } = starterRules();
const rules = prepareRules(limits, options);

const verdictOf = (parameterCode: string, value: string, unit: string | null, more: object = {}): string => {
  const result = {
    parameterCode,
    codeSystem: 'LN',
    parameterName: '',
    subId: '',
    valueType: '',
    value,
    valueCodes: [],
    unit,
    referenceRange: null,
    flags: [],
    status: 'F',
    versionAt: null,
    sentAt: null,
    observedAt: null,
    note: null,
    place: '',
  };
  return evaluate(rules, {
    result,
    sex: 'female',
    ageDays: 15_000,
    patientClass: null,
    location: null,
    specimen: [],
    department: null,
    collectedAt: null,
    now: new Date('2026-11-21T08:00:00Z'),
    flagPolicy: 'either',
    ...more,
  }).verdict;
};

describe('the starter list', () => {
  test('is sound: no tie, no bound out of order, every unit known', () => {
    expect(checkLimits(limits)).toEqual([]);
    expect(new Set(limits.map((row) => row.limitKey)).size).toBe(limits.length);
    expect(new Set(options.map((row) => row.optionKey)).size).toBe(options.length);
  });

  test('keeps the sources of every number: at least three', () => {
    const file = JSON.parse(readFileSync(`${import.meta.dirname}/starter-limits.json`, 'utf8')) as {
      sources: object;
      limits: { sources: string[] }[];
    };
    for (const { sources } of file.limits) {
      expect(sources.length).toBeGreaterThanOrEqual(3);
      expect(Object.keys(file.sources)).toEqual(expect.arrayContaining(sources));
    }
  });

  test.each([
    ['potassium', '2823-3', '6.9', 'mmol/L', 'critical-high'],
    ['potassium', '2823-3', '2.5', 'mEq/L', 'critical-low'],
    ['potassium', '2823-3', '4.1', 'mmol/l', 'normal'],
    ['sodium', '2951-2', '118', 'mmol/L', 'critical-low'],
    ['glucose by mass', '2345-7', '38', 'mg/dL', 'critical-low'],
    ['glucose by mass', '2345-7', '90', 'mg/dL', 'normal'],
    ['glucose by mass', '2345-7', '520', 'MG/DL', 'critical-high'],
    ['calcium', '17861-6', '14.2', 'mg/dL', 'critical-high'],
    ['haemoglobin', '718-7', '6.1', 'g/dL', 'critical-low'],
    ['haemoglobin', '718-7', '13.5', 'g/dl', 'normal'],
    ['platelets', '777-3', '12', 'K/uL', 'critical-low'],
    ['leukocytes', '6690-2', '0.8', '10*3/uL', 'critical-low'],
    ['INR', '6301-6', '8.4', null, 'critical-high'],
    ['urea nitrogen, United States', '3094-0', '110', 'mg/dL', 'critical-high'],
    ['urea, Germany', '3091-6', '110', 'mg/dL', 'abnormal'],
    ['pH', '2744-1', '7.05', null, 'critical-low'],
    ['lithium', '14334-7', '3.1', 'mmol/L', 'critical-high'],
  ])('%s %s: %s %s is %s', (_name, code, value, unit, expected) => {
    const verdict = verdictOf(code, value, unit);
    // An adult reference range exists only where the collection agrees on one; without it the value is just not critical.
    expect(expected === 'abnormal' ? ['abnormal', 'normal'] : [expected]).toContain(verdict);
  });

  test.each([
    ['600-7', 'No growth after 5 days', 'normal'],
    ['600-7', 'Gram positive cocci in clusters', 'critical-qualitative'],
    ['600-7', 'Staphylococcus aureus', 'critical-qualitative'],
    ['600-7', 'Gram negative rods', 'critical-qualitative'],
    ['600-7', 'No organism isolated', 'normal'],
    ['606-4', 'Neisseria meningitidis', 'critical-qualitative'],
    ['664-3', 'No organisms seen', 'normal'],
    ['664-3', 'Gram-negative diplococci', 'critical-qualitative'],
    ['32700-7', 'No malaria parasites seen', 'normal'],
    ['32700-7', 'Plasmodium falciparum, 2 %', 'critical-qualitative'],
    ['11545-1', 'No acid-fast bacilli seen', 'normal'],
    ['11545-1', '3+', 'critical-qualitative'],
    ['11545-1', 'Acid fast bacilli present', 'critical-qualitative'],
    ['600-7', 'Culture in progress', 'normal'],
    ['600-7', 'see comment', 'cannot-say'],
  ])('%s %j is %s', (code, value, expected) => {
    expect(verdictOf(code, value, null)).toBe(expected);
  });
});
