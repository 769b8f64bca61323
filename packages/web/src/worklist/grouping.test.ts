import type { WorklistItem } from '@critical-callout/contract/worklist';
import { expect, it } from 'vitest';
import { groupByPatient, selectionOf } from './grouping.ts';

const item = (billId: number, patientId: number) => ({ billId, patient: { id: patientId } }) as WorklistItem;
const items = [item(1, 10), item(2, 20), item(3, 10), item(4, 30), item(5, 20)];

it('puts orders of one patient together at the place of the first, and loses none', () => {
  expect(groupByPatient(items).map(({ billId }) => billId)).toEqual([1, 3, 2, 5, 4]);
});

it.each([
  [[1, 3], true],
  [[1, 2], false],
  [[4], true],
  [[], false],
])('of the rows %j one call could tell: %s', (selected, isOnePatient) => {
  const selection = selectionOf(items, new Set(selected));
  expect(selection.items.map(({ billId }) => billId)).toEqual(selected);
  expect(selection.isOnePatient).toBe(isOnePatient);
});
