import type { IncomingResult } from '../result/index.ts';
import type { EvaluationInput, LimitVersion, ListOptionVersion } from './index.ts';

// Synthetic limits and results for the tests of this room.

let nextId = 1;

export function limit(changes: Partial<LimitVersion> = {}): LimitVersion {
  const id = nextId++;
  return {
    id,
    limitKey: `limit-${id}`,
    version: 1,
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
    isCriticalUpperInclusive: false,
    delta: null,
    molarMass: null,
    valence: null,
    isActive: true,
    validFrom: null,
    isApproved: true,
    ...changes,
  };
}

export function option(text: string, isCritical: 0 | 1 | 2, changes: Partial<ListOptionVersion> = {}): ListOptionVersion {
  const id = nextId++;
  return {
    id,
    optionKey: `option-${id}`,
    version: 1,
    parameterCode: '600-7',
    codeSystem: 'LN',
    parameterName: 'Blood culture',
    option: text,
    match: 'equals',
    isCritical,
    isActive: true,
    isApproved: true,
    ...changes,
  };
}

export function result(value: string, changes: Partial<IncomingResult> = {}): IncomingResult {
  return {
    parameterCode: '2823-3',
    codeSystem: 'LN',
    parameterName: 'Potassium',
    subId: '',
    valueType: 'NM',
    value,
    valueCodes: [],
    unit: 'mmol/L',
    referenceRange: null,
    flags: [],
    status: 'F',
    versionAt: null,
    sentAt: null,
    observedAt: null,
    note: null,
    place: 'OBR[1].OBX[1]',
    ...changes,
  };
}

export function input(
  value: string,
  changes: Partial<IncomingResult> = {},
  more: Partial<EvaluationInput> = {},
): EvaluationInput {
  return {
    result: result(value, changes),
    sex: 'female',
    ageDays: 12_000,
    patientClass: 'inpatient',
    location: 'W1',
    specimen: [],
    department: null,
    collectedAt: null,
    now: new Date('2026-11-21T08:00:00Z'),
    flagPolicy: 'either',
    ...more,
  };
}
