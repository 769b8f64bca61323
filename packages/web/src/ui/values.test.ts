import { expect, it } from 'vitest';
import { formatChange, formatValue, limitText } from './values.ts';

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

it('the bound that was passed is named, or none', () => {
  const bounds = { lower_bound: '3.5', upper_bound: '5.1', critical_lower: '2.5', critical_upper: '6.2' };
  expect(limitText('critical-high', bounds)).toBe('6.2');
  expect(limitText('critical-low', bounds)).toBe('2.5');
  expect(limitText('critical-qualitative', bounds)).toBeNull();
  expect(limitText('critical-high', null)).toBeNull();
});
