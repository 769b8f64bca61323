import { describe, expect, test } from 'vitest';
import { type EvaluationInput, evaluate, type LimitVersion, prepareRules, type Verdict } from './index.ts';
import { input, limit } from './testing.ts';

const potassium = limit();
const rules = prepareRules([potassium], []);
const summary = (verdict: Verdict): string =>
  `${verdict.verdict}${verdict.isCritical ? ' critical' : ''}${verdict.isDisagreement ? ' disagreement' : ''}`;
const of = (limits: LimitVersion[], asked: EvaluationInput): string => summary(evaluate(prepareRules(limits, []), asked));

describe('a number against its bounds', () => {
  test.each([
    ['4.0', 'normal'],
    ['3.5', 'normal'],
    ['5.1', 'normal'],
    ['3.49', 'abnormal'],
    ['5.11', 'abnormal'],
    ['2.8', 'abnormal'],
    ['2.80', 'abnormal'],
    ['2.800000', 'abnormal'],
    ['28e-1', 'abnormal'],
    ['2.7999999999999999999', 'critical-low critical'],
    ['6.2', 'abnormal'],
    ['6.20', 'abnormal'],
    ['6.2000000000000000001', 'critical-high critical'],
    ['6.3', 'critical-high critical'],
    ['-1', 'critical-low critical'],
    ['<2.8', 'critical-low critical'],
    ['<=2.8', 'cannot-say'],
    ['<2.81', 'cannot-say'],
    ['< 1', 'critical-low critical'],
    ['>6.2', 'critical-high critical'],
    ['>=6.2', 'cannot-say'],
    ['>6', 'cannot-say'],
    ['> 1000', 'critical-high critical'],
    ['≥ 7', 'critical-high critical'],
    ['≤2', 'critical-low critical'],
    ['1-2', 'critical-low critical'],
    ['2-3', 'cannot-say'],
    ['3.6-5', 'normal'],
    ['5.2-6.2', 'abnormal'],
    ['5-6', 'cannot-say'],
    ['<^2.5', 'critical-low critical'],
    ['^7', 'critical-high critical'],
    ['>^7', 'critical-high critical'],
    ['^1^-^2', 'critical-low critical'],
    ['7,1', 'critical-high critical'],
    ['1,234', 'cannot-say'],
    ['haemolysed', 'cannot-say'],
    ['', 'cannot-say'],
    ['3+', 'cannot-say'],
    ['6.8 HH', 'critical-high critical'],
    ['6.8 mmol/L', 'critical-high critical'],
    ['6.8 mg/dL', 'cannot-say'],
    ['4.1\n7.0', 'critical-high critical'],
    ['4.1\n4.2', 'normal'],
    ['4.1\nsee note', 'cannot-say'],
  ])('%j is %s', (value, expected) => {
    expect(summary(evaluate(rules, input(value)))).toBe(expected);
  });

  test.each([
    ['7.4', false, '7.4 > 6.2 mmol/L, critical high (limit version 1)'],
    ['7.5', false, '7.5 > 6.2 mmol/L, critical high (limit version 1)'],
    ['7.6', true, '7.6 > 6.2 mmol/L, critical high (limit version 1); beyond the second bound 7.5 mmol/L'],
    ['>7', false, '>7 > 6.2 mmol/L, critical high (limit version 1)'],
    ['6.3\n8', true, '8 > 6.2 mmol/L, critical high (limit version 1); beyond the second bound 7.5 mmol/L'],
    ['1', true, '1 < 2.8 mmol/L, critical low (limit version 1); beyond the second bound 2 mmol/L'],
    ['5', false, '5 is inside 3.5–5.1 mmol/L (limit version 1)'],
  ])('%j lies beyond the second bound: %s', (value, isBeyondSecond, reason) => {
    const second = prepareRules([limit({ secondLower: '2.0', secondUpper: '7.50' })], []);
    expect(evaluate(second, input(value))).toMatchObject({ isBeyondSecond, reason });
  });

  test('the verdict carries what is needed to explain it later', () => {
    expect(evaluate(rules, input('6.8', { flags: ['H'] }))).toEqual({
      verdict: 'critical-high',
      isCritical: true,
      isBeyondSecond: false,
      reason: '6.8 > 6.2 mmol/L, critical high (limit version 1)',
      senderVerdict: 'abnormal',
      isDisagreement: true,
      limitId: potassium.id,
      limitVersion: 1,
      passed: { sign: '>', bound: '6.2', unit: 'mmol/L', here: null },
      delta: null,
      bounds: { lower_bound: '3.5', upper_bound: '5.1', critical_lower: '2.8', critical_upper: '6.2' },
      tier: 'critical',
    });
  });

  test.each([
    ['2.8', 'critical-low critical'],
    ['2.81', 'abnormal'],
    ['6.2', 'critical-high critical'],
    ['6.19', 'abnormal'],
    ['<=2.8', 'critical-low critical'],
    ['>=6.2', 'critical-high critical'],
  ])('inclusive bounds: %s is %s', (value, expected) => {
    expect(of([limit({ isCriticalLowerInclusive: true, isCriticalUpperInclusive: true })], input(value))).toBe(expected);
  });

  test.each([
    [
      'only an upper critical bound',
      { criticalLower: null, lowerBound: null, upperBound: null },
      { '1': 'normal', '6.3': 'critical-high critical' },
    ],
    [
      'only a lower critical bound',
      { criticalUpper: null, lowerBound: null, upperBound: null },
      { '2': 'critical-low critical', '99': 'normal' },
    ],
    [
      'normal range only',
      { criticalLower: null, criticalUpper: null },
      { '2': 'abnormal', '99': 'abnormal', '4': 'normal', haemolysed: 'normal' },
    ],
    [
      'one-sided normal range does not hide a critical value',
      { lowerBound: null },
      { '2': 'critical-low critical', '4': 'normal', '6': 'abnormal' },
    ],
    ['no normal range', { lowerBound: null, upperBound: null }, { '3': 'normal', '7': 'critical-high critical' }],
  ] as const)('%s', (_name, changes, expected) => {
    for (const [value, verdict] of Object.entries(expected)) expect(of([limit(changes)], input(value)), value).toBe(verdict);
  });

  test('an open lower end is no doubt against a normal range that starts at nothing', () => {
    const troponin = limit({ lowerBound: '0', upperBound: '14', criticalLower: null, criticalUpper: '52' });
    expect(of([troponin], input('<3'))).toBe('normal');
    expect(of([troponin], input('<60'))).toBe('cannot-say');
  });

  test("the sender's printed range speaks only where the limit has no normal range", () => {
    const bare = limit({ lowerBound: null, upperBound: null });
    expect(of([bare], input('5.5', { referenceRange: '3.5-5.1' }))).toBe('abnormal');
    expect(of([bare], input('5.0', { referenceRange: '(3.5 - 5.1)' }))).toBe('normal');
    expect(of([bare], input('5.0', { referenceRange: '<5' }))).toBe('abnormal');
    expect(of([limit()], input('5.0', { referenceRange: '3.5-4.5' }))).toBe('normal');
  });
});

