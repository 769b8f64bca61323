import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countSegments } from './segments.ts';

test.each([
  ['', 'GSM-7', 1],
  ['a'.repeat(160), 'GSM-7', 1],
  ['a'.repeat(161), 'GSM-7', 2],
  ['a'.repeat(306), 'GSM-7', 2],
  ['a'.repeat(307), 'GSM-7', 3],
  ['€'.repeat(80), 'GSM-7', 1],
  ['€'.repeat(81), 'GSM-7', 2],
  // A character of two places is not divided: 76 fit into the 153 of a joined message.
  ['€'.repeat(153), 'GSM-7', 3],
  ['é'.repeat(160), 'GSM-7', 1],
  ['µ'.repeat(70), 'UCS-2', 1],
  ['µ'.repeat(71), 'UCS-2', 2],
  ['😀'.repeat(35), 'UCS-2', 1],
  ['😀'.repeat(67), 'UCS-2', 3],
] as const)('%#', (text, encoding, segments) => {
  expect(countSegments(text)).toEqual({ encoding, segments });
});

test('more text never takes fewer segments', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '€', 'µ', '😀', '\n'), maxLength: 400 }), (text) => {
      const whole = countSegments(text).segments;
      expect(countSegments([...text].slice(0, -1).join('')).segments).toBeLessThanOrEqual(whole);
    }),
  );
});
