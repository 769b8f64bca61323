import { describe, expect, it } from 'vitest';
import { type CompletionRules, type Relay, type RelayContact, relayDeskOf, ruleOnSubmit, type SubmitFacts } from './index.ts';

const desk: RelayContact = { name: 'Ward 7B', mustConfirmRelay: true, numbers: ['555-0170', '+15550170'] };
const doctor: RelayContact = { name: 'Dr Ada Finch', mustConfirmRelay: false, numbers: ['555-0111'] };

describe('the desk somebody spoke for', () => {
  it.each<[string, { name: string; number: string } | null, string | null]>([
    ['nobody was told', null, null],
    ['the desk by its name', { name: ' ward 7b ', number: '' }, 'Ward 7B'],
    ['whoever answers at its number', { name: 'Kelly Park', number: '(555) 0170' }, 'Ward 7B'],
    ['its number as dialled', { name: 'Kelly Park', number: '+1 555 0170' }, 'Ward 7B'],
    ['somebody at another number', { name: 'Kelly Park', number: '555-0199' }, null],
    ['somebody without a number', { name: 'Kelly Park', number: '' }, null],
    ['a doctor called at the desk', { name: 'Dr Ada Finch', number: '555-0170' }, null],
  ])('%s', (_name, told, expected) => {
    expect(relayDeskOf(told, [desk, doctor])?.name ?? null).toBe(expected);
  });

  it('is none where the number is also somebody’s who may receive', () => {
    const shared = { ...doctor, numbers: ['555-0170'] };
    expect(relayDeskOf({ name: 'Kelly Park', number: '555-0170' }, [desk, shared])).toBeNull();
  });
});

describe('told through a desk that must pass it on', () => {
  const rules: CompletionRules = {
    completion: 'proven',
    isCommentMandatory: false,
    isFullNameRequired: false,
    isRelayRequired: true,
  };
  const confirmed: Relay = { state: 'confirmed', passedOnTo: 'Dr Patel', confirmedBy: 'Kelly Park', at: new Date(0) };
  const facts = (more: Partial<SubmitFacts>): SubmitFacts => ({
    isDraft: false,
    hasRecipients: false,
    isSending: false,
    calledName: 'Kelly Park',
    faxedName: null,
    otherName: null,
    outcome: 'reached-read-back',
    heard: [{ resultId: 1, heard: '6.8' }],
    exception: null,
    relayDesk: 'Ward 7B',
    relay: null,
    sentTo: null,
    comment: '',
    readOut: [{ resultId: 1, parameterName: 'Potassium', value: '6.8', unit: 'mmol/L' }],
    ...more,
  });

  it('is not done before the desk says to whom it went, and names the field', () => {
    expect(ruleOnSubmit(facts({}), rules)).toMatchObject({
      refusal: 'callout.relay-unconfirmed',
      details: { field: 'notification.relay.passedOnTo', desk: 'Ward 7B' },
    });
    expect(ruleOnSubmit(facts({ relay: { state: 'will-call-back' } }), rules)).toMatchObject({
      refusal: 'callout.relay-unconfirmed',
      details: { field: 'notification.relay.state', value: 'will-call-back' },
    });
    const exception = { heard: null, outcome: null, exception: { exception: 'line-lost', reason: 'dropped twice' } };
    expect(ruleOnSubmit(facts(exception), rules)).toMatchObject({ refusal: 'callout.relay-unconfirmed' });
  });

  it.each<[string, Partial<SubmitFacts>, Partial<CompletionRules>]>([
    ['confirmed', { relay: confirmed }, {}],
    ['as an attempt', { isDraft: true, relay: { state: 'will-call-back' } }, {}],
    ['where the laboratory does not ask', {}, { isRelayRequired: false }],
    ['where what is declared completes', {}, { completion: 'as-declared' }],
    ['through nobody who must pass it on', { relayDesk: null }, {}],
  ])('is accepted %s', (_name, more, changed) => {
    expect(ruleOnSubmit(facts(more), { ...rules, ...changed })).not.toHaveProperty('refusal');
  });

  it('says first what is wrong with the read-back', () => {
    expect(ruleOnSubmit(facts({ heard: [{ resultId: 1, heard: '8.6' }] }), rules)).toMatchObject({
      refusal: 'callout.read-back-mismatch',
    });
  });
});