describe("the sender's flags", () => {
  test.each([
    ['either', '4.0', ['HH'], 'normal critical disagreement'],
    ['either', '4.0', ['LL'], 'normal critical disagreement'],
    ['either', '4.0', ['AA'], 'normal critical disagreement'],
    ['either', '4.0', ['HU'], 'normal critical disagreement'],
    ['either', '4.0', ['LU'], 'normal critical disagreement'],
    ['either', '6.8', ['H'], 'critical-high critical disagreement'],
    ['either', '6.8', [], 'critical-high critical'],
    ['either', '6.8', ['HH'], 'critical-high critical'],
    ['either', '4.0', ['>'], 'normal'],
    ['either', '4.0', ['<'], 'normal'],
    ['either', '4.0', ['H', 'HH^Critical^HL70078'], 'normal critical disagreement'],
    ['either', '4.0', ['hh'], 'normal critical disagreement'],
    ['either', '4.0', ['H'], 'normal disagreement'],
    ['limits-only', '4.0', ['HH'], 'normal disagreement'],
    ['limits-only', '6.8', ['N'], 'critical-high critical disagreement'],
    ['limits-only', 'haemolysed', ['HH'], 'cannot-say critical'],
    ['limits-only', '>6', ['AA'], 'cannot-say critical'],
    ['flags-only', '6.8', ['N'], 'critical-high disagreement'],
    ['flags-only', '6.8', [], 'critical-high disagreement'],
    ['flags-only', '4.0', ['HH'], 'normal critical disagreement'],
    ['flags-only', 'haemolysed', ['LL'], 'cannot-say critical'],
    ['either', 'haemolysed', ['H'], 'cannot-say'],
  ] as const)('%s: %s flagged %j is %s', (flagPolicy, value, flags, expected) => {
    expect(summary(evaluate(rules, input(value, { flags: [...flags] }, { flagPolicy })))).toBe(expected);
  });

  test.each([
    [['HH'], 'critical-high critical'],
    [['LL'], 'critical-low critical'],
    [['AA'], 'critical-qualitative critical'],
    [['H'], 'abnormal'],
    [['A'], 'abnormal'],
    [['N'], 'normal'],
    [[], 'normal'],
  ])('with no limit only the flags %j speak: %s', (flags, expected) => {
    for (const flagPolicy of ['either', 'limits-only', 'flags-only'] as const) {
      expect(summary(evaluate(rules, input('4', { parameterCode: 'none', flags }, { flagPolicy })))).toBe(expected);
    }
  });

  test('with no limit a value outside the printed range is abnormal', () => {
    expect(summary(evaluate(rules, input('9', { parameterCode: 'none', referenceRange: '1-5' })))).toBe('abnormal');
  });

  test('a result taken back by its sender (D, W) is not critical of itself, whatever its value and flags', () => {
    for (const status of ['D', 'W']) expect(summary(evaluate(rules, input('9.9', { status, flags: ['HH'] })))).toBe('cannot-say');
  });
});

