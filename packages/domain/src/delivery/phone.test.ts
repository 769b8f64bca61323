import fc from 'fast-check';
import { expect, test } from 'vitest';
import { e164, isE164 } from './phone.ts';

test.each([
  ['+44 20 7946 0000', '', '+442079460000'],
  ['020 7946 0000', '+44', '+442079460000'],
  ['0044 (20) 7946-0000', '+1', '+442079460000'],
  ['(212) 555-0123', '+1', '+12125550123'],
])('%s with %s is %s', (typed, code, number) => {
  expect(e164('sms', typed, code)).toEqual({ number });
});

test.each([
  ['', '+1', /no telephone number is stored/],
  ['212 555 0123', '', /names no country/],
  ['4711', '+49', /names no country/],
  ['+1 212 555 0123 ext. 4', '+1', /extension/],
  ['ward desk', '+1', /must be a number/],
  ['+12125550123,+12125550124', '+1', /must be a number/],
  ['+12125550123\r\nBcc: x@evil.example', '+1', /must be a number/],
  ['+12125550123&To=+19005550100', '+1', /must be a number/],
  ['whatsapp:+12125550123', '+1', /must be a number/],
  ['+1212555012<script>', '+1', /must be a number/],
  ['+12125550123@evil.example', '+1', /must be a number/],
  ['../../Messages', '+1', /must be a number/],
])('%j with %j is refused', (typed, code, problem) => {
  expect(e164('sms', typed, code)).toEqual({ problem: expect.stringMatching(problem) });
});

test('whatever was typed, what comes out is E.164 and stays what it is', () => {
  const typed = fc.oneof(fc.stringMatching(/^\+?[\d ()./x-]{0,25}$/), fc.string({ maxLength: 30 }));
  fc.assert(
    fc.property(typed, fc.constantFrom('', '+1', '+49', '+39'), (text, code) => {
      const answer = e164('whatsapp', text, code);
      if ('problem' in answer) return;
      expect(isE164(answer.number)).toBe(true);
      expect(e164('whatsapp', answer.number, code)).toEqual(answer);
    }),
    { numRuns: 2000 },
  );
});
