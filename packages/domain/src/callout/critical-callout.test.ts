import { describe, expect, it } from 'vitest';
import { buildCriticalCallout, type CalloutOptions, type CriticalValueMeta } from './index.ts';

const labReport = { labReportId: 11, billId: 7, billNumber: 'B-7' };
const at = new Date('2026-11-23T10:12:00Z');
const potassium: CriticalValueMeta = {
  parameter_name: 'Potassium',
  value: '6.8',
  unit: 'mmol/L',
  reference_range: '3.5-5.1',
  bounds: { lower_bound: '3.5', upper_bound: '5.1', critical_lower: '2.5', critical_upper: '6.2' },
};

const plain: CalloutOptions = {
  isDraft: false,
  calloutFor: [11, 12],
  recipients: ['organization'],
  logMessage: 'line',
  reportParams: [potassium],
  outcome: 'declared',
  readBack: null,
  performer: { userId: 'u1', doctorId: null },
  performedAt: at,
  recordedAt: at,
};

/** Every way to fill these options, each as one object. */
function product<T extends Record<string, readonly unknown[]>>(choices: T): { [K in keyof T]: T[K][number] }[] {
  return Object.entries(choices).reduce<Record<string, unknown>[]>(
    (all, [key, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  ) as { [K in keyof T]: T[K][number] }[];
}

const OTHERS = [
  undefined,
  { name: 'Nurse Kim' },
  { name: 'Nurse Kim', email: 'kim@ward.example', faxNumber: '99', contactNumber: '88' },
];
const combinations = product({
  isDraft: [false, true],
  sendEmail: [false, true],
  sendFax: [false, true],
  sendSms: [undefined, true],
  sendWhatsapp: [undefined, true],
  other: OTHERS,
  notifiedByCall: [undefined, { name: 'Rowan Birch', contact: '555-0100' }],
  notifiedByFax: [undefined, { name: 'Ward 7B', faxNumber: '555-0199' }],
  reportParams: [[], [potassium, { ...potassium, parameter_name: 'Sodium' }]],
});

describe('buildCriticalCallout', () => {
  it('puts every combination of its options where the specification has it', () => {
    expect(combinations).toHaveLength(768);
    for (const options of combinations) {
      const row = buildCriticalCallout(labReport, { ...plain, ...options });
      const methods = [
        options.sendEmail && 'email',
        (options.sendFax || options.notifiedByFax) && 'fax',
        options.sendSms && 'sms',
        options.sendWhatsapp && 'whatsapp',
        options.notifiedByCall && 'phone',
      ].filter(Boolean);
      expect(row.criticalCalloutMeta, JSON.stringify(options)).toEqual({
        communication_methods: methods,
        notify_to_others: {
          name: options.other?.name ?? '',
          email: options.other?.email ?? '',
          fax: options.other?.faxNumber ?? '',
          contactNumber: options.other?.contactNumber ?? '',
        },
        already_notified: {
          phone_call: options.notifiedByCall ?? { name: '', contact: '' },
          fax: options.notifiedByFax ? { name: 'Ward 7B', fax_number: '555-0199' } : { name: '', fax_number: '' },
        },
        log_message: 'line',
        ...(options.isDraft && { callout_for: [11, 12] }),
      });
      expect(row.criticalValuesMeta).toEqual(options.reportParams);
      expect([row.billId, row.billNumber, row.isDraft]).toEqual([7, 'B-7', options.isDraft]);
    }
  });

  it('gives a draft no lab report and the selection, a completed callout the lab report and no selection', () => {
    const draft = buildCriticalCallout(labReport, { ...plain, isDraft: true });
    expect([draft.labReportId, draft.criticalCalloutMeta.callout_for]).toEqual([null, [11, 12]]);
    const done = buildCriticalCallout(labReport, plain);
    expect(done.labReportId).toBe(11);
    expect(done.criticalCalloutMeta).not.toHaveProperty('callout_for');
  });

  it.each([
    ['a user', { userId: 'u1', doctorId: null }],
    ['a doctor', { userId: null, doctorId: 5 }],
    ['support acting for a doctor', { userId: 's1', doctorId: 5 }],
  ])('names who performed it: %s', (_who, performer) => {
    const row = buildCriticalCallout(labReport, { ...plain, performer });
    expect([row.performedByUser, row.performedByDoctor]).toEqual([performer.userId, performer.doctorId]);
  });

  it('takes a snapshot: what changes afterwards does not change the row', () => {
    const parameter = structuredClone(potassium);
    const options = { ...plain, isDraft: true, calloutFor: [11], recipients: ['others' as const], reportParams: [parameter] };
    const row = buildCriticalCallout(labReport, options);
    const before = structuredClone(row);
    parameter.value = '4.0';
    parameter.bounds.critical_upper = '9';
    options.calloutFor.push(12);
    options.recipients.pop();
    expect(row).toEqual(before);
  });

  it('keeps both times and the reason of a call that is entered later', () => {
    const performedAt = new Date('2026-11-23T08:00:00Z');
    const row = buildCriticalCallout(labReport, { ...plain, performedAt, backDatedReason: 'system down' });
    expect(row).toMatchObject({ performedAt, recordedAt: at, backDatedReason: 'system down' });
    expect(buildCriticalCallout(labReport, plain)).toMatchObject({
      backDatedReason: null,
      supersededAt: null,
      criticalCalloutComment: '',
    });
  });
});
