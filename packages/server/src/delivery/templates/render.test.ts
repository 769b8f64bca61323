import {
  CONTENT_LEVELS,
  countSegments,
  DELIVERY_CHANNELS,
  MAX_SEGMENTS,
  MESSAGE_LANGUAGES,
  MESSAGE_PURPOSES,
} from '@critical-callout/domain/delivery';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partProblems } from './check.ts';
import { builtInTemplate, type MessageTemplate, type TemplateParts } from './index.ts';
import type { Message } from './message.ts';
import { renderLetter, renderMail, renderShort, renderWebhook } from './render.ts';
import { SAMPLES } from './samples.ts';

const RENDERERS = { email: renderMail, fax: renderLetter, sms: renderShort, whatsapp: renderShort, webhook: renderWebhook };
type ChannelName = keyof typeof RENDERERS;

const MAIL: Message = {
  ...SAMPLES.ordinary,
  purpose: 'first',
  language: 'en',
  level: 'full',
  mark: null,
  comment: '',
  link: '',
};
const withOwn = (channel: ChannelName, parts: Partial<TemplateParts>): MessageTemplate => {
  const builtIn = builtInTemplate(channel, 'en', 'first');
  return { ...builtIn, version: 1, parts: { ...builtIn.parts, ...parts } };
};
const render = (channel: ChannelName, message: Message, template?: MessageTemplate) =>
  RENDERERS[channel](message, template ?? builtInTemplate(channel, message.language, message.purpose));
const everything = (channel: ChannelName, message: Message, template?: MessageTemplate): string =>
  JSON.stringify(render(channel, message, template));

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
  const { subject, text } = render('email', MAIL);
  expect(subject).toBe('Critical result: Patient: Haddad, Karim - Northgate Laboratory');
  expect(text).toBe(`CRITICAL LABORATORY RESULT

Patient: Haddad, Karim
Order: ORD-77
Accession: A-1001

* Potassium
    Potassium: 6.8 mmol/L [critical high] (reference 3.5-5.1)

Please call the laboratory to confirm:
Northgate Laboratory, telephone +44 20 7946 0000, ask for Sarah Vance
`);
});

test('least data in a short message', () => {
  const { text } = render('sms', { ...MAIL, level: 'minimal' });
  expect(text).toBe(
    'CRITICAL LAB RESULT. Northgate Laboratory\nAccession: A-1001\nPlease call the laboratory: +44 20 7946 0000, ask for Sarah Vance',
  );
  expect(countSegments(text)).toEqual({ encoding: 'GSM-7', segments: 1 });
});

test('a short message in full, and with the unreadable', () => {
  expect(render('sms', { ...MAIL, comment: 'Repeat sample sent' }).text).toContain(
    'Potassium: Potassium 6.8 mmol/L [critical high]\nComment: Repeat sample sent',
  );
  const tests = [{ name: 'Culture', isCorrected: false, isUnclear: true, values: [] }];
  expect(render('sms', { ...MAIL, tests }).text).toContain('Culture: reported as critical, the value could not be read');
});

