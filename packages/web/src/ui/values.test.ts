import { describe, expect, it } from 'vitest';
import { formatChange, formatValue, limitNumber, limitText } from './values.ts';

it.each([
  ['6.8', 'mmol/L', '6.8\u00a0mmol/L'],
  ['6.80', 'mmol/L', '6.80\u00a0mmol/L'],
  ['0.5', '', '0.5'],
  ['<0.5', 'ug/L', '<0.5\u00a0ug/L'],
  ['9999', '', '9999'],
  ['12345', '/uL', '12\u202f345\u00a0/uL'],
  ['1234567.890', '', '1\u202f234\u202f567.890'],
  ['00012', '', '00012'],
  ['1:128', '', '1:128'],
  ['Gram-positive cocci', '', 'Gram-positive cocci'],
])('%s %s is shown as received: %s', (value, unit, words) => expect(formatValue(value, unit)).toBe(words));

it.each([
  ['6.8', '4.9', { difference: '+1.9', percent: '+39 %' }],
  ['5.1', '4.9', { difference: '+0.2', percent: '+4 %' }],
  ['1.40', '2.8', { difference: '−1.40', percent: '−50 %' }],
  ['12', '12.0', { difference: '±0.0', percent: '±0 %' }],
  ['3', '0', { difference: '+3', percent: '' }],
])('%s after %s changed by %j', (value, previous, change) => expect(formatChange(value, previous)).toEqual(change));

it.each([
  ['>1000', '900'],
  ['6.8', '<0.5'],
  ['positive', '4'],
])('no change is invented between %s and %s', (value, previous) => expect(formatChange(value, previous)).toBeNull());

describe('the bound that was passed', () => {
  const bounds = { lower_bound: '3.5', upper_bound: '5.1', critical_lower: '2.5', critical_upper: '6.2' };
  const high = { verdict: 'critical-high', bounds, unit: 'mmol/L' } as const;
  const same = { sign: '≥', bound: '6.2', unit: 'mmol/L', here: null } as const;
  const other = { sign: '≥', bound: '205.2', unit: 'umol/L', here: '12' } as const;

  it('is named with its sign, and beside it about the same in the unit of the result', () => {
    expect(limitText({ ...high, passed: same })).toBe('≥ 6.2');
    expect(limitText({ ...high, unit: 'mg/dL', passed: other })).toBe(`≥ 205.2\u00a0umol/L (≈\u00a012\u00a0mg/dL)`);
  });

  it('is a line in the picture only in the unit of the result', () => {
    expect(limitNumber({ ...high, passed: same })).toBe(6.2);
    expect(limitNumber({ ...high, unit: 'mg/dL', passed: other })).toBe(12);
    const mixed = { ...bounds, critical_upper: '205.2 umol/L' };
    expect(limitNumber({ ...high, bounds: mixed, passed: null })).toBeNull();
  });

  it('of a result judged before the sign was kept is the bound alone, or none', () => {
    expect(limitText({ ...high, passed: null })).toBe('6.2');
    expect(limitText({ ...high, verdict: 'critical-low', passed: null })).toBe('2.5');
    expect(limitText({ ...high, verdict: 'critical-change', passed: null })).toBeNull();
    expect(limitText({ ...high, bounds: null, passed: null })).toBeNull();
    expect(limitNumber({ ...high, verdict: 'critical-qualitative', passed: null })).toBeNull();
  });
});
