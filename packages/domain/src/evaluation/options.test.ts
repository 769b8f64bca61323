import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, type ListOptionVersion, optionKeyOf, prepareRules } from './index.ts';
import { checkOption, matchOptions, prepareOption } from './options.ts';
import { input, limit, option } from './testing.ts';

const verdictOf = (options: ListOptionVersion[], value: string, changes: object = {}): string => {
  const verdict = evaluate(
    prepareRules([], options),
    input(value, { parameterCode: '600-7', valueType: 'ST', unit: null, ...changes }),
  );
  return `${verdict.verdict}${verdict.isCritical ? ' critical' : ''}`;
};

const culture = [
  option('no growth', 0, { match: 'contains' }),
  option('gram positive cocci', 2, { match: 'contains' }),
  option('Skin flora', 1),
  option('growth', 1, { match: 'contains' }),
];

describe('answers', () => {
  test.each([
    ['No growth after 5 days', 'normal'],
    ['GRAM  POSITIVE   COCCI in clusters', 'critical-qualitative critical'],
    ['Gram\npositive cocci', 'critical-qualitative critical'],
    ['skin flora', 'abnormal'],
    ['skin flora present', 'cannot-say'],
    ['Bottle 1: no growth; bottle 2: gram positive cocci', 'critical-qualitative critical'],
    ['no growth in bottle 1, growth in bottle 2', 'abnormal'],
    ['Aerobic\nskin flora', 'abnormal'],
    ['pending', 'cannot-say'],
    ['', 'cannot-say'],
  ])('%j is %s', (value, expected) => {
    expect(verdictOf(culture, value)).toBe(expected);
  });

  test('a phrase inside a longer matching phrase does not count', () => {
    const options = [option('detected', 2, { match: 'contains' }), option('not detected', 0, { match: 'contains' })];
    expect(verdictOf(options, 'Not detected')).toBe('normal');
    expect(verdictOf(options, 'Detected')).toBe('critical-qualitative critical');
    expect(verdictOf(options, 'A detected; B not detected')).toBe('critical-qualitative critical');
    expect(verdictOf([option('detected', 2, { match: 'contains' }), option('Not detected', 0)], 'not  detected')).toBe('normal');
  });

  test('codes of a coded value match too', () => {
    const options = [option('10828004', 2), option('260385009', 0)];
    expect(verdictOf(options, 'Positif', { valueCodes: ['10828004'] })).toBe('critical-qualitative critical');
    expect(verdictOf(options, 'Négatif', { valueCodes: ['260385009'] })).toBe('normal');
  });

  test('text that matches nothing is no doubt where no option is critical', () => {
    expect(verdictOf([option('turbid', 1)], 'clear')).toBe('normal');
  });

  test('text that matches nothing and is flagged critical is critical', () => {
    expect(verdictOf(culture, 'see report', { flags: ['AA'] })).toBe('cannot-say critical');
  });

  test('the latest version of an option counts, an inactive one ends it', () => {
    const first = option('growth', 2, { optionKey: 'o' });
    const other = option('yeast', 2);
    expect(verdictOf([first, { ...first, version: 2, isCritical: 1 }], 'growth')).toBe('abnormal');
    expect(verdictOf([other, first, { ...first, version: 2, isActive: false }], 'growth')).toBe('cannot-say');
    expect(verdictOf([first, { ...first, version: 2, isCritical: 0, isApproved: false }], 'growth')).toBe(
      'critical-qualitative critical',
    );
  });

  test('a parameter with a limit and options: numbers by the limit, texts by the options', () => {
    const parasites = prepareRules(
      [limit({ parameterCode: 'P', unit: '%', lowerBound: null, upperBound: null, criticalLower: null, criticalUpper: '2' })],
      [option('none seen', 0, { parameterCode: 'P' }), option('seen', 2, { parameterCode: 'P', match: 'contains' })],
    );
    const of = (value: string): string => evaluate(parasites, input(value, { parameterCode: 'P', unit: '%' })).verdict;
    expect([of('5'), of('1'), of('None seen'), of('Schizonts seen'), of('?')]).toEqual([
      'critical-high',
      'normal',
      'normal',
      'critical-qualitative',
      'cannot-say',
    ]);
  });

  test('a phrase is found however often others stand before it', () => {
    const options = [option('growth', 1, { match: 'contains' }), ...culture.filter((one) => one.option !== 'growth')];
    expect(verdictOf(options, `${'growth '.repeat(2000)} gram positive cocci`)).toBe('critical-qualitative critical');
  });

  test('says what a comparison of every phrase with every other says', () => {
    const phrases = fc.uniqueArray(fc.stringMatching(/^[ab]{1,4}$/), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        phrases,
        fc.array(fc.constantFrom<0 | 1 | 2>(0, 1, 2), { minLength: 6, maxLength: 6 }),
        fc.stringMatching(/^[abc]{0,12}$/),
        (texts, meanings, value) => {
          const options = texts.map((text, index) => option(text, meanings[index] ?? 0, { match: 'contains' }));
          const hits = options.flatMap((one) =>
            [...Array(value.length).keys()]
              .filter((at) => value.startsWith(one.option, at))
              .map((at) => ({ meaning: one.isCritical, at, to: at + one.option.length })),
          );
          const outer = hits.filter(
            (hit) => !hits.some((other) => other.at <= hit.at && other.to >= hit.to && other.to - other.at > hit.to - hit.at),
          );
          const match = matchOptions(options.map(prepareOption), value, []);
          expect(match?.isCritical ?? null).toBe(outer.length === 0 ? null : Math.max(...outer.map((hit) => hit.meaning)));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('patterns', () => {
  const patterns = [
    option('not detected', 0, { match: 'contains' }),
    option(String.raw`\bdetected\b`, 2, { match: 'regexp' }),
    option(String.raw`acid[- ]fast .*(seen|[1-4]\+)`, 2, { match: 'regexp' }),
    option(String.raw`^\d+ colonies$`, 1, { match: 'regexp' }),
  ];
  test.each([
    ['M. tuberculosis DETECTED', 'critical-qualitative critical'],
    ['Not detected', 'normal'],
    ['A detected; B not detected', 'critical-qualitative critical'],
    ['Acid-fast bacilli 2+', 'critical-qualitative critical'],
    ['acid fast\nbacilli  seen', 'critical-qualitative critical'],
    ['12 colonies', 'abnormal'],
    ['undetected', 'cannot-say'],
  ])('%s is %s', (value, expected) => expect(verdictOf(patterns, value)).toBe(expected));

  test.each([
    ['(', 'is not one this program reads'],
    ['a(?=b)', 'is not one this program reads'],
    ['growth|', 'is found in an empty text'],
    ['.*', 'is found in an empty text'],
  ])('%s is refused when saved', (pattern, expected) =>
    expect(checkOption({ match: 'regexp', option: pattern })?.message).toContain(expected),
  );

  test('a pattern that would hang other engines takes no longer than its text is long', () => {
    const hostile = [option('(a+)+$', 2, { match: 'regexp' })];
    expect(verdictOf(hostile, `${'a'.repeat(10_000)}!`)).toBe('cannot-say');
  });

  test('a pattern keeps its letters in its key, and one that cannot be read never matches', () => {
    const row = { parameterCode: '600-7', codeSystem: 'LN', match: 'regexp' } as const;
    expect(optionKeyOf({ ...row, option: String.raw`\D` })).not.toBe(optionKeyOf({ ...row, option: String.raw`\d` }));
    expect(verdictOf([option('(', 2, { match: 'regexp' })], '(')).toBe('cannot-say');
  });
});
