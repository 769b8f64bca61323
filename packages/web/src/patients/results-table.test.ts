import type { PatientPage, PatientResult } from '@critical-callout/contract/patients';
import { expect, it } from 'vitest';
import { MAX_TIMES, tableOf } from './results-table.ts';

const result = (at: string, value: string, more: Partial<PatientResult> = {}): PatientResult => ({
  resultId: 1,
  parameterCode: '2823-3',
  parameterName: 'Potassium',
  value,
  unit: 'mmol/L',
  referenceRange: '',
  status: 'F',
  verdict: 'normal',
  isCritical: false,
  at,
  versions: 1,
  ...more,
});
const page = (results: PatientResult[]) =>
  ({ orders: [{ billNumber: 'B-1', reports: [{ results }] }] }) as unknown as Pick<PatientPage, 'orders'>;

it('has a row a parameter and a column a time, the newest first, and the numbers in the order of time', () => {
  const table = tableOf(
    page([
      result('2026-11-02T00:00:00Z', '6.8', { isCritical: true }),
      result('2026-11-01T00:00:00Z', '4.9'),
      result('2026-11-01T00:00:00Z', 'no growth', { parameterCode: '600-7', parameterName: 'Blood culture', unit: '' }),
    ]),
  );
  expect(table.times).toEqual(['2026-11-02T00:00:00Z', '2026-11-01T00:00:00Z']);
  expect(table.rows.map(({ name }) => name)).toEqual(['Blood culture', 'Potassium']);
  expect(table.rows[1]?.numbers.map(({ value }) => value)).toEqual([4.9, 6.8]);
  expect(table.rows[0]?.numbers).toEqual([]);
});

it('names the units where they changed, and leaves values with a comparator off the line', () => {
  const [row] = tableOf(
    page([
      result('2026-11-01T00:00:00Z', '<2'),
      result('2026-11-02T00:00:00Z', '88', { unit: 'mg/dL' }),
      result('2026-11-03T00:00:00Z', '4.9'),
    ]),
  ).rows;
  expect(row?.units).toEqual(['mmol/L', 'mg/dL']);
  expect(row?.numbers.map(({ value }) => value)).toEqual([88, 4.9]);
});

it('shows so many times and says that there are more', () => {
  const many = Array.from({ length: MAX_TIMES + 1 }, (_, day) =>
    result(`2026-10-${String(day + 1).padStart(2, '0')}T00:00:00Z`, '4'),
  );
  expect(tableOf(page(many))).toMatchObject({ isCut: true, times: { length: MAX_TIMES } });
  expect(tableOf(page(many.slice(1))).isCut).toBe(false);
});
