import { describe, expect, it } from 'vitest';
import { adviseLimits } from './advise-limits.ts';
import { evaluate } from './evaluate.ts';
import { input, limit } from './testing.ts';
import { limitsInForce, rulesAsIf, waitingDrafts, withDrafts } from './what-if.ts';

const codes = (...rows: Parameters<typeof adviseLimits>[0]) => adviseLimits(rows).map(({ code }) => code);
const adults = { ageFromDays: 6570 };
const delta = { by: '1', in: 'absolute', hours: 24, direction: 'both' } as const;
const newborns = { ageFromDays: 0, ageToDays: 28 };

describe('advice on limits', () => {
  it.each([
    ['one limit for everybody', [limit()], []],
    ['newborns and adults only', [limit(newborns), limit(adults)], ['limits.age-gap']],
    ['an exception inside a limit for all', [limit(), limit(newborns)], []],
    ['one sex only', [limit({ sex: 'female' })], []],
    [
      'both sexes, all of a limit for any sex',
      [limit(), limit({ sex: 'female' }), limit({ sex: 'male' })],
      ['limits.unreachable'],
    ],
    ['one sex, and a limit for any', [limit(), limit({ sex: 'male' })], []],
    ['ages that together cover a limit for all', [limit(), limit(newborns), limit({ ageFromDays: 28 })], ['limits.unreachable']],
    ['an inactive limit', [limit({ ...newborns, isActive: false })], []],
    ['a ward with its own', [limit(), limit({ location: 'ICU' })], []],
    ['a narrower limit that loses the rule for changes', [limit({ delta }), limit({ specimen: 'UR' })], ['limits.change-lost']],
    ['both with a rule for changes', [limit({ delta }), limit({ specimen: 'UR', delta })], []],
    ['nothing but a rule for changes', [limit({ criticalLower: null, criticalUpper: null, delta })], []],
    ['ages of one specimen only', [limit({ specimen: 'UR' }), limit({ specimen: 'CSF', ...newborns })], ['limits.age-gap']],
    ['a specimen whose other ages the limit for any covers', [limit(), limit({ specimen: 'CSF', ...newborns })], []],
    ['a department with its own', [limit(), limit({ department: 'CH', ...newborns })], []],
    [
      'every sort of a specimen by a narrower one',
      [limit({ specimen: 'UR' }), limit({ specimen: 'urine', sex: 'female' }), limit({ specimen: 'UR', sex: 'male' })],
      ['limits.unreachable'],
    ],
    ['no critical bound', [limit({ criticalLower: null, criticalUpper: null })], ['limits.no-critical-bound']],
  ])('%s: %#', (_about, rows, expected) => {
    expect(codes(...rows)).toEqual(expected);
  });

  it('names who is left out, from when to when', () => {
    const [female] = adviseLimits([
      limit(),
      limit({ sex: 'male', ...adults }),
      limit({ parameterCode: 'X', sex: 'female', ageFromDays: 730 }),
    ]);
    expect(female?.message).toBe('Potassium (X): no limit for female patients from 0 d to 2 y');
  });

  it('names units that came and cannot be compared, with their count', () => {
    const seen = () => [
      { unit: 'mg/dL', count: 12 },
      { unit: 'mmol/L', count: 400 },
      { unit: null, count: 3 },
    ];
    expect(adviseLimits([limit()], seen)[0]?.message).toContain('mg/dL (12), which cannot be compared with mmol/L');
    expect(adviseLimits([limit({ molarMass: '39.1' })], seen)).toEqual([]);
  });
});

describe('limits as if', () => {
  const now = new Date('2026-11-21T08:00:00Z');
  const first = limit({ limitKey: 'K' });
  const second = limit({ limitKey: 'K', version: 2, criticalUpper: '6.0', validFrom: new Date('2026-11-01T00:00:00Z') });
  const future = limit({ limitKey: 'K', version: 3, criticalUpper: '5.9', validFrom: new Date('2027-01-01T00:00:00Z') });
  const draft = limit({ limitKey: 'K', version: 4, criticalUpper: '5.5', isApproved: false });

  it('in force is the newest approved version that is valid now', () => {
    expect(limitsInForce([first, second, future, draft], now)).toEqual([second]);
    expect(limitsInForce([draft], now)).toEqual([draft]);
  });

  it('a draft waits where it is the newest version', () => {
    expect(waitingDrafts([first, draft])).toEqual([draft]);
    expect(waitingDrafts([first, draft, limit({ limitKey: 'K', version: 5 })])).toEqual([]);
  });

  it('a draft judges old and new results alike, and the others stay', () => {
    const other = limit({ limitKey: 'other', parameterCode: '2951-2', criticalUpper: '160', unit: 'mmol/L', upperBound: '145' });
    const rules = rulesAsIf(withDrafts([second, other], [draft]), []);
    const old = new Date('2020-01-01T00:00:00Z');
    expect(evaluate(rules, input('5.8', {}, { collectedAt: old })).isCritical).toBe(true);
    expect(evaluate(rulesAsIf([second, other], []), input('5.8', {}, { collectedAt: old })).isCritical).toBe(false);
    expect(evaluate(rules, input('161', { parameterCode: '2951-2' })).isCritical).toBe(true);
  });
});
