import { type CriticalCallout, submitCalloutSchema } from '@critical-callout/contract/callout';
import type { RelayMeta } from '@critical-callout/contract/relay';
import { describe, expect, it } from 'vitest';
import { type CalloutForm, initialForm, readOutFields } from './form.ts';
import { missingForAttempt, missingForDone } from './missing.ts';
import { AT, records, report, rules } from './records.fixture.ts';
import { earlierReadBack, waitingRelay } from './relay.ts';
import { buildSubmission } from './submission.ts';

const NOW = Date.parse(AT) + 20 * 60_000;
const [doctor] = records().contacts;
if (!doctor) throw new Error('the fixture names no contact');
const desk = { ...doctor, kind: 'others', name: 'Ward 7B', phone: '555-0170', receives: 'must-confirm-relay' } as const;
const RELAY: RelayMeta = { state: 'will-call-back', desk: 'Ward 7B', passed_on_to: null, confirmed_by: null, confirmed_at: null };
const attempt: CriticalCallout = {
  id: 4,
  billId: 5,
  billNumber: 'H-2077',
  labReportId: null,
  isDraft: true,
  recipients: [],
  criticalCalloutComment: '',
  criticalCalloutMeta: {
    communication_methods: ['phone'],
    notify_to_others: { name: '', email: '', fax: '', contactNumber: '' },
    already_notified: { phone_call: { name: 'Kelly Park', contact: '555-0170' }, fax: { name: '', fax_number: '' } },
    log_message: '',
    callout_for: [11],
  },
  criticalValuesMeta: [],
  outcome: 'reached-read-back',
  readBack: { isMatch: true, values: [{ resultId: 901, heard: '6.8', expected: '6.8', isMatch: true }] },
  performedByUser: 'u1',
  performedByDoctor: null,
  performedByName: 'M. Osei',
  performedAt: AT,
  backDatedReason: null,
  downtimeSheet: null,
  closingCode: null,
  relay: RELAY,
  sentTo: null,
  recordedAt: AT,
  supersededAt: null,
  conversationId: null,
};

const order = records([report()], { contacts: [doctor, desk] });
const waiting = records([report({ criticalValues: 4 })], { contacts: [doctor, desk], attemptedCallout: attempt });
const proven = rules({ policy: { completion: 'proven' } });
const context = (of: typeof order, by = proven) => ({ records: of, rules: by, now: NOW, zone: 'UTC' });
const told = { name: 'Kelly Park', contact: '(555) 0170', role: 'RN' };
const reached = (more: Partial<CalloutForm> = {}): CalloutForm => ({
  ...initialForm(order, proven.settings),
  outcome: 'reached-read-back',
  told,
  heard: { 'p11_2823-3_1': '6.8' },
  ...more,
});
const passedOn = { passedOnTo: ' Dr Patel ', confirmedBy: '', willCallBack: true };

describe('told through a desk that must pass the result on', () => {
  it('asks to whom it went before it is done, and not before an attempt', () => {
    expect(missingForDone(reached(), context(order))).toEqual([
      { field: 'relay.passedOnTo', message: 'relay.missing', values: { desk: 'Ward 7B' } },
    ]);
    const open = { passedOnTo: '', confirmedBy: '', willCallBack: true };
    expect(missingForDone(reached({ relay: open }), context(order))).toMatchObject([{ message: 'relay.missingOpen' }]);
    expect(missingForAttempt(reached({ relay: open }), context(order))).toEqual([]);
    expect(missingForDone(reached({ relay: passedOn }), context(order))).toEqual([]);
  });

  it('asks nothing where the laboratory or the contact does not', () => {
    expect(missingForDone(reached(), context(order, rules({ policy: { completion: 'proven', relay_required: 0 } })))).toEqual([]);
    expect(missingForDone(reached(), context(order, rules()))).toEqual([]);
    expect(missingForDone(reached({ told: { ...told, contact: '555-0111' } }), context(order))).toEqual([]);
  });

  it('sends the name before the promise to call back, and neither where no desk was told', () => {
    const sent = (form: CalloutForm) =>
      submitCalloutSchema.parse(buildSubmission(form, order, false, NOW, 'UTC')).notification.relay;
    expect(sent(reached({ relay: passedOn }))).toEqual({ state: 'confirmed', passedOnTo: 'Dr Patel' });
    expect(sent(reached({ relay: { ...passedOn, passedOnTo: '' } }))).toEqual({ state: 'will-call-back' });
    expect(sent(reached({ relay: passedOn, told: { ...told, contact: '' } }))).toBeUndefined();
    expect(sent(reached({ relay: passedOn, outcome: 'busy' }))).toBeUndefined();
  });

  it('takes what was read back when the desk was told, once it calls back and the value still stands', () => {
    expect(waitingRelay(waiting)).toMatchObject({ name: 'Kelly Park', desk: 'Ward 7B' });
    const form = reached({ heard: {}, relay: passedOn });
    const fields = readOutFields(waiting.reports, form.selected);
    expect(earlierReadBack(waiting, fields)?.get(901)).toBe('6.8');
    expect(missingForDone(form, context(waiting))).toEqual([]);
    const corrected = report({ parameters: [{ ...report().parameters[0], resultId: 902, value: '7.4' } as never] });
    const changed = { ...waiting, reports: [corrected] };
    expect(missingForDone(form, context(changed))).toMatchObject([{ message: 'missing.heard' }]);
  });
});
