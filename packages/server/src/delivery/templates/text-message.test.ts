import { countSegments } from '@critical-callout/domain/delivery';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CriticalMail } from './critical-mail.ts';
import { MAX_SEGMENTS, renderTextMessage } from './text-message.ts';

const VALUE = { parameter: 'Potassium', value: '6.8', unit: 'mmol/L', referenceRange: '3.5-5.1', mark: 'critical high' };
const MAIL: CriticalMail = {
  isPractice: false,
  labName: 'Northgate Laboratory',
  subjectOf: 'Accession: A-1001',
  orderNumber: 'ORD-77',
  accessionNumber: 'A-1001',
  callbackName: 'Sarah Vance',
  callbackPhone: '+44 20 7946 0000',
  link: '',
  comment: 'Repeat sample sent',
  hasValues: false,
  tests: [{ name: 'Potassium', isCorrected: false, isUnclear: false, values: [VALUE] }],
};

test('least data', () => {
  expect(renderTextMessage(MAIL)).toEqual({
    subject: 'Critical result: Accession: A-1001 - Northgate Laboratory',
    text: 'CRITICAL LAB RESULT. Northgate Laboratory\nAccession: A-1001\nPlease call the laboratory: +44 20 7946 0000, ask for Sarah Vance',
    html: '',
  });
  expect(countSegments(renderTextMessage(MAIL).text)).toEqual({ encoding: 'GSM-7', segments: 1 });
});

test('with a link: it stands alone behind a space, and the number to call stays', () => {
  const link = `https://callout.example/a/${'t'.repeat(43)}`;
  expect(renderTextMessage({ ...MAIL, link }).text).toBe(
    `CRITICAL LAB RESULT. Northgate Laboratory\nAccession: A-1001\nOpen to confirm: ${link}\nOr call the laboratory: +44 20 7946 0000, ask for Sarah Vance`,
  );
});

test('in full, corrected, unreadable, in a practice laboratory', () => {
  const [test] = MAIL.tests as [CriticalMail['tests'][number]];
  const text = (more: Partial<CriticalMail>) => renderTextMessage({ ...MAIL, hasValues: true, ...more }).text;
  expect(text({})).toContain('Potassium: Potassium 6.8 mmol/L [critical high]\nComment: Repeat sample sent');
  expect(text({ tests: [{ ...test, isCorrected: true }] })).toMatch(/CORRECTED[\s\S]*Potassium \(corrected\)/);
  expect(text({ tests: [{ ...test, isUnclear: true }] })).toContain('the value could not be read');
  expect(text({ isPractice: true })).toMatch(/^PRACTICE - not a real patient\./);
});

test('what does not fit is counted, and the number to call is always there', () => {
  const tests = Array.from({ length: 30 }, (_, index) => ({
    name: `Test ${index}`,
    isCorrected: false,
    isUnclear: false,
    values: [VALUE],
  }));
  const { text } = renderTextMessage({ ...MAIL, hasValues: true, tests });
  expect(text).toMatch(/\nand \d+ more\nComment/);
  expect(text).toContain('+44 20 7946 0000');
  expect(countSegments(text).segments).toBeLessThanOrEqual(MAX_SEGMENTS);
});

test('whatever the names are: Twilio takes the length, each value is whole, nothing reorders the line', () => {
  const foreign = fc.string({
    unit: fc.constantFrom('a', ' ', '\r', '\n', 'ي', '😀', '\u202e', '\0', '{{', '&To='),
    maxLength: 80,
  });
  fc.assert(
    fc.property(foreign, foreign, foreign, fc.nat(12), (labName, subjectOf, name, count) => {
      const tests = Array.from({ length: count }, () => ({ name, isCorrected: false, isUnclear: false, values: [VALUE] }));
      const { text } = renderTextMessage({ ...MAIL, labName, subjectOf, hasValues: true, tests });
      expect(text.length).toBeLessThanOrEqual(1600);
      expect(text).not.toMatch(/[\0\r\u202a-\u202e]/);
      expect(text.split('6.8').length).toBe(text.split('6.8 mmol/L [critical high]').length);
    }),
    { numRuns: 300 },
  );
});
