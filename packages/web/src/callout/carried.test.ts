import { expect, it } from 'vitest';
import { carryTold, takeTold, withTold } from './carried.ts';
import { initialForm } from './form.ts';
import { records, rules } from './records.fixture.ts';

const told = { name: 'Kelly Park', contact: '555-0170', role: 'RN' };
const fresh = initialForm(records(), rules().settings);

it('who is on the telephone goes to the order that was chosen, once, and to no other', () => {
  carryTold(6, told);
  expect(takeTold(5)).toBeNull();
  expect(takeTold(6)).toEqual(told);
  expect(takeTold(6)).toBeNull();
});

it('fills in who is told and nothing that must be heard, and never over what was typed', () => {
  expect(withTold(fresh, told)).toEqual({ ...fresh, told });
  const typed = { ...fresh, told: { name: '', contact: '555-0111', role: '' } };
  expect(withTold(typed, told)).toBe(typed);
});
