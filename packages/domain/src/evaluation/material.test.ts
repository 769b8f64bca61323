import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkLimits, evaluate, type LimitVersion, limitKeyOf, prepareRules } from './index.ts';
import { fitsSpecimen, isOneSeries, isSpecimenInside, isSurelyOneSeries, sharedSpecimen, specimenWord } from './specimens.ts';
import { input, limit } from './testing.ts';

describe('the name of a specimen', () => {
  test.each([
    ['UR', 'urine'],
    [' Urine ', 'urine'],
    ['PLAS', 'plasma'],
    ['Cerebral  spinal fluid', 'cerebrospinal fluid'],
    ['Drain fluid, left', 'drain fluid, left'],
  ])('%s is %s', (text, word) => {
    expect(specimenWord(text)).toBe(word);
  });

  test.each<[string, string[], string]>([
    ['Urine', ['Urine', 'UR'], 'yes'],
    ['urine', ['Mittelstrahl', 'URC'], 'yes'],
    ['Urine', ['Plasma'], 'no'],
    ['Urine', [], 'maybe'],
    ['Urine', ['XXX'], 'maybe'],
    ['Urine', ['Röhrchen 7'], 'maybe'],
    ['Drain fluid', ['drain  FLUID'], 'yes'],
    ['Drain fluid', ['Serum'], 'no'],
    ['Blood', ['BLDA'], 'yes'],
    ['Arterial blood', ['Blood'], 'maybe'],
    ['Plasma', ['Serum', 'SER'], 'no'],
  ])('a limit for %s and a report from %j: %s', (asked, names, fit) => {
    expect(fitsSpecimen(asked, names)).toBe(fit);
  });

  test.each<[string[], string[], boolean]>([
    [['Serum'], ['PLAS'], true],
    [['Serum'], ['UR'], false],
    [['Urine'], ['URC'], true],
    [[], ['UR'], true],
    [['CSF'], ['Serum'], false],
    [['Drain A'], ['drain a'], true],
  ])('%j and %j stand in one series: %s', (a, b, is) => {
    expect(isOneSeries(a, b)).toBe(is);
    expect(isOneSeries(b, a)).toBe(is);
  });

  test.each<[string[], string[], boolean]>([
    [['Serum'], ['PLAS'], true],
    [[], ['XXX'], true],
    [[], ['UR'], false],
    [['Serum'], ['UR'], false],
  ])('%j and %j surely stand in one series: %s', (a, b, is) => {
    expect(isSurelyOneSeries(a, b)).toBe(is);
  });

  const names = fc.constantFrom(null, 'UR', 'urine', 'URC', 'PLAS', 'Serum', 'Blood', 'BLDA', 'Drain A');
  test('what two names share is inside both, and nothing else is', () => {
    fc.assert(
      fc.property(names, names, names, (a, b, c) => {
        const shared = sharedSpecimen(a, b);
        if (shared !== undefined) expect(isSpecimenInside(shared, a) && isSpecimenInside(shared, b)).toBe(true);
        else if (c !== null) expect(isSpecimenInside(c, a) && isSpecimenInside(c, b)).toBe(false);
      }),
    );
  });
});

const plasma = limit({ specimen: 'Plasma', criticalLower: '2.8', criticalUpper: '6.2' });
const urine = limit({ specimen: 'Urine', lowerBound: '25', upperBound: '125', criticalLower: '5', criticalUpper: '200' });
const any = limit({ criticalLower: '2.5', criticalUpper: '6.5' });
const dialysis = limit({ department: 'DIA', criticalLower: '2.8', criticalUpper: '7' });
const of = (rows: LimitVersion[], value: string, specimen: string[], department: string | null = null) =>
  evaluate(prepareRules(rows, []), input(value, {}, { specimen, department }));

describe('the specimen in the match', () => {
  test.each<[string, string[], string, LimitVersion | null]>([
    ['40', ['Urine', 'UR'], 'normal', urine],
    ['40', ['PLAS'], 'critical-high', plasma],
    ['4', ['Plasma'], 'normal', plasma],
    ['4', ['URC'], 'critical-low', urine],
    // No limit for it, and none for any.
    ['40', ['CSF'], 'normal', null],
  ])('%s from %j is %s', (value, specimen, verdict, by) => {
    expect(of([plasma, urine], value, specimen)).toMatchObject({ verdict, limitId: by?.id ?? null });
  });

  test('the limit for the specimen goes before the one for any', () => {
    expect(of([any, urine], '40', ['UR'])).toMatchObject({ verdict: 'normal', limitId: urine.id, isCritical: false });
    expect(of([any, urine], '40', ['SER'])).toMatchObject({ verdict: 'critical-high', limitId: any.id });
  });

  test('a specimen that is not said fails towards the call, and says so', () => {
    const verdict = of([any, urine], '4', []);
    expect(verdict).toMatchObject({ verdict: 'critical-low', limitId: urine.id, isCritical: true });
    expect(verdict.reason).toContain('the limit is for Urine, the specimen is not said: it calls all the same');
  });

  test('it calls and does nothing else: what the other limit finds normal is not in doubt by a unit it cannot read', () => {
    const perDay = limit({ specimen: 'Urine', unit: 'mmol/(24.h)', criticalLower: '5', lowerBound: null, upperBound: null });
    expect(of([any, perDay], '4', [])).toMatchObject({ verdict: 'normal', limitId: any.id });
  });

  test('a word the house does not know and a limit names is no doubt for the others', () => {
    const drain = limit({
      specimen: 'Drain fluid',
      criticalLower: null,
      lowerBound: null,
      upperBound: null,
      criticalUpper: '300',
    });
    expect(of([plasma, drain], '40', ['drain fluid'])).toMatchObject({ verdict: 'normal', limitId: drain.id });
    expect(of([plasma, drain], '40', ['Röhrchen 7'])).toMatchObject({ isCritical: true, limitId: plasma.id });
  });
});

