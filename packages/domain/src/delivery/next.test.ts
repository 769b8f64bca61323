import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideNext, NEXT_CAUSES, type NextCandidate, type SentMessage } from './next.ts';
import { DELIVERY_CHANNELS, DELIVERY_STATES } from './state.ts';

const sent = (more: Partial<SentMessage> = {}): SentMessage => ({
  id: 1,
  channel: 'email',
  address: 'ann@hospital.example',
  name: 'Dr. Ann Reyes',
  state: 'failed',
  eventSeq: 7,
  ...more,
});
const ann: NextCandidate = {
  name: 'Dr. Ann Reyes',
  ways: [
    { channel: 'email', address: 'Ann@hospital.example' },
    { channel: 'sms', address: '+44 20 7946 0001' },
  ],
};
const bea: NextCandidate = { name: 'Dr. Bea Moss', ways: [{ channel: 'sms', address: '+442079460002' }] };
const nobody: NextCandidate = { name: 'Ward desk', ways: [] };
const decide = (more: Partial<Parameters<typeof decideNext>[0]> = {}) => {
  const decision = decideNext({
    cause: 'failed',
    isStep: false,
    message: sent(),
    others: [],
    contacts: [nobody, ann, bea],
    ...more,
  });
  return 'contact' in decision ? `${decision.type} ${decision.contact.name} ${decision.way.channel}` : decision.type;
};

test.each<[string, Parameters<typeof decide>[0], string]>([
  ['the same recipient another way first', {}, 'next-way Dr. Ann Reyes sms'],
  [
    'a way that was used is not used again, however the number is written',
    { others: [sent({ id: 2, channel: 'sms', address: '+442079460001' })] },
    'next-contact Dr. Bea Moss sms',
  ],
  ['a recipient who said no is not asked another way', { cause: 'not-mine' }, 'next-contact Dr. Bea Moss sms'],
  [
    'another message to the same recipient still under way decides',
    { others: [sent({ id: 2, channel: 'fax', address: '+442079460009', state: 'accepted' })] },
    'under-way',
  ],
  [
    'a message to somebody else does not hold it up',
    { others: [sent({ id: 2, name: 'Dr. Bea Moss', channel: 'email', address: 'bea@hospital.example', state: 'accepted' })] },
    'next-way Dr. Ann Reyes sms',
  ],
  [
    'somebody unknown to the directory: the first contact',
    { message: sent({ name: 'X', address: 'x@y.example' }) },
    'next-contact Dr. Ann Reyes email',
  ],
  ['nobody left: the ladder', { contacts: [nobody] }, 'next-step'],
  ['a step of the ladder: its next step, not the directory', { isStep: true, contacts: [bea] }, 'next-step'],
  [
    'another message of the same step still under way',
    { isStep: true, others: [sent({ id: 2, name: 'Sam Reed', address: 's@lab.example', state: 'queued' })] },
    'under-way',
  ],
])('%s', (_name, question, expected) => {
  expect(decide(question)).toBe(expected);
});

test('nobody is written to twice over the same way, and nobody who said no is written to at all', () => {
  const address = fc.constantFrom('a@x.example', 'b@x.example', '+4420', '+4430', '+4440');
  const way = fc.record({ channel: fc.constantFrom(...DELIVERY_CHANNELS), address });
  const name = fc.constantFrom('A', 'B', 'C', 'D');
  const message = fc.record({
    id: fc.nat(),
    channel: fc.constantFrom(...DELIVERY_CHANNELS),
    address,
    name,
    state: fc.constantFrom(...DELIVERY_STATES),
    eventSeq: fc.nat(2),
  });
  const contacts = fc.array(fc.record({ name, ways: fc.array(way, { maxLength: 3 }) }), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.record({
        cause: fc.constantFrom(...NEXT_CAUSES),
        isStep: fc.boolean(),
        message,
        others: fc.array(message, { maxLength: 5 }),
        contacts,
      }),
      (question) => {
        const decision = decideNext(question);
        if (!('way' in decision)) return;
        const all = [question.message, ...question.others];
        expect(all).not.toContainEqual(expect.objectContaining(decision.way));
        if (question.cause !== 'failed') expect(decision.contact.name).not.toBe(question.message.name);
        if (decision.type === 'next-contact') expect(all.map((one) => one.name)).not.toContain(decision.contact.name);
      },
    ),
  );
});
