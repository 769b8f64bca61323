import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, type FlagPolicy, isCriticalName, type LimitVersion, prepareRules, type Verdict } from './index.ts';
import { input, limit } from './testing.ts';

// A second evaluator, written from the specification alone and in another way: a value is the set of all points of a fine
// grid that it may be, each point is judged by itself, and the verdict is what all of them agree on. Bounds and values are
// even numbers of the grid, so that an odd point lies on each side of every bound.

type Point = 'normal' | 'abnormal' | 'critical-low' | 'critical-high';
type Shape = { kind: 'point' | '<' | '<=' | '>' | '>='; at: number } | { kind: 'range'; at: number; to: number };

function judgePoint(x: number, row: LimitVersion): Point {
  const at = (text: string | null): number | null => (text === null ? null : Number(text));
  const [criticalLower, lower, upper, criticalUpper] = [
    at(row.criticalLower),
    at(row.lowerBound),
    at(row.upperBound),
    at(row.criticalUpper),
  ];
  if (criticalLower !== null && (x < criticalLower || (row.isCriticalLowerInclusive && x === criticalLower)))
    return 'critical-low';
  if (criticalUpper !== null && (x > criticalUpper || (row.isCriticalUpperInclusive && x === criticalUpper)))
    return 'critical-high';
  return (lower === null || x >= lower) && (upper === null || x <= upper) ? 'normal' : 'abnormal';
}

function pointsOf(shape: Shape): number[] {
  const [from, to] = {
    point: [shape.at, shape.at],
    '<': [-9, shape.at - 1],
    '<=': [-9, shape.at],
    '>': [shape.at + 1, 99],
    '>=': [shape.at, 99],
    range: [shape.at, shape.kind === 'range' ? shape.to : shape.at],
  }[shape.kind] as [number, number];
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function reference(row: LimitVersion, shape: Shape, flag: string, policy: FlagPolicy): { verdict: string; isCritical: boolean } {
  const seen = new Set(pointsOf(shape).map((x) => judgePoint(x, row)));
  const [only] = seen;
  let verdict: string = seen.size === 1 && only ? only : 'cannot-say';
  const isSurelyNotCritical = !seen.has('critical-low') && !seen.has('critical-high');
  if (verdict === 'cannot-say' && isSurelyNotCritical && flag !== '' && flag !== '>')
    verdict = flag === 'N' ? 'normal' : 'abnormal';
  const hasNoRange = row.lowerBound === null && row.upperBound === null;
  if (verdict === 'normal' && hasNoRange && ['H', 'L', 'A', 'HH', 'LL', 'AA'].includes(flag)) verdict = 'abnormal';
  const isOurs = verdict.startsWith('critical');
  const isSenders = ['HH', 'LL', 'AA'].includes(flag);
  if (policy === 'flags-only') return { verdict, isCritical: isSenders };
  if (policy === 'limits-only') return { verdict, isCritical: isOurs || (isSenders && verdict === 'cannot-say') };
  return { verdict, isCritical: isOurs || isSenders };
}

const evens = fc.integer({ min: 2, max: 20 }).map((n) => n * 2);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { freq: 4 });
const limits = fc
  .tuple(
    fc.array(evens, { minLength: 4, maxLength: 4 }),
    fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    fc.boolean(),
    fc.boolean(),
  )
  .filter(([, has]) => has.some(Boolean))
  .map(([numbers, has, isCriticalLowerInclusive, isCriticalUpperInclusive]) => {
    const sorted = numbers.toSorted((a, b) => a - b);
    const [criticalLower, lowerBound, upperBound, criticalUpper] = sorted.map((number, index) =>
      has[index] ? String(number) : null,
    );
    return limit({
      criticalLower: criticalLower ?? null,
      lowerBound: lowerBound ?? null,
      upperBound: upperBound ?? null,
      criticalUpper: criticalUpper ?? null,
      isCriticalLowerInclusive,
      isCriticalUpperInclusive,
    });
  });
const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ kind: fc.constantFrom('point' as const, '<' as const, '<=' as const, '>' as const, '>=' as const), at: evens }),
  fc.tuple(evens, evens).map(([a, b]): Shape => ({ kind: 'range', at: Math.min(a, b), to: Math.max(a, b) })),
);
const textOf = (shape: Shape): string =>
  shape.kind === 'range' ? `${shape.at}-${shape.to}` : `${shape.kind === 'point' ? '' : shape.kind}${shape.at}`;
const flags = fc.constantFrom('', 'N', 'H', 'L', 'A', 'HH', 'LL', 'AA', '>');
const policies = fc.constantFrom<FlagPolicy>('either', 'limits-only', 'flags-only');

const verdictOf = (row: LimitVersion, value: string, flag = '', flagPolicy: FlagPolicy = 'either'): Verdict =>
  evaluate(prepareRules([row], []), input(value, { flags: flag === '' ? [] : [flag] }, { flagPolicy }));