describe('which limit speaks', () => {
  const male = limit({ sex: 'male', criticalUpper: '7' });
  const newborn = limit({ ageToDays: 28, criticalUpper: '8' });
  const icu = limit({ location: 'ICU', criticalUpper: '9' });
  const all = [potassium, male, newborn, icu];

  test.each([
    ['6.5', { sex: 'female' }, 'critical-high critical'],
    ['6.5', { sex: 'male' }, 'abnormal'],
    ['7.5', { sex: 'male' }, 'critical-high critical'],
    ['7.5', { ageDays: 27 }, 'abnormal'],
    ['7.5', { ageDays: 28 }, 'critical-high critical'],
    ['7.5', { ageDays: null }, 'critical-high critical'],
    ['6.5', { sex: null }, 'critical-high critical'],
    ['6.5', { sex: 'unknown' }, 'critical-high critical'],
    ['8.5', { location: ' icu ' }, 'abnormal'],
  ] as const)('%s for %j is %s', (value, more, expected) => {
    expect(of(all, input(value, {}, more))).toBe(expected);
  });

  test('who the message does not describe is judged by every limit that may be theirs', () => {
    const split = [limit({ sex: 'male', criticalUpper: '7' }), limit({ sex: 'female', criticalUpper: '6' })];
    expect(of(split, input('6.5', {}, { sex: null }))).toBe('critical-high critical');
    expect(of(split, input('6.5', {}, { sex: 'male' }))).toBe('abnormal');
  });

  test('in a tie the graver verdict wins', () => {
    const tied = [limit({ sex: 'male', criticalUpper: '7' }), limit({ ageToDays: 28, criticalUpper: '8' })];
    expect(of(tied, input('7.5', {}, { sex: 'male', ageDays: 3 }))).toBe('critical-high critical');
  });

  test('a patient of no group: only the flags speak', () => {
    expect(of([newborn], input('9', { flags: ['H'] }))).toBe('abnormal');
  });

  test('local codes: an empty code system in the limit fits any, one that is not said fits LOINC', () => {
    const local = limit({ parameterCode: 'K', codeSystem: '' });
    expect(of([local], input('7', { parameterCode: 'K', codeSystem: '99LAB' }))).toBe('critical-high critical');
    expect(of([limit()], input('7', { codeSystem: '' }))).toBe('critical-high critical');
    expect(of([limit()], input('7', { codeSystem: 'http://loinc.org' }))).toBe('critical-high critical');
    expect(of([limit()], input('7', { codeSystem: '99LAB' }))).toBe('normal');
  });
});

