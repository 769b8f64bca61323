import type { Worklist, WorklistItem } from '@critical-callout/contract/worklist';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ALL_EVERY_MS, lengthToRenew, PAGE, renewedPages } from './renew.ts';

const item = (billId: number, version: number) => ({ billId, version }) as WorklistItem;
const page = (items: WorklistItem[], more: Partial<Worklist> = {}) =>
  ({ items, billIds: items.map(({ billId }) => billId), nextCursor: null, serverTime: 'then', ...more }) as Worklist;

/** A list as the server has it, cut into pages as it was asked for. */
const cut = (billIds: readonly number[], version: number): Worklist[] =>
  Array.from({ length: Math.max(1, Math.ceil(billIds.length / PAGE)) }, (_, at) =>
    page(
      billIds.slice(at * PAGE, (at + 1) * PAGE).map((billId) => item(billId, version)),
      { nextCursor: `after ${at}` },
    ),
  );
const set = (...billIds: number[]) => new Set(billIds);

it('takes the places and the changed rows from the answer, whatever the order was before', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 450, size: 'max' });
  fc.assert(
    fc.property(
      numbers.chain((before) =>
        fc.tuple(fc.constant(before), fc.shuffledSubarray(before, { minLength: before.length }), fc.subarray(before)),
      ),
      ([before, after, changed]) => {
        const answer = {
          ...page(changed.map((billId) => item(billId, 2))),
          billIds: after,
          nextCursor: 'end',
          serverTime: 'now',
        };
        const pages = renewedPages(cut(before, 1), answer) ?? [];
        const rows = pages.flatMap(({ items }) => items);
        expect(rows.map(({ billId }) => billId)).toEqual(after);
        expect(rows.filter(({ version }) => version === 2).map(({ billId }) => billId)).toEqual(
          after.filter((billId) => changed.includes(billId)),
        );
        expect(pages.map(({ billIds }) => billIds.length)).toEqual(cut(before, 1).map(({ items }) => items.length));
        expect(pages.map(({ nextCursor }) => nextCursor)).toEqual([
          ...cut(before, 1)
            .slice(1)
            .map((_, at) => `after ${at}`),
          'end',
        ]);
        expect(new Set(pages.map(({ serverTime }) => serverTime))).toEqual(new Set(['now']));
      },
    ),
    { numRuns: 50 },
  );
});

it.each([
  ['came', [1, 2, 3, 4]],
  ['went', [1, 3]],
  ['took the place of another', [1, 2, 4]],
])('an order that %s: all rows are asked for', (_what, billIds) => {
  expect(renewedPages(cut([1, 2, 3], 1), { ...page([]), billIds })).toBeNull();
});

it.each([
  ['nothing', set(), 0, null],
  ['an order of the list', set(2), 0, PAGE],
  ['an order the filters hide', set(2, 9), 0, null],
  ['more orders than are worth it', set(...Array.from({ length: 51 }, (_, at) => at)), 0, null],
  ['an order of the list, and the others grew old', set(2), ALL_EVERY_MS + 1, null],
])('%s changed', (_what, changed, ago, length) => {
  expect(lengthToRenew(cut([1, 2, 3], 1), changed, ago)).toBe(length);
});

it('never asks for more places than one answer holds; a longer list is then asked for whole', () => {
  const known = cut(
    Array.from({ length: 590 }, (_, at) => at),
    1,
  );
  expect(lengthToRenew(known, set(5), 0)).toBe(500);
  expect(
    renewedPages(known, { ...page([]), billIds: Array.from({ length: 500 }, (_, at) => at), nextCursor: 'more' }),
  ).toBeNull();
});
