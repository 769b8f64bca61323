import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDecimals, decimalText, multiplyDecimals, parseDecimal } from '../kernel/index.ts';
import { ucumCandidates } from './unit-spelling.ts';
import { conversionFactor, isUnit, type Substance } from './units.ts';

const substance = (molarMass: string | null, valence: number | null = null): Substance => ({
  molarMass: molarMass === null ? null : parseDecimal(molarMass),
  valence,
});
const NONE = substance(null);

function factorText(from: string, to: string, of: Substance = NONE): string | null {
  const factor = conversionFactor(from, to, of);
  if (!factor) return null;
  const [numerator, denominator] = [decimalText(factor.numerator), decimalText(factor.denominator)];
  return denominator === '1' ? numerator : `${numerator}/${denominator}`;
}

describe('spellings', () => {
  test.each([
    ['mmol/l', 'mmol/L'],
    ['MMOL/L', 'mmol/L'],
    [' mmol / L ', 'mmol/L'],
    ['mmol.l-1', 'mmol/L'],
    ['µmol/L', 'umol/L'],
    ['μmol/l', 'umol/L'],
    ['mcmol/L', 'umol/L'],
    ['g/dl', 'g/dL'],
    ['G/DL', 'g/dL'],
    ['gm/dL', 'g/dL'],
    ['mg%', 'mg/dL'],
    ['mEq/L', 'meq/L'],
    ['MEQ/L', 'meq/L'],
    ['U/l', 'U/L'],
    ['IU/L', 'U/L'],
    ['[IU]/L', 'U/L'],
    ['uIU/mL', 'uU/mL'],
    ['mIU/L', 'mU/L'],
    ['10*3/uL', '10*9/L'],
    ['10^3/uL', '10*9/L'],
    ['x10E3/uL', '10*9/L'],
    ['X10E3/UL', '10*9/L'],
    ['x10^9/L', '10*9/L'],
    ['10e9/l', '10*9/L'],
    ['K/uL', '10*9/L'],
    ['k/ul', '10*9/L'],
    ['K/mm3', '10*9/L'],
    ['giga.l-1', '10*9/L'],
    ['Tsd/µl', '10*9/L'],
    ['M/uL', '10*12/L'],
    ['10*6/uL', '10*12/L'],
    ['x10E6/uL', '10*12/L'],
    ['Mio/µl', '10*12/L'],
    ['T/l', '10*12/L'],
    ['sec', 's'],
    ['SEC', 's'],
    ['mmHg', 'mm[Hg]'],
    ['mm Hg', 'mm[Hg]'],
    ['mm/hr', 'mm/h'],
    ['%', '%'],
    ['percent', '%'],
    ['pH', ''],
    ['INR', ''],
    ['{INR}', ''],
    ['ratio', ''],
    ['', ''],
    ['ng/mL FEU', 'ng/mL{FEU}'],
    ['mOsm/kg', 'mosm/kg'],
    ['ug/ml', 'ug/mL'],
    ['mcg/mL', 'ug/mL'],
    ['cells/uL', '/uL'],
    ['/mm3', '/uL'],
    ['/HPF', '/[HPF]'],
    ['mL/min/1.73m2', 'mL/min/{1.73_m2}'],
    ['mg/24h', 'mg/(24.h)'],
    ['degC', 'Cel'],
    ['fl', 'fL'],
    ['PG', 'pg'],
  ])('%j is %j', (text, code) => {
    expect(ucumCandidates(text)[0]).toBe(code);
  });

  test('G/L is giga beside a count and gram beside a mass', () => {
    expect(factorText('G/L', '10*3/uL')).toBe('1');
    expect(factorText('G/L', 'g/dL')).toBe('0.1');
  });

  test('every spelling that names a unit is one the UCUM library knows', () => {
    for (const text of [
      'K/uL',
      'mEq/L',
      'mmHg',
      'mOsm/kg',
      'mL/min/1.73m2',
      'ng/mL FEU',
      'mg/24h',
      'uIU/mL',
      'mm/hr',
      '/HPF',
      'copies/mL',
    ])
      expect(isUnit(text), text).toBe(true);
    for (const text of ['florps', 'positive', 'see note', 'x'.repeat(500)]) expect(isUnit(text), text).toBe(false);
  });
});

describe('factors', () => {
  test.each<[string, string, Substance, string | null]>([
    ['mg/dL', 'mmol/L', substance('180.156'), '10/180.156'],
    ['mmol/L', 'mg/dL', substance('180.156'), '18.0156'],
    ['mg/dL', 'mmol/L', NONE, null],
    ['umol/L', 'mg/dL', substance('113.12'), '0.011312'],
    ['mEq/L', 'mmol/L', substance(null, 1), '1'],
    ['mEq/L', 'mmol/L', substance(null, 2), '1/2'],
    ['mEq/L', 'mmol/L', NONE, null],
    ['mg/dL', 'meq/L', substance('40.078', 2), '20/40.078'],
    ['g/L', 'g/dL', NONE, '0.1'],
    ['ng/mL', 'ug/L', NONE, '1'],
    ['U/L', 'ukat/L', NONE, '1/60'],
    ['ukat/L', 'U/L', NONE, '60'],
    ['mmHg', 'kPa', NONE, '0.133322'],
    ['kPa', 'mmHg', NONE, '1/0.133322'],
    ['K/uL', '/uL', NONE, '1000'],
    ['/uL', '10*9/L', NONE, '0.001'],
    ['%', 'L/L', NONE, '0.01'],
    ['sec', 'min', NONE, '1/60'],
    ['ng/mL FEU', 'mg/L FEU', NONE, '0.001'],
    ['mU/L', 'uIU/mL', NONE, '1'],
    ['mg/24h', 'g/24h', NONE, '0.001'],
  ])('%s to %s', (from, to, of, expected) => {
    expect(factorText(from, to, of)).toBe(expected);
  });

  test.each([
    ['ng/mL FEU', 'ng/mL DDU'],
    ['ng/mL FEU', 'ng/mL'],
    ['INR', '%'],
    ['/HPF', '/LPF'],
    ['/HPF', '/uL'],
    ['degC', 'degF'],
    ['mmol/L', 'U/L'],
    ['s', '%'],
    ['g/L', 'florps'],
    ['florps', 'g/L'],
  ])('%s does not become %s', (from, to) => {
    expect(conversionFactor(from, to, substance('100', 1))).toBeNull();
  });

  test('there and back is where it was', () => {
    const units = ['mg/dL', 'mmol/L', 'g/L', 'umol/L', 'ug/mL', 'meq/L', 'ng/dL', 'mol/L'];
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.constantFrom(...units),
        fc.integer({ min: 100, max: 900_000 }),
        fc.integer({ min: 1, max: 3 }),
        (from, to, mass, valence) => {
          const of = substance((mass / 1000).toString(), valence);
          const there = conversionFactor(from, to, of);
          const back = conversionFactor(to, from, of);
          if (!there || !back) throw new Error(`${from} and ${to} are both amounts in a volume`);
          // n/d × n'/d' = 1, exactly.
          expect(
            compareDecimals(
              multiplyDecimals(there.numerator, back.numerator),
              multiplyDecimals(there.denominator, back.denominator),
            ),
          ).toBe(0);
        },
      ),
    );
  });
});