describe('versions', () => {
  const at = (text: string): Date => new Date(text);
  const versions = [
    limit({ limitKey: 'k', version: 1, criticalUpper: '6', validFrom: at('2026-01-01T00:00:00Z') }),
    limit({ limitKey: 'k', version: 2, criticalUpper: '7', validFrom: at('2026-06-01T00:00:00Z') }),
    limit({ limitKey: 'k', version: 3, isActive: false, validFrom: at('2026-09-01T00:00:00Z') }),
  ];

  test.each([
    ['2025-05-05', 'critical-high critical', 1],
    ['2026-05-31', 'critical-high critical', 1],
    ['2026-06-01', 'abnormal', 2],
    ['2026-09-01', 'normal', null],
  ])('collected %s: %s by version %s', (day, expected, version) => {
    const verdict = evaluate(prepareRules(versions, []), input('6.5', {}, { collectedAt: at(`${day}T00:00:00Z`) }));
    expect([summary(verdict), verdict.limitVersion]).toEqual([expected, version]);
  });

  test('without a collection time, now decides', () => {
    expect(evaluate(prepareRules(versions, []), input('6.5', {}, { now: at('2026-07-01T00:00:00Z') })).limitVersion).toBe(2);
  });

  test('an unapproved version waits while an approved one exists, and speaks where none does', () => {
    const approved = limit({ limitKey: 'k', version: 1 });
    const draft = limit({ limitKey: 'k', version: 2, criticalUpper: '9', isApproved: false });
    expect(of([approved, draft], input('7'))).toBe('critical-high critical');
    expect(of([{ ...approved, isApproved: false }, draft], input('7'))).toBe('abnormal');
  });

  test('an unapproved narrower limit does not overrule an approved wider one', () => {
    expect(of([limit(), limit({ sex: 'female', criticalUpper: '9', isApproved: false })], input('7'))).toBe(
      'critical-high critical',
    );
  });
});

describe('two tiers', () => {
  const significant = limit({
    tier: 'significant',
    lowerBound: null,
    upperBound: null,
    criticalLower: '3.0',
    criticalUpper: '5.8',
  });

  test.each([
    ['6.5', 'critical-high critical', 'critical'],
    ['6.0', 'abnormal', 'significant'],
    ['2.9', 'abnormal', 'significant'],
    ['5.5', 'abnormal', null],
    ['4', 'normal', null],
  ])('%s is %s, tier %s', (value, expected, tier) => {
    const verdict = evaluate(prepareRules([potassium, significant], []), input(value));
    expect([summary(verdict), verdict.tier]).toEqual([expected, tier]);
    expect(verdict.limitId).toBe(tier === 'significant' ? significant.id : potassium.id);
  });

  test('a significant limit alone never makes a result critical', () => {
    const alone = prepareRules([significant], []);
    expect(summary(evaluate(alone, input('99')))).toBe('abnormal');
    expect(evaluate(alone, input('99')).tier).toBe('significant');
    expect(evaluate(alone, input('99', { flags: ['HH'] })).tier).toBe('critical');
  });
});

