import { expect, it } from 'vitest';
import { type Part, partsOf, rangeBetween } from './drawn.ts';

const heights = [50, 100, 50, 50, 150, 50];
const heightOf = (index: number): number => heights[index] ?? 0;
const words = (parts: readonly Part[]): string[] =>
  parts.map((part) => (part.kind === 'row' ? `row ${part.index}` : `gap of ${part.height}`));

it.each([
  [-500, 60, { from: 0, to: 2 }],
  [50, 151, { from: 1, to: 3 }],
  [0, 1_000, { from: 0, to: 6 }],
  [260, 300, { from: 4, to: 5 }],
  [5_000, 6_000, { from: 5, to: 6 }],
  [-900, -800, { from: 0, to: 1 }],
])('between %d and %d stand the rows %j', (top, bottom, range) =>
  expect(rangeBetween(heights.length, heightOf, top, bottom)).toEqual(range),
);

it('an empty list has nothing to draw', () => {
  expect(rangeBetween(0, heightOf, 0, 500)).toEqual({ from: 0, to: 0 });
  expect(partsOf(0, { from: 0, to: 0 }, [], heightOf)).toEqual([]);
});

it('what is left out keeps its height, and rows that must be there are drawn in their place', () =>
  expect(words(partsOf(6, { from: 2, to: 4 }, [5, 0, 9, -1], heightOf))).toEqual([
    'row 0',
    'gap of 100',
    'row 2',
    'row 3',
    'gap of 150',
    'row 5',
  ]));

it('a range from a longer list than is left draws what there is', () =>
  expect(words(partsOf(3, { from: 1, to: 9 }, [], heightOf))).toEqual(['gap of 50', 'row 1', 'row 2']));
