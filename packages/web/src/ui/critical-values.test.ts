import { CriticalValues } from '@critical-callout/domain/callout';
import { expect, it } from 'vitest';
import {
  badgeOf,
  CRITICAL_CALLOUT_ATTEMPTED,
  CRITICAL_CALLOUT_DONE,
  CRITICAL_CALLOUT_PENDING,
  stateOfBill,
} from './critical-values.ts';

it('the constants of the screens are those of the domain', () => {
  expect([CRITICAL_CALLOUT_PENDING, CRITICAL_CALLOUT_DONE, CRITICAL_CALLOUT_ATTEMPTED]).toEqual([
    CriticalValues.CALLOUT_PENDING,
    CriticalValues.CALLOUT_DONE,
    CriticalValues.CALLOUT_ATTEMPTED,
  ]);
});

it('every status has its own shape and its own word, so that colour alone never tells two apart', () => {
  const badges = Object.values(CriticalValues).map(badgeOf);
  expect(new Set(badges.map(({ mark }) => mark)).size).toBe(badges.length);
  expect(new Set(badges.map(({ label }) => label)).size).toBe(badges.length);
});

it('an order shows the state of its report that needs most', () => {
  const { CALLOUT_PENDING, CALLOUT_DONE, CALLOUT_ATTEMPTED, NORMAL } = CriticalValues;
  expect(stateOfBill([CALLOUT_DONE, CALLOUT_ATTEMPTED, CALLOUT_PENDING])).toBe(CALLOUT_PENDING);
  expect(stateOfBill([CALLOUT_DONE, CALLOUT_ATTEMPTED])).toBe(CALLOUT_ATTEMPTED);
  expect(stateOfBill([CALLOUT_DONE, NORMAL])).toBe(CALLOUT_DONE);
  expect(stateOfBill([])).toBe(NORMAL);
});
