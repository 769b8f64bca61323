import { submitCalloutSchema, submitJointSchema } from '@critical-callout/contract/callout';
import { CriticalValues } from '@critical-callout/domain/callout';
import { expect, it } from 'vitest';
import { findChangedValues, findClosed } from './changes.ts';
import { initialForm } from './form.ts';
import { AT, parameter, records, report, rules } from './records.fixture.ts';
import { buildJoint, buildSubmission } from './submission.ts';

const NOW = Date.parse(AT) + 20 * 60_000;
const order = records();
const empty = initialForm(order, rules().settings);

it('a call with read-back is sent as the contract has it', () => {
  const body = buildSubmission(
    {
      ...empty,
      outcome: 'reached-read-back',
      told: { name: ' Kelly Park ', contact: '555-0170', role: 'RN' },
      heard: { 'p11_2823-3_1': ' 6.8 ' },
      comment: ' ok ',
    },
    order,
    false,
    NOW,
    'UTC',
  );
  expect(submitCalloutSchema.parse(body)).toEqual({
    labReportIds: [11],
    isDraft: false,
    notification: {
      recipients: [],
      sendEmail: false,
      sendFax: false,
      sendSms: false,
      sendWhatsapp: false,
      notifiedByCall: { name: 'Kelly Park', contact: '555-0170', role: 'RN' },
      outcome: 'reached-read-back',
      readBack: { values: [{ resultId: 901, heard: '6.8' }] },
      comment: 'ok',
    },
  });
});

it('what was read back wrongly travels before what was read back when asked again, and not where the first is right', () => {
  const sent = (first: string) => {
    const heard = { heard: { 'p11_2823-3_1': first }, heardAgain: { 'p11_2823-3_1': '6.8' } };
    const form = { ...empty, outcome: 'reached-read-back' as const, ...heard };
    return submitCalloutSchema.parse(buildSubmission(form, order, true, NOW, 'UTC')).notification.readBack;
  };
  expect(sent('8.6')).toEqual({
    values: [
      { resultId: 901, heard: '8.6' },
      { resultId: 901, heard: '6.8' },
    ],
  });
  expect(sent('6.80')).toEqual({ values: [{ resultId: 901, heard: '6.80' }] });
});

it('who is to be called instead travels with the outcome that names them, and with no other', () => {
  const form = { ...empty, sentTo: { name: ' Dr Patel ', phone: ' 555-0199 ' } };
  const of = (outcome: 'sent-to-someone-else' | 'busy') =>
    submitCalloutSchema.parse(buildSubmission({ ...form, outcome }, order, true, NOW, 'UTC')).notification.sentTo;
  expect(of('sent-to-someone-else')).toEqual({ name: 'Dr Patel', phone: '555-0199' });
  expect(of('busy')).toBeUndefined();
});

it('a preselected channel without a recipient sends nothing; with one it does', () => {
  expect(empty.channels.email).toBe(true);
  expect(buildSubmission(empty, order, true, NOW, 'UTC').notification.sendEmail).toBe(false);
  const to = { ...empty.recipients, referral: true };
  expect(buildSubmission({ ...empty, recipients: to }, order, true, NOW, 'UTC').notification).toMatchObject({
    sendEmail: true,
    recipients: ['referral'],
  });
});

it('an earlier time travels with its reason; now travels as nothing, because the server has its own clock', () => {
  const early = buildSubmission(
    { ...empty, outcome: 'no-answer', time: '14:05', backDatedReason: 'phones were down' },
    order,
    true,
    NOW,
    'UTC',
  );
  expect(early.notification).toMatchObject({ performedAt: '2026-11-23T14:05:00.000Z', backDatedReason: 'phones were down' });
  expect(buildSubmission({ ...empty, outcome: 'no-answer' }, order, true, NOW, 'UTC').notification.performedAt).toBeUndefined();
});