describe('the department in the match', () => {
  test('the limit of the department goes before the one for any, and is nothing to another', () => {
    expect(of([any, dialysis], '6.8', [], 'DIA')).toMatchObject({ isCritical: false, limitId: dialysis.id });
    expect(of([any, dialysis], '6.8', [], 'CH')).toMatchObject({ isCritical: true, limitId: any.id });
  });

  test('a department that is not known fails towards the call', () => {
    const strict = limit({ department: 'NEO', criticalLower: '3.4', criticalUpper: '5.5' });
    const verdict = of([any, strict], '6', [], null);
    expect(verdict).toMatchObject({ isCritical: true, limitId: strict.id });
    expect(verdict.reason).toContain("the limit is for department NEO, the report's is not known");
    expect(of([any, strict], '6', [], 'CH')).toMatchObject({ isCritical: false });
  });
});

test('the identity of a limit holds specimen and department, however they are written', () => {
  const key = limitKeyOf(limit({ specimen: 'UR', department: 'CH' }));
  expect(key).toBe('LN:2823-3:critical:in urine:by CH');
  expect(limitKeyOf(limit({ specimen: ' urine', department: 'CH' }))).toBe(key);
  expect(limitKeyOf(limit())).toBe('LN:2823-3:critical');
});

describe('ties', () => {
  test.each<[string, Partial<LimitVersion>[], number]>([
    ['two specimens', [{ specimen: 'UR' }, { specimen: 'Plasma' }], 0],
    ['any and one', [{}, { specimen: 'UR' }], 0],
    ['a specimen and a sort of it', [{ specimen: 'Urine' }, { specimen: 'URC' }], 0],
    ['a specimen and a ward', [{ specimen: 'UR' }, { location: 'W1' }], 1],
    ['a specimen and a department', [{ specimen: 'UR' }, { department: 'CH' }], 1],
    ['settled by a third', [{ specimen: 'UR' }, { location: 'W1' }, { specimen: 'Urine', location: 'w1' }], 0],
    ['the same specimen in two words', [{ specimen: 'UR' }, { specimen: 'urine' }], 1],
    ['two departments', [{ department: 'CH' }, { department: 'HE' }], 0],
  ])('%s', (_what, changes, count) => {
    expect(checkLimits(changes.map((change) => limit(change))).map(({ code }) => code)).toEqual(
      Array.from({ length: count }, () => 'limits.tie'),
    );
  });

  test('a department the laboratory does not have is refused by name', () => {
    expect(checkLimits([limit({ department: 'XX' })], new Set(['CH', 'HE']))).toMatchObject([
      { code: 'limits.department', field: 'department', message: 'department "XX" is none of this laboratory: CH, HE' },
    ]);
  });
});

/** Where no tie is reported, exactly one limit speaks for a result that says everything: the narrowest that fits. */
test('without a tie, one limit speaks, and every other that fits is wider', () => {
  const groups = fc.record({
    specimen: fc.constantFrom(null, 'UR', 'URC', 'Plasma', 'Drain A'),
    department: fc.constantFrom(null, 'CH', 'HE'),
    sex: fc.constantFrom(null, 'female' as const),
  });
  fc.assert(
    fc.property(
      fc.array(groups, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('UR', 'URC', 'PLAS', 'Drain a', 'SER').map((name) => [name]),
      fc.constantFrom('CH', 'HE'),
      (wanted, specimen, department) => {
        const rows = wanted.map((group) => limit({ ...group, criticalUpper: '6.2' }));
        fc.pre(checkLimits(rows).length === 0);
        const fitting = rows.filter(
          (row) =>
            (row.department === null || row.department === department) &&
            (row.specimen === null || fitsSpecimen(row.specimen, specimen) === 'yes'),
        );
        const { limitId } = of(rows, '5', specimen, department);
        // A word the house does not know, or a general one, may be any of those asked for.
        const isOpen = rows.some((row) => row.specimen !== null && fitsSpecimen(row.specimen, specimen) === 'maybe');
        if (fitting.length === 0 && !isOpen) expect(limitId).toBeNull();
        const chosen = rows.find(({ id }) => id === limitId);
        for (const row of chosen ? fitting : []) {
          expect(isSpecimenInside(chosen?.specimen ?? null, row.specimen)).toBe(true);
          expect([null, chosen?.department]).toContain(row.department);
        }
        if (fitting.length > 0) expect(fitting.map(({ id }) => id)).toContain(limitId);
      },
    ),
  );
});
