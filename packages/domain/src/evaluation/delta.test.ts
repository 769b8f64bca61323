import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkLimit, type DeltaRule, type EarlierValue, evaluate, type LimitVersion, prepareRules } from './index.ts';
import { input, limit } from './testing.ts';

const NOW = new Date('2026-11-21T08:00:00Z');
const before = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);
const earlier = (value: string, hours: number, more: Partial<EarlierValue> = {}): EarlierValue => ({
  ...{ parameterCode: '2823-3', codeSystem: 'LN', value, unit: 'mmol/L', at: before(hours), specimen: [], sourceId: null },
  ...more,
});
const rule = (more: Partial<DeltaRule> = {}): DeltaRule => ({ by: '1.5', in: 'absolute', hours: 24, direction: 'both', ...more });
const verdictOf = (
  delta: DeltaRule,
  value: string,
  known: EarlierValue[],
  { row = {}, result = {}, more = {} }: { row?: Partial<LimitVersion>; result?: object; more?: object } = {},
) => evaluate(prepareRules([limit({ delta, ...row })], []), input(value, result, { collectedAt: NOW, earlier: known, ...more }));

describe('a change', () => {
  test.each<[string, Partial<DeltaRule>, string, string, string]>([
    ['up by more', {}, '3.5', '5.1', 'critical-change'],
    ['up by just as much', {}, '3.5', '5.0', 'critical-change'],
    ['up by a little less', {}, '3.5', '4.99999', 'normal'],
    ['down', {}, '5.0', '3.5', 'critical-change'],
    ['down where only up counts', { direction: 'up' }, '5.0', '3.5', 'normal'],
    ['up where only down counts', { direction: 'down' }, '3.5', '5', 'normal'],
    ['in percent, just as much', { in: 'percent', by: '30' }, '3.9', '5.07', 'critical-change'],
    ['in percent, a little less', { in: 'percent', by: '30' }, '3.9', '5.0699', 'normal'],
    ['in percent, down', { in: 'percent', by: '25', direction: 'down' }, '4.8', '3.6', 'critical-change'],
    ['exact where floats are not', { by: '0.3' }, '3.8', '4.1', 'critical-change'],
    ['from off scale, surely', { by: '1' }, '<3.5', '4.6', 'critical-change'],
    ['from off scale, perhaps', { by: '2' }, '<3.5', '4.6', 'cannot-say'],
    ['the same text off scale', { by: '0.1' }, '<3.5', '<3.5', 'cannot-say'],
    ['none', {}, '4.0', '4.0', 'normal'],
  ])('%s', (_what, more, previous, value, verdict) => {
    const found = verdictOf(rule(more), value, [earlier(previous, 5)]);
    // `<3.5` itself may lie on either side of the normal bound, whatever it changed from.
    expect(found).toMatchObject({ verdict, isCritical: verdict === 'critical-change', limitVersion: 1 });
  });

  test('says from what, when and by how much, and stores it', () => {
    const found = verdictOf(rule(), '5.4', [earlier('3.6', 5.5)]);
    expect(found.reason).toBe(
      '5.4 mmol/L is a change of +1.8 mmol/L, +50 % from 3.6 mmol/L, 5 h 30 min before (2026-11-21T02:30Z): critical change up, ≥ 1.5 mmol/L up or down within 24 h (limit version 1); 5.4 is outside 3.5–5.1 mmol/L (limit version 1)',
    );
    expect(found.delta).toEqual({
      ...{ previousValue: '3.6', previousUnit: 'mmol/L', previousAt: '2026-11-21T02:30:00.000Z' },
      ...{ change: '+1.8', changeUnit: 'mmol/L', percent: '+50', by: '1.5', in: 'absolute', hours: 24, direction: 'both' },
    });
  });

  test('beside a bound that is passed, the bound names the verdict and both are said', () => {
    const found = verdictOf(rule(), '6.8', [earlier('4.0', 5)]);
    expect(found).toMatchObject({ verdict: 'critical-high', isCritical: true, delta: { change: '+2.8' } });
    expect(found.reason).toMatch(
      /^6.8 > 6.2 mmol\/L, critical high \(limit version 1\); 6.8 mmol\/L is a change of \+2.8 mmol\/L/u,
    );
  });

  test('off: a limit without the rule looks at nothing', () => {
    const found = evaluate(prepareRules([limit()], []), input('5.0', {}, { collectedAt: NOW, earlier: [earlier('3.0', 1)] }));
    expect(found).toMatchObject({ verdict: 'normal', delta: null, reason: '5.0 is inside 3.5–5.1 mmol/L (limit version 1)' });
  });

  test('by a limit that has nothing but the rule', () => {
    const bare = { lowerBound: null, upperBound: null, criticalLower: null, criticalUpper: null };
    expect(checkLimit(limit({ ...bare, delta: rule() }))).toEqual([]);
    expect(verdictOf(rule(), '12', [earlier('4', 2)], { row: bare })).toMatchObject({
      verdict: 'critical-change',
      isCritical: true,
    });
    expect(verdictOf(rule(), '12', [], { row: bare })).toMatchObject({ verdict: 'normal' });
  });

  test('by the source that counts flags only is not called, and says why', () => {
    const found = verdictOf(rule(), '5.0', [earlier('3.0', 2)], { more: { flagPolicy: 'flags-only' } });
    expect(found).toMatchObject({ verdict: 'critical-change', isCritical: false, isDisagreement: true, delta: null });
  });

  test('of the softer tier is abnormal and never critical', () => {
    const found = verdictOf(rule(), '5.0', [earlier('3.0', 2)], { row: { tier: 'significant' } });
    expect(found).toMatchObject({ verdict: 'abnormal', isCritical: false, tier: 'significant' });
  });
});

