import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OutgoingMessage } from '../channel.ts';
import { fileNameOf } from './document.ts';
import { writeLetter } from './letter.ts';
import { printable } from './printable.ts';

const MESSAGE: OutgoingMessage = {
  messageId: '<callout.0123456789abcdef.0123456789abcdef0123456789abcdef@lab.example>',
  senderName: 'Northgate Laboratory',
  recipientName: 'Dr. Ann Reyes',
  address: '+442079460018',
  subject: 'Critical result: Accession: A-1001 - Northgate Laboratory',
  text: 'CRITICAL LABORATORY RESULT\n\nAccession: A-1001\n* Potassium\n\nPlease call the laboratory.',
  html: '',
  labId: 1,
  queuedAt: new Date('2026-05-04T03:02:01Z'),
  sentAt: new Date('2026-05-04T03:02:05Z'),
};

/** What each page shows, read from its content stream: strings in hexadecimal, in Windows-1252. */
function pagesOf(pdf: Buffer): string[] {
  const text = pdf.toString('latin1');
  // By its length: compressed bytes may end like a line, and the mark behind them would then be looked for too early.
  return [...text.matchAll(/\/Length (\d+)[^>]*>>\s*stream\r?\n/g)]
    .map(({ 0: head, 1: length, index }) => {
      try {
        return inflateSync(pdf.subarray(index + head.length, index + head.length + Number(length))).toString('latin1');
      } catch {
        return '';
      }
    })
    .filter((content) => content.includes('BT'))
    .map((content) =>
      [...content.matchAll(/\[(.*?)\] TJ/g)]
        .map(([, line = '']) =>
          [...line.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')).join(''),
        )
        .join('\n'),
    );
}

test('a cover with whom, from whom, which order, how many pages and the confidentiality text; then the letter', async () => {
  const { pdf, pages } = await writeLetter(MESSAGE);
  const [cover = '', letter = '', ...more] = pagesOf(pdf);
  expect([pages, more]).toEqual([2, []]);
  for (const words of [
    'FAX',
    'Dr. Ann Reyes',
    '+442079460018',
    'Northgate Laboratory',
    'A-1001',
    '2, this one included',
    'CONFIDENTIAL',
    'Page 1 of 2',
  ])
    expect(cover).toContain(words);
  expect(cover).not.toContain('Potassium');
  expect(letter).toContain('* Potassium');
  expect(letter).toContain('Page 2 of 2');
  expect(letter).not.toContain('shown as ?');
});

test('a long letter has its pages counted and numbered', async () => {
  const { pdf, pages } = await writeLetter({ ...MESSAGE, text: 'Potassium 6.8 mmol/L\n'.repeat(150) });
  expect(pages).toBeGreaterThan(3);
  const shown = pagesOf(pdf);
  expect(shown).toHaveLength(pages);
  expect(shown[0]).toContain(`${pages}, this one included`);
  expect(shown.at(-1)).toContain(`Page ${pages} of ${pages}`);
  expect(shown.join('').split('6.8 mmol/L').length - 1).toBe(150);
});

test('the same message is the same bytes at every try', async () => {
  expect((await writeLetter(MESSAGE)).pdf.equals((await writeLetter(MESSAGE)).pdf)).toBe(true);
});

test.each([
  ['4.1 ×10⁹/L', '4.1 ×10^9/L', true],
  ['10¹²', '10^12', true],
  ['5 μmol/L and 5 µmol/L', '5 µmol/L and 5 µmol/L', true],
  ['≥ 6.0', '>= 6.0', true],
  ['CO₂ Müller – “x” 5 €', 'CO2 Müller – “x” 5 €', true],
  ['\u2068كريم\u2069 6.8', '???? 6.8', false],
  ['李', '?', false],
])('%s is printed as %s', (text, shown, isComplete) => {
  expect(printable(text)).toEqual({ text: shown, isComplete });
});

test('letters that cannot be printed are told on the cover', async () => {
  const { pdf } = await writeLetter({ ...MESSAGE, text: 'كريم حداد 6.8' });
  expect(pagesOf(pdf)[0]).toContain('shown as ?');
});

test('names of people, orders and files from elsewhere never come into the file name or the file’s properties', async () => {
  const evil = '../../x"; filename=y\r\nContent-Type: text/html (/JavaScript) <b>';
  const message = { ...MESSAGE, recipientName: evil, subject: `Patient: Haddad ${evil}`, senderName: evil };
  expect(fileNameOf(message)).toMatch(/^critical-result-2026-05-04-[0-9a-f]{12}\.pdf$/);
  const source = (await writeLetter(message)).pdf.toString('latin1');
  expect(source).not.toMatch(/Haddad|JavaScript|filename=/);
});

test('whatever the text is, it becomes a letter', async () => {
  const foreign = fc.string({ unit: fc.constantFrom('a', ' ', '\n', 'ي', '😀', '(', ')', '\\', '<', '⁹', 'é'), maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(foreign, async (text) => {
      const { pdf, pages } = await writeLetter({ ...MESSAGE, text, recipientName: text, subject: text });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pagesOf(pdf)).toHaveLength(pages);
    }),
    { numRuns: 30 },
  );
});