describe('units', () => {
  const glucose = limit({
    parameterCode: '2345-7',
    criticalLower: '2.5',
    criticalUpper: '25',
    lowerBound: '4',
    upperBound: '6',
    molarMass: '180.156',
  });
  const calcium = limit({
    parameterCode: '17861-6',
    criticalLower: '1.6',
    criticalUpper: '3.25',
    lowerBound: '2.1',
    upperBound: '2.6',
    molarMass: '40.078',
    valence: 2,
  });
  const of2 = (row: LimitVersion, value: string, unit: string | null): string =>
    of([row], input(value, { parameterCode: row.parameterCode, unit }));

  test.each([
    // 2.5 mmol/L of glucose is 45.039 mg/dL, exactly; 25 mmol/L is 450.39.
    ['45.039', 'mg/dL', 'abnormal'],
    ['45.0389', 'mg/dL', 'critical-low critical'],
    ['450.39', 'MG/DL', 'abnormal'],
    ['450.391', 'mg/dl', 'critical-high critical'],
    ['450.390', 'mg/dL', 'abnormal'],
    ['25', 'mmol/l', 'abnormal'],
    ['25.01', 'MMOL/L', 'critical-high critical'],
    ['30', 'g/kg', 'cannot-say'],
    ['30', 'K/uL', 'cannot-say'],
    ['30', null, 'critical-high critical'],
    ['5', null, 'cannot-say'],
    ['5', '', 'cannot-say'],
    ['>500', 'mg/dL', 'critical-high critical'],
    ['30', 'florps', 'cannot-say'],
  ])('glucose %s %s is %s', (value, unit, expected) => {
    expect(of2(glucose, value, unit)).toBe(expected);
  });

  test('a bound of another unit than the result says its own', () => {
    const boundsOf = (unit: string | null) =>
      evaluate(prepareRules([glucose], []), input('450.391', { parameterCode: glucose.parameterCode, unit })).bounds;
    expect(boundsOf('mmol/L')).toMatchObject({ critical_lower: '2.5', critical_upper: '25' });
    expect(boundsOf('mg/dL')).toMatchObject({ critical_lower: '2.5 mmol/L', critical_upper: '25 mmol/L' });
    expect(boundsOf(null)).toMatchObject({ critical_upper: '25 mmol/L' });
  });

  test('calcium in mEq/L counts two charges', () => {
    expect(of2(calcium, '6.5', 'mEq/L')).toBe('abnormal');
    expect(of2(calcium, '6.51', 'mEq/L')).toBe('critical-high critical');
    expect(of2({ ...calcium, valence: null }, '9', 'mEq/L')).toBe('cannot-say');
  });

  test('a number without unit fits a limit without one, and a unit does not', () => {
    const ph = limit({
      parameterCode: '2744-1',
      unit: null,
      criticalLower: '7.2',
      criticalUpper: '7.6',
      lowerBound: '7.35',
      upperBound: '7.45',
    });
    for (const unit of [null, '', 'pH', '[pH]', 'pH units', '{pH}']) expect(of2(ph, '7.1', unit)).toBe('critical-low critical');
    expect(of2(ph, '7.1', 'mmol/L')).toBe('cannot-say');
  });

  test('a titre is held against its reciprocal', () => {
    const titre = limit({
      parameterCode: 'T',
      unit: '{titer}',
      criticalLower: null,
      criticalUpper: '64',
      lowerBound: null,
      upperBound: null,
    });
    expect(of2(titre, '1:128', null)).toBe('critical-high critical');
    expect(of2(titre, '^1^:^64', null)).toBe('normal');
    expect(of2(titre, '3:2', null)).toBe('cannot-say');
  });
});