describe('evaluation', () => {
  test('says what the reference evaluator says', () => {
    fc.assert(
      fc.property(limits, shapes, flags, policies, (row, shape, flag, policy) => {
        const { verdict, isCritical } = verdictOf(row, textOf(shape), flag, policy);
        expect({ verdict, isCritical }).toEqual(reference(row, shape, flag, policy));
      }),
      { numRuns: 5000 },
    );
  });

  test('a value beyond a critical one is critical too', () => {
    fc.assert(
      fc.property(limits, evens, fc.integer({ min: 0, max: 1000 }), (row, at, more) => {
        const here = verdictOf(row, String(at)).verdict;
        if (here === 'critical-high') expect(verdictOf(row, String(at + more)).verdict).toBe('critical-high');
        if (here === 'critical-low') expect(verdictOf(row, String(at - more)).verdict).toBe('critical-low');
      }),
    );
  });

  test('a second bound changes no verdict, and a value lies beyond it exactly where it would be critical by it', () => {
    fc.assert(
      fc.property(limits, shapes, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (row, shape, low, high) => {
        const away = (bound: string | null, by: number): string | null => (bound === null ? null : String(Number(bound) + by));
        const [secondLower, secondUpper] = [away(row.criticalLower, -low), away(row.criticalUpper, high)];
        const plain = verdictOf(row, textOf(shape));
        const second = verdictOf({ ...row, secondLower, secondUpper }, textOf(shape));
        const bySecond = verdictOf({ ...row, criticalLower: secondLower, criticalUpper: secondUpper }, textOf(shape));
        expect([second.verdict, second.isCritical]).toEqual([plain.verdict, plain.isCritical]);
        expect(second.isBeyondSecond).toBe(isCriticalName(bySecond.verdict));
        expect(plain.isBeyondSecond).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test('inclusive changes the verdict on the bound and nowhere else', () => {
    fc.assert(
      fc.property(limits, fc.integer({ min: -50, max: 500 }), (row, tenths) => {
        const value = String(tenths / 10);
        const strict = verdictOf({ ...row, isCriticalLowerInclusive: false, isCriticalUpperInclusive: false }, value).isCritical;
        const inclusive = verdictOf({ ...row, isCriticalLowerInclusive: true, isCriticalUpperInclusive: true }, value).isCritical;
        const isOnBound =
          Number(value) === Number(row.criticalLower ?? 'x') || Number(value) === Number(row.criticalUpper ?? 'x');
        expect(strict !== inclusive).toBe(isOnBound);
        if (isOnBound) expect(inclusive).toBe(true);
      }),
    );
  });

  test('every spelling of one number has one verdict', () => {
    const zeros = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(
        limits,
        fc.integer({ min: 0, max: 500 }),
        zeros,
        zeros,
        maybe(fc.constantFrom('+', ' ', '^')),
        (row, tenths, before, behind, sign) => {
          const plain = (tenths / 10).toFixed(1);
          const spelled = `${sign ?? ''}${'0'.repeat(before)}${plain}${'0'.repeat(behind)}`;
          expect(verdictOf(row, spelled).verdict).toBe(verdictOf(row, plain).verdict);
          expect(verdictOf(row, `${tenths}e-1`).verdict).toBe(verdictOf(row, plain).verdict);
        },
      ),
    );
  });

  test('what is sure of a range is sure of every range inside it', () => {
    fc.assert(
      fc.property(limits, fc.tuple(evens, evens, evens, evens), (row, numbers) => {
        const [a, b, c, d] = numbers.toSorted((x, y) => x - y);
        const outer = verdictOf(row, `${a}-${d}`).verdict;
        if (outer !== 'cannot-say') expect(verdictOf(row, `${b}-${c}`).verdict).toBe(outer);
      }),
    );
  });

  test('the verdict is the same in every unit the value can be said in', () => {
    // mmol/L × 1000 = umol/L, and × M/10 = mg/dL: both exact in decimals for this M.
    fc.assert(
      fc.property(limits, fc.integer({ min: 0, max: 5000 }), (row, hundredths) => {
        const glucose = { ...row, molarMass: '180.156' };
        const say = (value: string, unit: string): string =>
          evaluate(prepareRules([glucose], []), input(value, { unit })).verdict;
        const value = (hundredths / 100).toFixed(2);
        const milligrams = (BigInt(hundredths) * 180156n).toString().padStart(7, '0');
        expect(say(`${milligrams.slice(0, -6)}.${milligrams.slice(-6)}`, 'mg/dL')).toBe(say(value, 'mmol/L'));
        expect(say(String(hundredths * 10), 'umol/L')).toBe(say(value, 'mmol/L'));
      }),
    );
  });

  test('no text breaks it', () => {
    const rules = prepareRules([limit()], []);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        maybe(fc.string()),
        maybe(fc.string()),
        fc.array(fc.string()),
        (value, unit, referenceRange, sent) => {
          const verdict = evaluate(rules, input(value, { unit, referenceRange, flags: sent }));
          expect(verdict.reason).not.toBe('');
        },
      ),
      { numRuns: 2000 },
    );
  });
});
