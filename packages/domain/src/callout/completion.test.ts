import { describe, expect, it } from 'vitest';
import { activityText, buildCriticalCallout, type CompletionRules, ruleOnSubmit, type SubmitFacts } from './index.ts';

const readOut = [
  { resultId: 1, parameterName: 'Potassium', value: '6.8', unit: 'mmol/L' },
  { resultId: 2, parameterName: 'Glucose', value: '2.1', unit: 'mmol/L' },
];
const heard = [
  { resultId: 1, heard: '6.8' },
  { resultId: 2, heard: '2.10' },
];
const facts = (more: Partial<SubmitFacts> = {}): SubmitFacts => ({
  isDraft: false,
  hasRecipients: true,
  isSending: false,
  calledName: null,
  faxedName: null,
  otherName: null,
  outcome: null,
  heard: null,
  exception: null,
  relayDesk: null,
  relay: null,
  sentTo: null,
  comment: '',
  readOut,
  ...more,
});
const proven: CompletionRules = {
  completion: 'proven',
  isCommentMandatory: false,
  isFullNameRequired: false,
  isRelayRequired: true,
};
const declared: CompletionRules = { ...proven, completion: 'as-declared' };
const called = { calledName: 'Rowan Birch' };

describe('completion policy proven', () => {
  it.each<[string, Partial<SubmitFacts>]>([
    ['a matching read-back', { ...called, outcome: 'reached-read-back', heard }],
    ['a read-back exception with a name', { ...called, exception: { exception: 'line-lost', reason: 'line dropped twice' } }],
    ['patient deceased with a comment', { outcome: 'patient-deceased', comment: 'confirmed by the ward' }],
    ['a wrong read-back that was put right in the same call', { ...called, heard: [{ resultId: 1, heard: '8.6' }, ...heard] }],
    ['a correction with no value left to repeat', { ...called, outcome: 'reached-read-back', readOut: [] }],
  ])('is completed by %s', (_name, more) => {
    expect(ruleOnSubmit(facts(more), proven)).toMatchObject({ isDraft: false });
  });

  it.each<[string, Partial<SubmitFacts>, string]>([
    ['voicemail', { outcome: 'voicemail' }, 'callout.nobody-told'],
    ['a read-back by nobody', { outcome: 'reached-read-back', heard }, 'callout.recipient-missing'],
    ['voicemail beside a message', { outcome: 'voicemail', isSending: true }, 'callout.not-proven'],
    ['a fax already sent', { faxedName: 'Ward 7B' }, 'callout.not-proven'],
    ['a call without read-back', called, 'callout.not-proven'],
    ['patient deceased without a comment', { outcome: 'patient-deceased' }, 'callout.not-proven'],
    [
      'an exception without a name',
      { exception: { exception: 'other', reason: 'no' }, isSending: false, outcome: 'refused' },
      'callout.nobody-told',
    ],
    [
      'a wrong read-back',
      {
        ...called,
        heard: [
          { resultId: 1, heard: '8.6' },
          { resultId: 2, heard: '2.1' },
        ],
      },
      'callout.read-back-mismatch',
    ],
    [
      'a right read-back that was wrong when asked again',
      { ...called, heard: [...heard, { resultId: 1, heard: '8.6' }] },
      'callout.read-back-mismatch',
    ],
    ['half a read-back', { ...called, heard: heard.slice(0, 1) }, 'callout.read-back-missing'],
    ['a read-back claimed and not given', { ...called, outcome: 'reached-read-back' }, 'callout.read-back-missing'],
    ['a read-back of another result', { ...called, heard: [{ resultId: 99, heard: '1' }] }, 'callout.read-back-unknown'],
    ['nothing at all', {}, 'callout.nobody-told'],
  ])('refuses %s', (_name, more, code) => {
    expect(ruleOnSubmit(facts(more), proven)).toMatchObject({ refusal: code });
  });

  it('keeps what was merely sent as an attempt that awaits acknowledgement', () => {
    expect(ruleOnSubmit(facts({ isSending: true }), proven)).toMatchObject({
      isDraft: true,
      outcome: 'sent-awaiting-acknowledgement',
    });
  });

  it('names the value that differs', () => {
    const ruling = ruleOnSubmit(
      facts({
        ...called,
        heard: [
          { resultId: 1, heard: '8.6' },
          { resultId: 2, heard: '2.1' },
        ],
      }),
      proven,
    );
    expect(ruling).toMatchObject({
      message: 'Potassium: Read back 8.6, result 6.8',
      details: { mismatches: [{ resultId: 1, parameterName: 'Potassium' }] },
    });
  });
});

describe('completion policy as declared', () => {
  it('is completed by a sent e-mail', () => {
    expect(ruleOnSubmit(facts({ isSending: true }), declared)).toMatchObject({
      isDraft: false,
      outcome: 'sent-awaiting-acknowledgement',
    });
  });
  it('still refuses a read-back that differs', () => {
    expect(ruleOnSubmit(facts({ ...called, heard: [{ resultId: 1, heard: '9' }] }), declared)).toMatchObject({
      refusal: 'callout.read-back-mismatch',
    });
  });
});

it('keeps what was heard of a value that was replaced meanwhile, as an attempt', () => {
  const ruling = ruleOnSubmit(facts({ ...called, isDraft: true, heard: [{ resultId: 99, heard: '6.8' }] }), proven);
  expect(ruling).toMatchObject({
    outcome: 'reached-no-read-back',
    toldSomebody: true,
    readBack: [{ heard: '6.8', isMatch: false }],
  });
});

