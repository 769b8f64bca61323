import { CriticalValues } from '@critical-callout/domain/callout';
import { expect, it } from 'vitest';
import { report } from '../callout/records.fixture.ts';
import { urgencyOf } from './urgency.ts';

const START = Date.parse('2026-11-23T14:00:00Z');
const item = { criticalAt: '2026-11-23T14:00:00Z', dueAt: '2026-11-23T14:30:00Z', reports: [report()] };
const minutes = (count: number): number => START + count * 60_000;

it.each([
  [0, 'in-time'],
  [19.9, 'in-time'],
  [20, 'due-soon'],
  [29.9, 'due-soon'],
  [30, 'overdue'],
  [300, 'overdue'],
])('%d minutes into half an hour is %s', (elapsed, state) => expect(urgencyOf(item, minutes(elapsed)).state).toBe(state));

it('without a start ten minutes are soon; without a deadline nothing is; a closed one is done', () => {
  expect(urgencyOf({ ...item, criticalAt: null }, minutes(19)).state).toBe('in-time');
  expect(urgencyOf({ ...item, criticalAt: null }, minutes(20)).state).toBe('due-soon');
  expect(urgencyOf({ ...item, dueAt: null }, minutes(900)).state).toBe('no-deadline');
  expect(urgencyOf({ ...item, reports: [report({ criticalValues: CriticalValues.CALLOUT_DONE })] }, minutes(900)).state).toBe(
    'done',
  );
});