describe('the previous value', () => {
  test.each<[string, EarlierValue[], string]>([
    ['is the latest before this one', [earlier('3.0', 8), earlier('4.8', 3), earlier('3.2', 5)], 'a change of +0.2 mmol/L'],
    ['is not one collected later, whenever it came', [earlier('3.0', -2), earlier('4.8', 3)], 'a change of +0.2 mmol/L'],
    ['is not one collected at the same time', [earlier('3.0', 0)], 'no earlier value within 24 h'],
    ['is not older than the rule looks', [earlier('3.0', 24.02)], 'no earlier value within 24 h'],
    ['may be just as old', [earlier('4.8', 24)], 'a change of +0.2 mmol/L'],
    ['is not of another parameter', [earlier('3.0', 2, { parameterCode: '2951-2' })], 'no earlier value'],
    ['is not of another code system', [earlier('3.0', 2, { codeSystem: 'L' })], 'no earlier value'],
    ['is a number: words before it are passed over', [earlier('haemolysed', 1), earlier('4.8', 3)], 'a change of +0.2 mmol/L'],
    ['is not of another kind of specimen', [earlier('40', 1, { specimen: ['UR'] }), earlier('4.8', 3)], 'a change of +0.2'],
    ['may be plasma where this is serum', [earlier('4.8', 1, { specimen: ['PLAS'] })], 'a change of +0.2 mmol/L'],
  ])('%s', (_what, known, words) => {
    const found = verdictOf(rule(), '5.0', known, { more: { specimen: ['SER'] } });
    expect(found.verdict).toBe('normal');
    expect(found.reason).toContain(words);
  });

  test('is found under the code another sender writes, as mappings read it', () => {
    const mapping = {
      id: 7,
      version: 1,
      sourceId: 2,
      fromCode: 'k',
      fromSystem: null,
      fromUnit: null,
      toCode: '2823-3',
      toSystem: 'LN',
      toUnit: null,
    };
    const rules = prepareRules([limit({ delta: rule() })], [], [mapping]);
    expect(rules.delta).toEqual({ codes: new Set(['2823-3', 'K']), hours: 24 });
    const ask = (sourceId: number) =>
      evaluate(
        rules,
        input('5.0', {}, { collectedAt: NOW, earlier: [earlier('3.0', 2, { parameterCode: 'K', codeSystem: 'L', sourceId })] }),
      );
    expect(ask(2)).toMatchObject({ verdict: 'critical-change' });
    expect(ask(3)).toMatchObject({ verdict: 'normal' });
  });

  test('goes by OBX-14 where the result says it', () => {
    const found = verdictOf(rule({ hours: 2 }), '5.0', [earlier('3.0', 5)], { result: { observedAt: before(4) } });
    expect(found).toMatchObject({ verdict: 'critical-change' });
  });
});

