import { exportQuerySchema } from '@critical-callout/contract/exports';
import { expect, it } from 'vitest';
import { exportQuery, lastDays, periodProblem } from './period.ts';

it('offers the last seven days of the laboratory, whatever the computer’s zone', () => {
  const now = Date.parse('2026-03-02T22:30:00Z');
  expect(lastDays(now, 'UTC')).toEqual({ from: '2026-02-24', to: '2026-03-02' });
  expect(lastDays(now, 'Asia/Kolkata')).toEqual({ from: '2026-02-25', to: '2026-03-03' });
});

it('asks for whole days: the last one is included', () => {
  const query = exportQuery({ from: '2026-12-31', to: '2026-12-31' }, { tab: 'done', q: 'rey', departmentId: 4 });
  expect(exportQuerySchema.parse(query)).toEqual({
    tab: 'done',
    from: '2026-12-31',
    to: '2027-01-01',
    q: 'rey',
    departmentId: 4,
  });
});

it.each([
  [
    { from: '', to: '2026-11-02' },
    { field: 'from', message: 'export.dayMissing' },
  ],
  [
    { from: '2026-11-02', to: '' },
    { field: 'to', message: 'export.dayMissing' },
  ],
  [
    { from: '2026-11-02', to: '2026-11-01' },
    { field: 'to', message: 'export.dayOrder' },
  ],
  [{ from: '2026-11-02', to: '2026-11-02' }, null],
])('judges %j', (period, problem) => {
  expect(periodProblem(period)).toEqual(problem);
});
