import {
  type CriticalRecord,
  type CriticalRecords,
  criticalRecordsSchema,
  type Parameter,
} from '@critical-callout/contract/callout';
import { calloutPolicySchema, criticalNotificationSettingsSchema } from '@critical-callout/contract/settings';
import { CriticalValues } from '@critical-callout/domain/callout';
import type { Rules } from './form.ts';

/** An order with invented people, for the tests of this room; checked against the contract like a real answer. */
export const AT = '2026-11-23T14:00:00.000Z';

export function parameter(more: Partial<Parameter> = {}): Parameter {
  return {
    resultId: 901,
    parameterCode: '2823-3',
    parameterName: 'Potassium',
    valueType: 'NM',
    value: '6.8',
    unit: 'mmol/L',
    referenceRange: '3.5-5.1',
    flags: ['HH'],
    status: 'F',
    note: null,
    observedAt: AT,
    verdict: 'critical-high',
    isCritical: true,
    verdictReason: 'above 6.2',
    isDisagreement: false,
    isBeyondSecond: false,
    limitId: null,
    limitVersion: null,
    passed: null,
    delta: null,
    bounds: null,
    corrected: null,
    previous: null,
    trend: [],
    ...more,
  };
}

export function report(more: Partial<CriticalRecord> = {}): CriticalRecord {
  return {
    labReportId: 11,
    testCode: 'K',
    testName: 'Potassium',
    specimen: null,
    byHand: null,
    departmentId: null,
    status: 'final',
    criticalValues: CriticalValues.CALLOUT_PENDING,
    criticalReason: 'critical',
    toldBefore: [],
    measures: null,
    criticalAt: AT,
    dueAt: '2026-11-23T14:30:00.000Z',
    collectedAt: AT,
    resultedAt: AT,
    receivedAt: AT,
    parameters: [parameter()],
    ...more,
  };
}

export function records(reports: CriticalRecord[] = [report()], more: Partial<CriticalRecords> = {}): CriticalRecords {
  const order: CriticalRecords = {
    bill: {
      billId: 5,
      billNumber: 'H-2077',
      accessionNumber: null,
      version: 3,
      patient: {
        id: 7,
        familyName: 'Sample',
        givenName: 'John',
        title: null,
        born: '1945-07-14',
        sex: 'male',
        identifier: '1297287652',
        identifierType: 'MR',
        secondIdentifier: null,
        secondIdentifierType: null,
      },
      patientClass: 'inpatient',
      ward: '7B',
      room: null,
      priority: null,
      orderingName: null,
      orderingPhone: null,
    },
    reports,
    attemptedCallout: null,
    nextTry: null,
    closing: null,
    contacts: [
      {
        kind: 'referral',
        party: null,
        name: 'Dr Ada Finch',
        phone: '555-0111',
        email: 'finch@harbour.example',
        fax: null,
        receives: 'may-receive',
        isOnDuty: false,
        reason: 'ordering doctor',
        points: [],
      },
    ],
    hasNoContact: false,
    serverTime: AT,
    ...more,
  };
  return criticalRecordsSchema.parse(order);
}

export const rules = (more: { settings?: object; policy?: object } = {}): Rules => ({
  settings: criticalNotificationSettingsSchema.parse(more.settings ?? {}),
  policy: calloutPolicySchema.parse(more.policy ?? {}),
});
