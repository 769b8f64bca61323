import { describe, expect, it, test } from 'vitest';
import { type CodeMapping, checkMapping, evaluate, mappingFor, mapResult, prepareRules } from './index.ts';
import { input, limit, result } from './testing.ts';

const mapping = (changes: Partial<CodeMapping>): CodeMapping => ({
  id: 7,
  version: 1,
  sourceId: null,
  fromCode: null,
  fromSystem: null,
  fromUnit: null,
  toCode: null,
  toSystem: null,
  toUnit: null,
  ...changes,
});
const KALIUM = mapping({ fromCode: 'KAL', toCode: '2823-3', toSystem: 'LN' });
const judged = (mappings: CodeMapping[], value: string, sent: Parameters<typeof input>[1], sourceId?: number) =>
  evaluate(prepareRules([limit()], [], mappings), input(value, sent, sourceId === undefined ? {} : { sourceId }));

describe('a mapping', () => {
  it('lets a limit speak of a code it does not know, and the reason says so', () => {
    const sent = { parameterCode: 'kal', codeSystem: 'L' };
    expect(judged([], '6.8', sent)).toMatchObject({
      verdict: 'normal',
      isCritical: false,
      reason: expect.stringContaining('no limit'),
    });
    expect(judged([KALIUM], '6.8', sent)).toMatchObject({
      verdict: 'critical-high',
      isCritical: true,
      limitVersion: 1,
      reason: expect.stringMatching(/6\.8 > 6\.2 mmol\/L.*; read as 2823-3 by mapping 7$/),
    });
  });

  it('lets a unit be understood, and leaves the value what it is', () => {
    const spelled = mapping({ fromUnit: 'mMol pro Liter', toUnit: 'mmol/L' });
    expect(judged([], '6.8', { unit: 'mMol pro Liter' }).verdict).toBe('cannot-say');
    expect(judged([spelled], '6.8', { unit: 'mMol pro Liter' }).verdict).toBe('critical-high');
    expect(judged([spelled], '6.8', { unit: 'mmol/L' }).reason).not.toContain('mapping');
    const silent = mapping({ fromCode: '2823-3', fromUnit: '', toUnit: 'mmol/L' });
    expect(judged([silent], '4.0', { unit: null })).toMatchObject({
      verdict: 'normal',
      reason: expect.stringContaining('in mmol/L by mapping'),
    });
  });

  it('holds for its source only, and the one that says more goes before', () => {
    const ofOne = mapping({ id: 8, sourceId: 3, fromCode: 'KAL', toCode: '2823-3' });
    expect(judged([ofOne], '6.8', { parameterCode: 'KAL', codeSystem: '' }, 4).isCritical).toBe(false);
    expect(judged([ofOne], '6.8', { parameterCode: 'KAL', codeSystem: '' }, 3).isCritical).toBe(true);
    expect(mappingFor([KALIUM, ofOne], 3, result('1', { parameterCode: 'KAL' }))?.id).toBe(8);
    expect(mappingFor([KALIUM, ofOne], 4, result('1', { parameterCode: 'KAL' }))?.id).toBe(7);
  });

  it('that is none leaves the very same result', () => {
    const sent = result('1');
    expect(mapResult([KALIUM], null, sent).result).toBe(sent);
  });
});

test.each([
  [{}, 'fromCode'],
  [{ fromCode: 'KAL' }, 'toCode'],
  [{ fromUnit: 'x', toCode: '2823-3' }, 'fromCode'],
  [{ fromCode: 'KAL', toCode: '9999-9' }, 'toCode'],
  [{ fromUnit: 'x', toUnit: 'bananas' }, 'toUnit'],
  [{ fromCode: 'KAL', toUnit: 'mmol/L' }, 'fromUnit'],
  [{ fromUnit: 'mg/L', toUnit: 'g/L' }, 'toUnit'],
  [{ fromUnit: 'mmol/l', toUnit: 'mmol/L' }, 'fromUnit'],
  [{ fromCode: 'KAL', toCode: '2823-3' }, null],
  [{ fromUnit: 'Einheiten', toUnit: 'U/L' }, null],
] as const)('%j: what is wrong stands at %s', (changes, field) => {
  expect(checkMapping(mapping(changes), (code) => code === '2823-3')?.field ?? null).toBe(field);
});