it('is not completed by a call nobody answered, under any policy', () => {
  expect(ruleOnSubmit(facts({ outcome: 'no-answer' }), declared)).toMatchObject({ refusal: 'callout.nobody-told' });
  expect(ruleOnSubmit(facts({ outcome: 'no-answer', isSending: true }), declared)).toMatchObject({ isDraft: false });
});

describe('every submit', () => {
  it('needs a comment where the lab says so, attempts too', () => {
    const rules = { ...declared, isCommentMandatory: true };
    expect(ruleOnSubmit(facts({ ...called, comment: '  ' }), rules)).toMatchObject({ refusal: 'callout.comment-missing' });
    expect(ruleOnSubmit(facts({ isDraft: true, outcome: 'no-answer' }), rules)).toMatchObject({
      refusal: 'callout.comment-missing',
    });
    expect(ruleOnSubmit(facts({ ...called, comment: 'told' }), rules)).toMatchObject({ outcome: 'reached-no-read-back' });
  });
  it('needs two words in a name where the lab says so', () => {
    const rules = { ...declared, isFullNameRequired: true };
    expect(ruleOnSubmit(facts({ calledName: 'Rowan' }), rules)).toMatchObject({ refusal: 'callout.full-name-required' });
    expect(ruleOnSubmit(facts(called), rules)).not.toHaveProperty('refusal');
  });
  it('stores a wrong read-back of an attempt as what it was', () => {
    const ruling = ruleOnSubmit(facts({ ...called, isDraft: true, heard: [{ resultId: 1, heard: '8.6' }] }), proven);
    expect(ruling).toMatchObject({
      isDraft: true,
      outcome: 'reached-no-read-back',
      toldSomebody: true,
      readBack: [{ isMatch: false }],
    });
  });
  it('does not count an unanswered call as telling', () => {
    expect(ruleOnSubmit(facts({ ...called, isDraft: true, outcome: 'no-answer' }), proven)).toMatchObject({
      toldSomebody: false,
    });
  });
});

describe('the record', () => {
  const options = {
    calloutFor: [5, 6],
    recipients: ['organization' as const],
    sendEmail: true,
    other: { name: 'Night desk', faxNumber: '555-0101' },
    notifiedByCall: { name: 'Rowan Birch', contact: '555-0100' },
    comment: 'told twice',
    logMessage: 'line',
    reportParams: [],
    outcome: 'reached-read-back' as const,
    readBack: null,
    performer: { userId: 'u1', doctorId: null },
    performedAt: new Date(0),
    recordedAt: new Date(1),
  };
  const report = { labReportId: 5, billId: 9, billNumber: 'B-9' };

  it('has exactly the specified keys and belongs to the report when done', () => {
    expect(buildCriticalCallout(report, { ...options, isDraft: false })).toMatchObject({
      labReportId: 5,
      criticalCalloutMeta: {
        communication_methods: ['email', 'phone'],
        notify_to_others: { name: 'Night desk', email: '', fax: '555-0101', contactNumber: '' },
        already_notified: { phone_call: { name: 'Rowan Birch', contact: '555-0100' }, fax: { name: '', fax_number: '' } },
        log_message: 'line',
      },
    });
    expect(buildCriticalCallout(report, { ...options, isDraft: false }).criticalCalloutMeta).not.toHaveProperty('callout_for');
  });
  it('belongs to the order and lists the selection when a draft', () => {
    const draft = buildCriticalCallout(report, { ...options, isDraft: true });
    expect(draft).toMatchObject({ labReportId: null, criticalCalloutMeta: { callout_for: [5, 6] } });
  });
  it('reads as the activity log has it', () => {
    const line = {
      isDraft: true,
      who: 'M. Osei',
      tests: ['Potassium', 'Glucose'],
      methods: ['email', 'fax'] as const,
      recipients: ['organization', 'referral'] as const,
      comment: '',
    };
    expect(activityText({ ...line, methods: [...line.methods], recipients: [...line.recipients] })).toBe(
      'Callout Attempted by - M. Osei, Callout for - Potassium, Glucose, Method - Email, Fax, Recipients - Organization, Referral, Comment - -',
    );
  });
});

describe('sent to someone else, and other', () => {
  const patel = { name: 'Dr Patel', phone: '555-0199' };
  const sent = { ...called, outcome: 'sent-to-someone-else', sentTo: patel } as const;
  const other = { ...called, outcome: 'other', comment: 'the line was tapped twice' } as const;

  it.each([sent, other])('are attempts that told nobody', (more) => {
    expect(ruleOnSubmit(facts({ ...more, isDraft: true }), proven)).toMatchObject({
      isDraft: true,
      outcome: more.outcome,
      toldSomebody: false,
    });
  });

  it.each([proven, declared])('complete nothing, whatever is sent or excused beside the call', (rules) => {
    const excused = { exception: { exception: 'other', reason: 'no time' } };
    for (const more of [sent, other])
      for (const beside of [{}, { isSending: true }, excused])
        expect(ruleOnSubmit(facts({ ...more, ...beside }), rules)).toMatchObject({
          refusal: 'callout.attempt-only',
          details: { field: 'notification.outcome' },
        });
  });

  it.each<[string, Partial<SubmitFacts>, string, string]>([
    ['other without words', { ...other, comment: '  ' }, 'callout.outcome-text-missing', 'notification.comment'],
    ['sent on to nobody', { ...sent, sentTo: null }, 'callout.sent-to-missing', 'notification.sentTo'],
    [
      'a name to be called after another outcome',
      { outcome: 'busy', sentTo: patel },
      'callout.sent-to-unexpected',
      'notification.sentTo',
    ],
  ])('name the field: %s', (_name, more, code, field) => {
    expect(ruleOnSubmit(facts({ ...more, isDraft: true }), declared)).toMatchObject({ refusal: code, details: { field } });
  });
});
