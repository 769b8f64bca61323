import { MESSAGE_VARIABLES } from '@critical-callout/domain/delivery';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelOf, partProblems, variablesOf } from './check.ts';
import { builtInTemplate, templateInForce } from './index.ts';

const MAIL = builtInTemplate('email', 'en', 'first').parts;
const SMS = builtInTemplate('sms', 'en', 'first').parts;

test.each<[Partial<typeof MAIL>, object]>([
  [
    { text: 'a\nb {{ patientNmae }}' },
    { part: 'text', line: 2, variable: 'patientNmae', message: 'unknown variable patientNmae' },
  ],
  [{ html: '<p>{{ link }}</p>\n<p>{{ tests.nmae }}</p>' }, { part: 'html', line: 2, message: 'unknown variable nmae' }],
  [{ subject: '{{ tests }}' }, { part: 'subject', message: expect.stringContaining('tests is a list') }],
  [{ subject: '{{ hasValues }}' }, { part: 'subject', message: expect.stringContaining('hasValues is yes or no') }],
  [{ text: '{% if tests %}a{% endif %}' }, { part: 'text', message: expect.stringContaining('an if over it is always true') }],
  [
    { text: '{% for a in tests %}{% for b in tests %}{% for c in tests %}{% endfor %}{% endfor %}{% endfor %}' },
    { part: 'text', message: 'at most 2 loops inside each other' },
  ],
  [{ text: 'a\n{% if link %}b' }, { part: 'text', line: 2 }],
  [{ text: '{{ labName' }, { part: 'text' }],
  [{ html: '<script>1</script>' }, { part: 'html', line: 1 }],
  [{ text: 'hello', html: '<p>hello</p>', subject: 'hello' }, { message: expect.stringContaining('must be able to answer') }],
  [{ text: ' ' }, { part: 'text', message: 'the text is empty' }],
  [{ subject: 'a\nb' }, { part: 'subject', message: 'the subject has more than one line' }],
  [{ contentSid: `HX${'0'.repeat(32)}` }, { part: 'contentSid' }],
])('%j is refused where it is wrong', (parts, problem) => {
  expect(partProblems('email', { ...MAIL, ...parts })).toContainEqual(expect.objectContaining(problem));
});

test('a short message whose fixed words alone are too long is refused', () => {
  expect(partProblems('sms', { ...SMS, text: `${'word '.repeat(200)}{{ link }}` })[0]).toMatchObject({
    part: 'text',
    message: expect.stringContaining('at most 4 are sent'),
  });
});

test('places of an approved text need their content SID, and are checked like every text', () => {
  expect(partProblems('whatsapp', { ...SMS, contentVariables: ['x'] })[0]).toMatchObject({ part: 'contentSid' });
  const contentSid = `HX${'0'.repeat(32)}`;
  expect(partProblems('whatsapp', { ...SMS, contentSid, contentVariables: ['{{ labName }}', '{{ nobody }}'] })[0]).toMatchObject({
    part: 'contentVariables.2',
    variable: 'nobody',
  });
});

test('every variable of the list is one a template can name, at its level', () => {
  for (const { name, level, kind, ...more } of MESSAGE_VARIABLES) {
    const of = 'of' in more ? more.of : undefined;
    const path = of === 'values' ? `tests.values.${name}` : of === 'tests' ? `tests.${name}` : name;
    expect(levelOf([path]), path).toBe(level);
    if (kind !== 'text') continue;
    const loops = {
      tests: ['{% for tests_ in tests %}{{ tests_.', ' }}{% endfor %}'],
      values: ['{% for t in tests %}{% for v in t.values %}{{ v.', ' }}{% endfor %}{% endfor %}'],
    };
    const [before, after] = of ? loops[of] : ['{{ ', ' }}'];
    const parts = { ...SMS, text: `${before}${name}${after}` };
    expect(variablesOf('sms', parts)).toContain(path);
  }
});

test('a stored text that this program does not understand any more gives way to the program’s own', () => {
  const key = { channel: 'sms', language: 'de', purpose: 'first' } as const;
  const own = { ...key, version: 4, parts: { ...SMS, text: 'Ruf an: {{ callbackPhone }}' } };
  expect(templateInForce([own], key)).toBe(own);
  expect(templateInForce([own], { ...key, language: 'fr' })).toEqual(builtInTemplate('sms', 'fr', 'first'));
  expect(templateInForce([{ ...own, parts: { ...own.parts, text: '{{ gone }} {{ link }}' } }], key)).toEqual(
    builtInTemplate('sms', 'de', 'first'),
  );
});

test('no text at all makes the check throw, and what passes can be written', () => {
  const piece = fc.constantFrom(
    '{{',
    '}}',
    '{%',
    '%}',
    ' if ',
    ' for t in tests ',
    'endfor',
    'endif',
    'link',
    'tests',
    '.',
    '\n',
    '|',
    'safe',
    '(',
    ')',
    '"',
    '__proto__',
    '#}',
    '{#',
    '<',
    'a',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const parts = { ...SMS, text: `${pieces.join('')}{{ link }}` };
      const problems = partProblems('sms', parts);
      for (const { line } of problems) expect(line).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});