describe('every built-in text, in every language', () => {
  const all = DELIVERY_CHANNELS.flatMap((channel) =>
    MESSAGE_LANGUAGES.flatMap((language) => MESSAGE_PURPOSES.map((purpose) => ({ channel, language, purpose }))),
  );

  test.each(all)('$channel $language $purpose passes the check, and says why it comes, whom to call and the link', (key) => {
    const { channel, language, purpose } = key;
    expect(partProblems(channel, builtInTemplate(channel, language, purpose).parts)).toEqual([]);
    for (const level of CONTENT_LEVELS) {
      const message: Message = { ...MAIL, ...key, level, link: 'https://callout.example/a/1' };
      const { text, subject } = render(channel, message);
      for (const word of ['+44 20 7946 0000', 'https://callout.example/a/1']) expect(text).toContain(word);
      expect(subject).not.toMatch(/undefined|\{|\}/);
      expect(text.replace(/^\{|\}$/g, '')).not.toMatch(/undefined|\{\{|%\}/);
    }
    // Each purpose has words of its own.
    const others = MESSAGE_PURPOSES.filter((one) => one !== purpose);
    const own = render(channel, { ...MAIL, ...key }).text;
    for (const other of others) expect(render(channel, { ...MAIL, ...key, purpose: other }).text).not.toBe(own);
  });

  test('least data fits one text in English, and no language needs more than two', () => {
    for (const language of MESSAGE_LANGUAGES) {
      const message: Message = { ...MAIL, level: 'minimal', language, accessionNumber: '' };
      expect(countSegments(render('sms', message).text).segments, language).toBeLessThanOrEqual(language === 'en' ? 1 : 2);
      // With a link, a comment and the value, in every language and for every purpose: the value is never what is left out.
      for (const purpose of MESSAGE_PURPOSES) {
        const full: Message = { ...SAMPLES.ordinary, mark: null, level: 'full', language, purpose };
        const { text } = render('sms', full);
        expect(countSegments(text).encoding, text).toBe('GSM-7');
        expect(text).toContain('Potassium 6.8 mmol/L');
      }
    }
  });
});

test('an escalation says that it is one, why, and by when it had to be told', () => {
  const { text } = render('email', { ...MAIL, purpose: 'escalation', escalationStep: '3', dueAt: '4 May 2026, 03:32 BST' });
  expect(text).toContain(
    'You are told because nobody has confirmed this result yet; it had to be told by 4 May 2026, 03:32 BST. This is step 3 of the escalation.',
  );
  expect(render('email', { ...MAIL, purpose: 'escalation', isReopened: true }).text).toContain('has opened again');
});

test('a correction says what was told, when and by whom, and what is true now', () => {
  const tests = [
    {
      name: 'Potassium',
      isCorrected: true,
      isUnclear: false,
      values: [
        {
          parameter: 'Potassium',
          value: '4.2',
          unit: 'mmol/L',
          referenceRange: '',
          previousValue: '6.8 mmol/L',
          mark: 'corrected' as const,
        },
      ],
    },
  ];
  const message: Message = {
    ...MAIL,
    purpose: 'correction',
    firstToldAt: '4 May 2026, 03:10 BST',
    firstToldBy: 'Sarah Vance',
    tests,
  };
  const { text, subject } = render('email', message);
  expect(subject).toMatch(/^Correction of a critical result: /);
  expect(text).toContain('told earlier (4 May 2026, 03:10 BST, by Sarah Vance) has been corrected or withdrawn');
  expect(text).toContain('Potassium: 4.2 mmol/L [corrected] (before 6.8 mmol/L)');
  expect(render('email', { ...message, level: 'minimal' }).text).not.toMatch(/4\.2|6\.8/);
});

test.each(['practice', 'test'] as const)('%s is said in every part, whatever a laboratory wrote', (mark) => {
  for (const channel of DELIVERY_CHANNELS) {
    const own = withOwn(channel, {
      text: 'Call {{ callbackPhone }}',
      html: '<p>Call {{ callbackPhone }}</p>',
      subject: 'Call us',
    });
    const { subject, text, html } = render(channel, { ...MAIL, mark }, own);
    expect(subject).toMatch(mark === 'practice' ? /^\[PRACTICE] / : /^\[TEST] /);
    expect(text).toMatch(mark === 'practice' ? /not a real patient/ : /no patient/);
    if (channel === 'email') expect(html).toContain(mark === 'practice' ? 'not a real patient' : 'about no patient');
  }
});

test('whatever a template asks for, below full no name and no value is in any part, and with none no order', () => {
  const every =
    '{{ callbackPhone }}{{ patientName }}{{ subjectOf }}{{ orderNumber }}{{ accessionNumber }}{{ comment }}{% for t in tests %}{{ t.name }}{{ t.summary }}' +
    '{% for v in t.values %}{{ v.parameter }}{{ v.value }}{{ v.previousValue }}{{ v.unit }}{% endfor %}{% endfor %}';
  const tests = [
    {
      name: 'TestName',
      isCorrected: true,
      isUnclear: false,
      values: [
        { parameter: 'ParamName', value: '6.86', unit: 'uunit', referenceRange: 'rrange', previousValue: '9.99', mark: null },
      ],
    },
  ];
  const message: Message = { ...MAIL, patientName: 'Secretname', comment: 'Sharedwords', tests };
  for (const channel of DELIVERY_CHANNELS) {
    const own = withOwn(channel, { text: every, html: `<p>${every}</p>`, subject: every.slice(0, 90), cover: every });
    if (channel === 'whatsapp') own.parts.contentSid = `HX${'0'.repeat(32)}`;
    if (channel === 'whatsapp') own.parts.contentVariables = [every];
    const said = (level: Message['level']) => everything(channel, { ...message, level }, own);
    expect(said('full')).toMatch(/Secretname/);
    expect(said('full')).toMatch(/6\.86/);
    expect(said('minimal')).not.toMatch(/Secretname|ParamName|6\.86|9\.99|uunit|rrange/);
    expect(said('none')).not.toMatch(/Secretname|ParamName|6\.86|9\.99|uunit|TestName|A-1001|ORD-77|Sharedwords/);
    if (channel === 'sms' || channel === 'whatsapp') expect(said('minimal')).not.toMatch(/TestName|Sharedwords/);
  }
});

test.each(CORPUS)('%j stays text in every field', (hostile) => {
  const value = {
    parameter: hostile,
    value: hostile,
    unit: hostile,
    referenceRange: hostile,
    previousValue: hostile,
    mark: 'critical',
  };
  const message = {
    ...MAIL,
    ...Object.fromEntries(
      [
        'labName',
        'patientName',
        'orderNumber',
        'accessionNumber',
        'callbackName',
        'callbackPhone',
        'comment',
        'recipientName',
      ].map((name) => [name, hostile]),
    ),
    tests: [{ name: hostile, isCorrected: true, isUnclear: false, values: [value] }],
  } as Message;
  const plain = {
    ...MAIL,
    comment: 'x',
    tests: [{ ...message.tests[0], name: 'x', values: [{ ...value, previousValue: 'x' }] }],
  } as Message;
  const tagsOf = (html: string) => html.match(/<\/?[a-z!][^>]*>/gi) ?? [];
  expect(tagsOf(render('email', message).html)).toEqual(
    tagsOf(
      render('email', {
        ...plain,
        tests: [{ ...plain.tests[0], values: [{ ...SAMPLES.ordinary.tests[0]?.values[0], previousValue: 'x' }] }],
      } as Message).html,
    ),
  );
  for (const channel of DELIVERY_CHANNELS) expect(render(channel, message).subject).not.toMatch(/[\r\n]/);
  expect(() => JSON.parse(render('webhook', message).text)).not.toThrow();
});

test('right-to-left names cannot reorder values, and overrides are taken out', () => {
  const { text, html, subject } = render('email', { ...MAIL, patientName: 'كريم حداد', comment: '\u202e8.6 L/lomm' });
  expect(text).toContain('\u2068Patient: كريم حداد\u2069\nOrder');
  expect(html).toContain('<bdi>Patient: كريم حداد</bdi>');
  expect(subject).toBe('Critical result: Patient: كريم حداد - Northgate Laboratory');
  expect(text + html).not.toContain('\u202e');
});

test('a very long name is cut in the subject only and never lets the subject grow past a header', () => {
  const patientName = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(10).trim();
  const { subject, text } = render('email', { ...MAIL, patientName });
  expect([...subject].length).toBeLessThanOrEqual(300);
  expect(text).toContain(patientName);
});

test('what does not fit is counted, and the number to call is always there', () => {
  const tests = Array.from({ length: 30 }, (_, index) => ({ ...(MAIL.tests[0] as Message['tests'][0]), name: `Test ${index}` }));
  const { text } = render('sms', { ...MAIL, tests, comment: 'Repeat' });
  expect(text).toMatch(/\nand \d+ more\nComment/);
  expect(text).toContain('+44 20 7946 0000');
  expect(countSegments(text).segments).toBeLessThanOrEqual(MAX_SEGMENTS);
});

test('a text of the laboratory that does not fit with these names gives way to the program’s', () => {
  const own = withOwn('sms', { text: `${'Please read this. '.repeat(30)}{{ labName }} {{ callbackName }} {{ callbackPhone }}` });
  const { text } = render('sms', { ...MAIL, callbackName: 'x'.repeat(60), labName: 'y'.repeat(60) }, own);
  expect(text).toMatch(/^CRITICAL LAB RESULT\. y+/);
  expect(text).toContain('+44 20 7946 0000');
});

test('whatever the names are: Twilio takes the length, each value is whole, nothing reorders the line', () => {
  const foreign = fc.string({
    unit: fc.constantFrom('a', ' ', '\r', '\n', 'ي', '😀', '\u202e', '\0', '{{', '&To='),
    maxLength: 80,
  });
  const language = fc.constantFrom(...MESSAGE_LANGUAGES);
  fc.assert(
    fc.property(foreign, foreign, foreign, fc.nat(12), language, (labName, patientName, name, count, spoken) => {
      const tests = Array.from({ length: count }, () => ({ ...(MAIL.tests[0] as Message['tests'][0]), name }));
      const { text } = render('sms', { ...MAIL, language: spoken, labName, patientName, tests });
      expect(text.length).toBeLessThanOrEqual(1600);
      expect(text).not.toMatch(/[\0\r\u202a-\u202e]/);
      expect(text.split('6.8').length).toBe(text.split('6.8 mmol/L [').length);
    }),
    { numRuns: 200 },
  );
});

test('the places of an approved text are filled in order, one line each, and never empty', () => {
  const contentSid = `HX${'a'.repeat(32)}`;
  const own = withOwn('whatsapp', { contentSid, contentVariables: ['{{ labName }}', '{{ comment }}', '{{ callbackPhone }}'] });
  const { provider } = render('whatsapp', { ...MAIL, labName: 'North\r\n\tgate      Lab', comment: '' }, own);
  expect(provider).toEqual({ contentSid, variables: ['North gate Lab', '-', '+44 20 7946 0000'] });
});

test('a link is there as text and as something to press, with the telephone beside it, and never in a subject', () => {
  const link = `https://callout.example/a/${'t'.repeat(43)}`;
  const { text, html } = render('email', { ...MAIL, level: 'minimal', link });
  expect(text).toContain(`\n${link}\n`);
  expect(text).toContain('Or call the laboratory to confirm and to hear the values:');
  expect(html).toContain(`<a href="${link}">${link}</a>`);
  expect(render('email', MAIL).html).not.toContain('<a ');
  expect(render('sms', { ...MAIL, level: 'minimal', link }).text).toBe(
    `CRITICAL LAB RESULT. Northgate Laboratory\nAccession: A-1001\nOpen to confirm: ${link}\nOr call the laboratory: +44 20 7946 0000, ask for Sarah Vance`,
  );
  expect(render('email', { ...MAIL, link }, withOwn('email', { subject: 'Call {{ callbackPhone }} {{ link }}' })).subject).toBe(
    'Call +44 20 7946 0000',
  );
});
