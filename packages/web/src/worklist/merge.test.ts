import type { WorklistItem } from '@critical-callout/contract/worklist';
import { expect, it } from 'vitest';
import { countChanges, LEAVING_MS, mergeRows, type Row } from './merge.ts';

const item = (billId: number): WorklistItem => ({ billId }) as WorklistItem;
const items = (...ids: number[]): WorklistItem[] => ids.map(item);
const ids = (rows: readonly Row[]): string[] =>
  rows.map((row) => `${row.item.billId}${row.leftAt === null ? '' : ' left'}${row.isNew ? ' new' : ''}`);
const start = mergeRows([], items(1, 2, 3), null, 0);

it('the first rows are in the order of the server, and none of them is new', () => expect(ids(start)).toEqual(['1', '2', '3']));

it('a more urgent order comes in above and is marked', () =>
  expect(ids(mergeRows(start, items(9, 1, 2, 3), null, 0))).toEqual(['9 new', '1', '2', '3']));

it('a row that left stays in its place for ten seconds, then goes', () => {
  const left = mergeRows(start, items(1, 3), null, 1_000);
  expect(ids(left)).toEqual(['1', '2 left', '3']);
  expect(ids(mergeRows(left, items(1, 3), null, 1_000 + LEAVING_MS - 1))).toEqual(['1', '2 left', '3']);
  expect(ids(mergeRows(left, items(1, 3), null, 1_000 + LEAVING_MS))).toEqual(['1', '3']);
});

it('the row the person is on keeps its place among the others until the focus leaves', () => {
  const moved = mergeRows(start, items(3, 1, 2), 1, 0);
  expect(ids(moved)).toEqual(['1', '3', '2']);
  expect(ids(mergeRows(moved, items(3, 1, 2), null, 0))).toEqual(['3', '1', '2']);
});

it('the row the person is on never disappears under the hands', () => {
  const left = mergeRows(start, items(1, 3), 2, 0);
  expect(ids(mergeRows(left, items(1, 3), 2, LEAVING_MS * 3))).toEqual(['1', '2 left', '3']);
});

it('a row that comes back is an ordinary row again', () => {
  const left = mergeRows(start, items(1, 3), null, 0);
  expect(ids(mergeRows(left, items(1, 2, 3), null, 500))).toEqual(['1', '2', '3']);
});

it('changes are counted for what is read out', () => {
  expect(countChanges(start, items(1, 2, 9, 8))).toEqual({ arrived: 2, left: 1 });
  expect(countChanges(mergeRows(start, items(1, 3), null, 0), items(1, 3))).toEqual({ arrived: 0, left: 0 });
});
