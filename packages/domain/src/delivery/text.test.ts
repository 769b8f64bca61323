import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emailAddressProblem } from './address.ts';
import { isolateText, lineText, messageText } from './text.ts';

test.each(['ward5@hospital.example', "o'neill+lab@a-b.example.org", 'root@localhost', 'a@xn--bcher-kva.example'])(
  '%s is an address',
  (address) => {
    expect(emailAddressProblem(address)).toBeNull();
  },
);

test.each([
  '',
  'ward5',
  '@hospital.example',
  'ward5@',
  'ward 5@hospital.example',
  'Ward <ward5@hospital.example>',
  'a@b.example,c@d.example',
  'a@b.example;c@d.example',
  'a@b.example\r\nBcc: thief@evil.example',
  'a@b.example\nRCPT TO:<thief@evil.example>',
  'a@b.example ',
  '"a b"@c.example',
  'a..b@c.example',
  '.a@c.example',
  'a@-c.example',
  'a@c..example',
  'a@[127.0.0.1]',
  'a@intranet',
  'å@c.example',
  'a@ü.example',
  'a@c.example\0',
  'a%0d%0aBcc:x@c.example>',
  `${'a'.repeat(65)}@c.example`,
  `a@${'b'.repeat(64)}.example`,
  `a@${'b.'.repeat(130)}example`,
])('%j is refused, with the reason', (address) => {
  expect(emailAddressProblem(address)).toMatch(/address|@/);
});

test('no accepted address holds a character that ends a header line or starts another address', () => {
  const risky = fc.string({
    unit: fc.constantFrom('a', '@', '.', '\r', '\n', '<', '>', ',', ';', ':', ' ', '"', '\\', '\0', '(', 'é', '%'),
  });
  fc.assert(
    fc.property(risky, (address) => {
      if (emailAddressProblem(address) === null) expect(address).toMatch(/^[a%.]+@[a.]+$/);
    }),
    { numRuns: 2000 },
  );
});

/** Letters of several scripts, and everything that must not get through. */
const foreign = fc.constantFrom(
  'a',
  ' ',
  'é',
  'ي',
  'א',
  '😀',
  '6.8',
  '\r',
  '\n',
  '\t',
  '\0',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u202c',
  '\u2066',
  '\u2069',
  '\u200f',
  '\ufeff',
  '\ud83d',
  '\ude00',
);

test('a line has no line break, no control and no direction override, and keeps its length', () => {
  fc.assert(
    fc.property(fc.string({ unit: foreign, maxLength: 60 }), fc.integer({ min: 1, max: 80 }), (text, length) => {
      const line = lineText(text, length);
      expect([...line].length).toBeLessThanOrEqual(length);
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(line.isWellFormed()).toBe(true);
    }),
  );
});

test('a text keeps its lines and nothing that could reorder them', () => {
  expect(messageText('Potassium\r\n\u202e8.2\u202c mmol/L\rK\u0007')).toBe('Potassium\n8.2 mmol/L\nK ');
  expect(lineText('a\r\nBcc: b', 100)).toBe('a Bcc: b');
  expect(lineText('abcdef', 4)).toBe('abc…');
});

test('right-to-left text is isolated, other text is left as it is', () => {
  expect(isolateText('كريم حداد')).toBe('\u2068كريم حداد\u2069');
  expect(isolateText('Potassium 6.8 mmol/L')).toBe('Potassium 6.8 mmol/L');
});
