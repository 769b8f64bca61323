import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareReadBack } from './index.ts';

const potassium = { resultId: 7, parameterName: 'Potassium', value: '6.8', unit: 'mmol/L' };

describe('read-back', () => {
  it.each([
    ['6.8', '6.8', 'mmol/L'],
    ['6.80', '6.8', 'mmol/L'],
    ['6.8 mmol/L', '6.8', 'mmol/L'],
    ['6.8 mmol/l', '6.8', 'mmol/L'],
    ['06.8', '6.8', 'mmol/L'],
    ['<0.5', '< 0.5', 'ug/L'],
    ['≥ 1000', '>=1000', 'ng/L'],
    ['0.5 μg/L', '0.5', 'ug/L'],
    ['gram positive cocci in clusters', 'Gram-positive cocci in clusters', ''],
    ['GRAM-POSITIVE COCCI seen in the aerobic bottle', 'Gram-positive cocci\nseen in the aerobic bottle', ''],
    ['1:128', '1:128', ''],
    ['1 : 128', '1:128', ''],
    ['10-20', '10-20', '/HPF'],
    ['2+', '2+', ''],
    ['-5.2', '\u22125.2', 'mmol/L'],
    ['2 of 2 bottles: gram positive cocci', '2 of 2 bottles: Gram-positive cocci', ''],
    ['6,8', '6.8', 'mmol/L'],
  ])('"%s" repeats "%s %s"', (heard, value, unit) => {
    expect(compareReadBack({ ...potassium, value, unit }, heard)).toMatchObject({ isMatch: true, difference: '' });
  });

  it.each([
    ['8.6', '6.8', 'Read back 8.6, result 6.8'],
    ['68', '6.8', 'Read back 68, result 6.8'],
    ['0.5', '<0.5', 'Read back 0.5, result <0.5'],
    ['', '6.8', 'Read back , result 6.8'],
    ['six point eight', '6.8', 'Read back six point eight, result 6.8'],
    ['6.8 mg/dL', '6.8', 'Read back unit mg/dL, result is in mmol/L'],
    ['1', '1:128', 'Read back "1", result "1:128"'],
    ['10', '10-20', 'Read back "10", result "10-20"'],
    ['2', '2+', 'Read back "2", result "2+"'],
    ['2', '2 of 2 bottles: Gram-positive cocci', 'Read back "2", result "2 of 2 bottles: Gram-positive cocci"'],
    ['1.234', '1,234', 'Read back "1.234", result "1,234"'],
    ['O', 'O-', 'Read back "O", result "O-"'],
    ['6.8', '6.8\n2.1', 'Read back "6.8", result "6.8 / 2.1"'],
    ['gram negative rods', 'Gram-negative rods\nMRSA', 'Read back "gram negative rods", result "Gram-negative rods / MRSA"'],
    ['5.2', '-5.2', 'Read back 5.2, result -5.2'],
  ])('"%s" does not repeat "%s"', (heard, value, difference) => {
    expect(compareReadBack({ ...potassium, value }, heard)).toMatchObject({ isMatch: false, difference });
  });

  it('does not take an empty answer for an empty text', () => {
    expect(compareReadBack({ ...potassium, value: '---', unit: '' }, ' ').isMatch).toBe(false);
  });

  it('matches a number only by its exact decimal value', () => {
    const decimal = fc
      .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 999 }))
      .map(([a, b]) => `${a}.${String(b).padStart(3, '0')}`);
    fc.assert(
      fc.property(decimal, decimal, (value, heard) => {
        expect(compareReadBack({ ...potassium, value }, heard).isMatch).toBe(Number(value) === Number(heard));
      }),
    );
  });
});
