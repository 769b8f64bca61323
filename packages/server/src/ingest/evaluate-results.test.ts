import { type LimitVersion, prepareRules } from '@critical-callout/domain/evaluation';
import type { IncomingResult } from '@critical-callout/domain/result';
import { describe, expect, it } from 'vitest';
import { evaluateResults } from './evaluate-results.ts';

const limit = (id: number, ageFromDays: number, ageToDays: number | null, criticalUpper: string): LimitVersion => ({
  id,
  limitKey: `bilirubin-${id}`,
  version: 1,
  parameterCode: '1975-2',
  codeSystem: 'LN',
  parameterName: 'Bilirubin',
  unit: 'mg/dL',
  tier: 'critical',
  sex: null,
  ageFromDays,
  ageToDays,
  patientClass: null,
  location: null,
  specimen: null,
  department: null,
  lowerBound: null,
  upperBound: null,
  criticalLower: null,
  criticalUpper,
  secondLower: null,
  secondUpper: null,
  isCriticalLowerInclusive: false,
  isCriticalUpperInclusive: false,
  delta: null,
  molarMass: null,
  valence: null,
  isActive: true,
  validFrom: null,
  isApproved: true,
});

const bilirubin: IncomingResult = {
  parameterCode: '1975-2',
  codeSystem: 'LN',
  parameterName: 'Bilirubin',
  subId: '',
  valueType: 'NM',
  value: '9',
  valueCodes: [],
  unit: 'mg/dL',
  referenceRange: null,
  flags: [],
  status: 'F',
  versionAt: null,
  sentAt: null,
  observedAt: null,
  note: null,
  place: 'OBR[1].OBX[1]',
};

// 9 mg/dL is critical on the first day of life, and no longer on the second.
const rules = prepareRules([limit(1, 0, 1, '8'), limit(2, 1, null, '12')], []);

describe('the age at collection', () => {
  it.each([
    ['2026-11-23', '2026-11-24T01:00:00Z', 'America/New_York', 1],
    ['2026-11-23', '2026-11-24T01:00:00Z', 'UTC', 2],
    ['2026-11-23', '2026-11-24T05:30:00Z', 'America/New_York', 2],
    ['2026-11-23', '2026-11-22T20:00:00Z', 'Asia/Kolkata', 1],
    ['2026-11-22', '2026-11-22T20:00:00Z', 'Asia/Kolkata', 2],
  ])('of one born on %s, sampled at %s in %s, is by the calendar of the laboratory', (born, collected, zone, limitId) => {
    const [evaluated] = evaluateResults(rules, [bilirubin], {
      sex: 'male',
      born,
      patientClass: 'inpatient',
      ward: null,
      specimen: [],
      department: null,
      collectedAt: new Date(collected),
      now: new Date('2026-11-25T00:00:00Z'),
      source: { id: 1, flagPolicy: 'either', isPreliminaryCalled: true, zone },
      isUnparsed: false,
    });
    expect(evaluated?.verdict).toMatchObject({ limitId, isCritical: limitId === 1 });
  });
});
