import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTACT_CHANNELS, normalAddress } from './index.ts';

describe('a number as dialled', () => {
  it.each([
    ['+1 (212) 555-0123', '+1', '+12125550123'],
    ['(212) 555-0123', '+1', '+12125550123'],
    ['1-212-555-0123', '+1', '+12125550123'],
    ['0049 30 5550123', '+1', '+49305550123'],
    ['030 5550123', '+49', '+49305550123'],
    ['+49 (0)30 555 0123', '+49', '+49305550123'],
    ['06 5550 1234', '+39', '+390655501234'],
    ['212-555-0123 ext. 44', '+1', '+12125550123;ext=44'],
    ['+12125550123;ext=44', '+1', '+12125550123;ext=44'],
    ['4711', '+49', '4711'],
    ['555-0111', '+1', '5550111'],
    ['212 555 0123', '', '2125550123'],
  ])('%s with %s is %s', (typed, code, dialled) => {
    expect(normalAddress('phone', typed, code)).toBe(dialled);
  });

  it.each(['', '1', 'ward desk', '+1 212 555 0123 4567 8901', '+0 123 456 789', '555-0111\r\nBcc: x', '55<b>5</b>0111'])(
    '%j is refused, with what is expected and without what was typed',
    (typed) => {
      const answer = normalAddress('sms', typed, '+1');
      expect(answer).toMatchObject({ refusal: 'directory.address', details: { field: 'value' } });
      expect((answer as { message: string }).message).toContain('by sms must be a number with country code');
    },
  );

  it('is the same however often it is made normal, and holds nothing but a number', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\+?[\d ()./-]{1,25}( ?x ?\d{1,5})?$/),
        fc.constantFrom('+1', '+49', '+39', ''),
        (typed, code) => {
          const once = normalAddress('phone', typed, code);
          if (typeof once !== 'string') return;
          expect(once).toMatch(/^\+?\d{2,15}(;ext=\d{1,8})?$/);
          expect(normalAddress('phone', once, code)).toBe(once);
        },
      ),
    );
  });
});

describe('an e-mail address', () => {
  it('is compared without case', () => {
    expect(normalAddress('email', ' Ward7@Harbour.Example ', '+1')).toBe('ward7@harbour.example');
  });

  it.each([
    'ward',
    'a@b',
    'Ward <a@b.example>',
    'a@b.example, c@d.example',
    'a@b.example\r\nBcc: c@d.example',
    'a@b..example',
    'ä@b.example',
  ])('%j is refused', (typed) => {
    expect(normalAddress('email', typed, '+1')).toMatchObject({ refusal: 'directory.address' });
  });
});

it('never throws, whatever was typed, and never lets a line break through', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CONTACT_CHANNELS),
      fc.string({ unit: fc.constantFrom(...'0123456789+-()./ x#;ext=@ab.é\r\n\t\0\u2028<>"'), maxLength: 300 }),
      (channel, typed) => {
        const answer = normalAddress(channel, typed, '+1');
        if (typeof answer === 'string') expect(answer).not.toMatch(/[\r\n<>"]/);
      },
    ),
  );
});