describe('units', () => {
  const glucose = {
    unit: 'mmol/L',
    molarMass: '180.16',
    lowerBound: null,
    upperBound: null,
    criticalLower: '2.2',
    criticalUpper: '25',
  };
  test.each<[string, string, string | null, string]>([
    ['the same', '5', 'mmol/L', 'critical-change'],
    ['another that converts', '90.08', 'mg/dL', 'critical-change'],
    ['another that converts, just too little', '90.081', 'mg/dL', 'normal'],
    ['another that does not', '90', 'g', 'cannot-say'],
    ['none, and it would be critical', '5', null, 'critical-change'],
    ['none, and it would not be', '9', null, 'cannot-say'],
  ])('previous in %s', (_what, value, unit, verdict) => {
    const found = verdictOf(rule({ by: '5', direction: 'up' }), '10', [earlier(value, 3, { unit })], { row: glucose });
    expect(found).toMatchObject({ verdict, isCritical: verdict === 'critical-change' });
  });

  test('that cannot be compared are said, never passed over', () => {
    expect(verdictOf(rule(), '5.0', [earlier('3', 3, { unit: 'g' })]).reason).toContain(
      'the change from 3 g, 3 h before (2026-11-21T05:00Z), is not computed: no conversion from g to mmol/L is known',
    );
  });

  test('and a sender that calls it critical is believed', () => {
    const found = verdictOf(rule(), '5.0', [earlier('3', 3, { unit: 'g' })], { result: { flags: ['HH'] } });
    expect(found).toMatchObject({ verdict: 'cannot-say', isCritical: true });
  });
});

test.each<[string, Partial<DeltaRule>, string[]]>([
  ['sound', {}, []],
  ['of nothing', { by: '0' }, ['delta.by']],
  ['of words', { by: 'much' }, ['delta.by']],
  ['within no time', { hours: 0 }, ['delta.hours']],
  ['within part of an hour', { hours: 1.5 }, ['delta.hours']],
])('a rule %s', (_what, more, fields) => {
  expect(checkLimit(limit({ delta: rule(more) })).map(({ field }) => field)).toEqual(fields);
});

/** Written again from the words: every point a text may mean, against every point the earlier one may mean. */
describe('against every pair of points', () => {
  type Shape = { text: string; points: number[] };
  const GRID = Array.from({ length: 41 }, (_, index) => index);
  const shapes: fc.Arbitrary<Shape> = fc.integer({ min: 1, max: 19 }).chain((n) => {
    const at = n * 2;
    return fc.constantFrom<Shape>(
      { text: String(at), points: [at] },
      { text: `<${at}`, points: GRID.filter((x) => x < at) },
      { text: `<=${at}`, points: GRID.filter((x) => x <= at) },
      { text: `${at}-${at + 2}`, points: [at, at + 1, at + 2] },
    );
  });
  test('yes where all of them agree, no where none does, and else it cannot be said', () => {
    const rules = fc.record({
      by: fc.integer({ min: 1, max: 30 }).map((n) => n * 2),
      in: fc.constantFrom('absolute' as const, 'percent' as const),
      direction: fc.constantFrom('up' as const, 'down' as const, 'both' as const),
    });
    fc.assert(
      fc.property(shapes, shapes, rules, (from, to, { by, in: measure, direction }) => {
        fc.pre(from.text !== to.text);
        const moves = (y: number, x: number, sign: 1 | -1): boolean =>
          (x - y) * sign > 0 && (x - y) * sign * 100 >= by * (measure === 'percent' ? y : 100);
        const seen = (['up', 'down'] as const)
          .filter((side) => direction === 'both' || direction === side)
          .map((side) => from.points.flatMap((y) => to.points.map((x) => moves(y, x, side === 'up' ? 1 : -1))));
        const bare = { lowerBound: null, upperBound: null, criticalLower: null, criticalUpper: '999' };
        const delta = rule({ by: String(by), in: measure, direction });
        const { verdict } = verdictOf(delta, to.text, [earlier(from.text, 2)], { row: bare });
        const isAll = seen.some((all) => all.every(Boolean));
        const isAny = seen.flat().some(Boolean);
        // Between the points of the grid `<8` still reaches up to 8: there the rule may doubt what the points do not.
        const isCoarse = from.text.startsWith('<') || to.text.startsWith('<');
        const allowed = isAll ? ['critical-change'] : isAny ? ['cannot-say'] : ['normal'];
        expect(isCoarse ? [...allowed, 'cannot-say'] : allowed).toContain(verdict);
      }),
      { numRuns: 400 },
    );
  });
});
