import { describe, expect, it } from 'vitest';
import { type CalloutForm, initialForm } from './form.ts';
import { missingForAttempt, missingForDone } from './missing.ts';
import { AT, parameter, records, report, rules } from './records.fixture.ts';

const NOW = Date.parse(AT) + 10 * 60_000;
const order = records();
const complete: Partial<CalloutForm> = {
  outcome: 'reached-read-back',
  told: { name: 'Kelly Park', contact: '', role: '' },
  heard: { 'p11_2823-3_1': '6.8' },
};
const check = (
  which: typeof missingForDone,
  change: Partial<CalloutForm>,
  more: Parameters<typeof rules>[0] = {},
  on = order,
): string[] =>
  which({ ...initialForm(on, rules(more).settings), ...change }, { records: on, rules: rules(more), now: NOW, zone: 'UTC' }).map(
    ({ field, message }) => `${field} ${message}`,
  );

describe('to close as Done', () => {
  it.each<[string, Partial<CalloutForm>, Parameters<typeof rules>[0], string[]]>([
    ['a matching read-back by name is complete', complete, {}, []],
    ['nothing typed', {}, {}, ['outcome missing.told']],
    ['no report ticked', { ...complete, selected: { r11: false } }, {}, ['selected missing.selection']],
    ['no name', { ...complete, told: { name: ' ', contact: '', role: '' } }, {}, ['told.name missing.name']],
    ['nothing read back', { ...complete, heard: {} }, {}, ['heard.p11_2823-3_1 missing.heard']],
    ['a wrong read-back', { ...complete, heard: { 'p11_2823-3_1': '8.6' } }, {}, ['heardAgain.p11_2823-3_1 missing.mismatch']],
    [
      'a wrong read-back put right when asked again',
      { ...complete, heard: { 'p11_2823-3_1': '8.6' }, heardAgain: { 'p11_2823-3_1': '6.8' } },
      {},
      [],
    ],
    ['the same number written otherwise', { ...complete, heard: { 'p11_2823-3_1': ' 6.80 mmol/l' } }, {}, []],
    ['nobody answered', { outcome: 'no-answer' }, {}, ['outcome missing.notReached']],
    [
      'nobody answered, and a message goes out',
      {
        outcome: 'no-answer',
        channels: { email: true, fax: false, sms: false, whatsapp: false },
        recipients: { organization: false, referral: true, patient: false, others: false },
      },
      {},
      [],
    ],
    [
      'sent to someone else, and a message goes out',
      {
        outcome: 'sent-to-someone-else',
        sentTo: { name: 'Dr Patel', phone: '555-0199' },
        channels: { email: true, fax: false, sms: false, whatsapp: false },
        recipients: { organization: false, referral: true, patient: false, others: false },
      },
      {},
      ['outcome missing.attemptOnly'],
    ],
    ['other, with words', { outcome: 'other', comment: 'cut off twice' }, {}, ['outcome missing.attemptOnly']],
    [
      'one word where a full name is asked',
      { ...complete, told: { name: 'Kelly', contact: '', role: '' } },
      { policy: { full_name_required: 1 } },
      ['told.name missing.fullName'],
    ],
    ['no comment where one is asked', complete, { settings: { mandatory_comments: 1 } }, ['comment missing.comment']],
    [
      'no read-back, and nothing proven is asked',
      { outcome: 'reached-no-read-back', told: { name: 'Kelly Park', contact: '', role: '' } },
      {},
      [],
    ],
    [
      'no read-back where proof is asked',
      { outcome: 'reached-no-read-back', told: { name: 'Kelly Park', contact: '', role: '' } },
      { policy: { completion: 'proven' } },
      ['exception missing.exception'],
    ],
    [
      'a reason in one letter',
      {
        outcome: 'reached-no-read-back',
        told: { name: 'Kelly Park', contact: '', role: '' },
        exception: 'language',
        exceptionReason: 'x',
      },
      {},
      ['exceptionReason missing.exceptionReason'],
    ],
    ['deceased without a word', { outcome: 'patient-deceased' }, {}, ['comment missing.deceasedComment']],
    ['an earlier time without a reason', { ...complete, time: '14:01' }, {}, ['backDatedReason missing.backDatedReason']],
    ['a time to come', { ...complete, time: '14:40' }, {}, ['time missing.future']],
    [
      'a message to somebody without an address',
      {
        ...complete,
        channels: { email: true, fax: false, sms: false, whatsapp: false },
        recipients: { organization: true, referral: false, patient: false, others: false },
      },
      {},
      ['recipients.organization missing.address.organization'],
    ],
    [
      'others without name and address',
      {
        ...complete,
        channels: { email: true, fax: false, sms: false, whatsapp: false },
        recipients: { organization: false, referral: false, patient: false, others: true },
      },
      {},
      ['other.name missing.otherName', 'other.email missing.otherEmail'],
    ],
  ])('%s', (_what, change, more, missing) => expect(check(missingForDone, change, more)).toEqual(missing));

  it('every critical value of every ticked report must be read back, and no other', () => {
    const joint = records([
      report({
        parameters: [
          parameter(),
          parameter({ resultId: 902, parameterCode: '2951-2', parameterName: 'Sodium', isCritical: false }),
        ],
      }),
      report({
        labReportId: 12,
        testName: 'Glucose',
        parameters: [parameter({ resultId: 903, parameterCode: '2345.7', parameterName: 'Glucose', value: '1.4' })],
      }),
    ]);
    expect(check(missingForDone, { ...complete, heard: {} }, {}, joint)).toEqual([
      'heard.p11_2823-3_1 missing.heard',
      'heard.p12_2345_7_1 missing.heard',
    ]);
    expect(check(missingForDone, { ...complete, selected: { r11: true, r12: false } }, {}, joint)).toEqual([]);
  });
});

describe('to save an attempt', () => {
  it('an outcome is enough', () => expect(check(missingForAttempt, { outcome: 'no-answer' })).toEqual([]));
  it('a wrong read-back does not stop it: the call happened', () =>
    expect(check(missingForAttempt, { ...complete, heard: { 'p11_2823-3_1': '8.6' } })).toEqual([]));
  it('sent to someone else needs a name and a number', () => {
    expect(check(missingForAttempt, { outcome: 'sent-to-someone-else' })).toEqual([
      'sentTo.name missing.sentToName',
      'sentTo.phone missing.sentToPhone',
    ]);
    expect(check(missingForAttempt, { outcome: 'sent-to-someone-else', sentTo: { name: 'Dr Patel', phone: '55' } })).toEqual([]);
  });
  it('other needs words, once, also where every record needs a comment', () => {
    const mandatory = { settings: { mandatory_comments: 1 } } as const;
    expect(check(missingForAttempt, { outcome: 'other' }, mandatory)).toEqual(['comment missing.otherText']);
    expect(check(missingForAttempt, { outcome: 'other', comment: 'cut off' }, mandatory)).toEqual([]);
  });
  it('nothing at all is not an attempt', () => expect(check(missingForAttempt, {})).toEqual(['outcome missing.attempt']));
});