it('a live draft refills reports, recipients, comment and channel, and nothing that must be heard', () => {
  const two = [report(), report({ labReportId: 12, criticalValues: CriticalValues.CALLOUT_ATTEMPTED })];
  const draft = {
    id: 1,
    billId: 5,
    billNumber: 'H-2077',
    labReportId: null,
    isDraft: true,
    recipients: ['others' as const],
    criticalCalloutComment: 'will ring back',
    criticalCalloutMeta: {
      communication_methods: ['email' as const, 'phone' as const],
      notify_to_others: { name: 'Ward clerk', email: 'clerk@harbour.example', fax: '', contactNumber: '' },
      already_notified: { phone_call: { name: 'Somebody', contact: '1' }, fax: { name: '', fax_number: '' } },
      log_message: '',
      callout_for: [12],
    },
    criticalValuesMeta: [],
    outcome: 'no-answer',
    readBack: null,
    performedByUser: 'u',
    performedByDoctor: null,
    performedByName: 'M. Osei',
    performedAt: AT,
    backDatedReason: null,
    downtimeSheet: null,
    closingCode: null,
    relay: null,
    sentTo: null,
    recordedAt: AT,
    supersededAt: null,
    conversationId: null,
  };
  const form = initialForm(records(two, { attemptedCallout: draft }), rules({ settings: { is_email: 0 } }).settings);
  expect(form).toMatchObject({
    selected: { r11: false, r12: true },
    recipients: { others: true, referral: false },
    other: { name: 'Ward clerk', email: 'clerk@harbour.example' },
    comment: 'will ring back',
    channels: { email: true, fax: false },
    outcome: '',
    told: { name: '' },
    heard: {},
  });
});

it('a corrected value is noticed under the key of its text, a withdrawn one too', () => {
  const after = records([report({ parameters: [parameter({ resultId: 950, value: '6.1' })] })]);
  expect(findChangedValues(order, after)).toEqual([
    { key: 'p11_2823-3_1', parameterName: 'Potassium', before: '6.8\u00a0mmol/L', after: '6.1\u00a0mmol/L' },
  ]);
  expect(findChangedValues(order, records([report({ parameters: [] })]))).toMatchObject([{ after: null }]);
  expect(findChangedValues(order, order)).toEqual([]);
});

it('a report that somebody closed meanwhile is noticed, one that was closed before is not', () => {
  const closed = records([report({ criticalValues: CriticalValues.CALLOUT_DONE })]);
  expect(findClosed(order, closed)).toEqual([11]);
  expect(findClosed(closed, closed)).toEqual([]);
});

it('a call about two orders is one joint submission, each with its own version and read-back; one alone stays single', () => {
  const other = records(
    [report({ labReportId: 21, parameters: [parameter({ resultId: 950, value: '8.1', parameterCode: 'LAC' })] })],
    {
      bill: { ...order.bill, billId: order.bill.billId + 1, version: 9 },
    },
  );
  const form = {
    ...empty,
    selected: { r11: true, r21: true },
    outcome: 'reached-read-back' as const,
    told: { name: 'Kelly Park', contact: '', role: '' },
    heard: { 'p11_2823-3_1': '6.8', p21_LAC_1: '8.1' },
  };
  const joint = submitJointSchema.parse(buildJoint(form, [order, other], false, NOW, 'UTC'));
  expect(joint.bills).toEqual([
    {
      billId: order.bill.billId,
      seenVersion: order.bill.version,
      labReportIds: [11],
      readBack: { values: [{ resultId: 901, heard: '6.8' }] },
    },
    { billId: other.bill.billId, seenVersion: 9, labReportIds: [21], readBack: { values: [{ resultId: 950, heard: '8.1' }] } },
  ]);
  expect(joint.notification).not.toHaveProperty('readBack');
  const single = buildJoint({ ...form, selected: { r11: true, r21: false } }, [order, other], false, NOW, 'UTC');
  expect(submitCalloutSchema.parse(single).labReportIds).toEqual([11]);
});

it('what was stated and the wished next try travel; a next try only with an attempt', () => {
  const form = {
    ...empty,
    outcome: 'no-answer' as const,
    nextTry: '14:45',
    identifiedBy: { ...empty.identifiedBy, name: true, born: true },
  };
  expect(buildSubmission(form, order, true, NOW, 'UTC').notification).toMatchObject({
    identifiedBy: ['name', 'born'],
    nextTryAt: '2026-11-23T14:45:00.000Z',
  });
  expect(buildSubmission(form, order, false, NOW, 'UTC').notification).not.toHaveProperty('nextTryAt');
});

it('the number of a downtime sheet travels with an earlier call, and only with one', () => {
  const form = { ...empty, outcome: 'no-answer' as const, downtimeSheet: ' 812 ', backDatedReason: 'network was down' };
  expect(buildSubmission({ ...form, time: '14:18' }, order, true, NOW, 'UTC').notification).toMatchObject({
    downtimeSheet: 812,
    backDatedReason: 'network was down',
  });
  expect(buildSubmission(form, order, true, NOW, 'UTC').notification).not.toHaveProperty('downtimeSheet');
});
