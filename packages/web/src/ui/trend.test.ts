import type { Parameter } from '@critical-callout/contract/callout';
import { expect, it } from 'vitest';
import { comparable, shapeOf } from './trend.tsx';

const at = (hour: number): string => new Date(Date.UTC(2026, 10, 23, hour)).toISOString();
const parameter = (more: Partial<Parameter>): Parameter =>
  ({ value: '6.8', unit: 'mmol/L', observedAt: at(12), trend: [], ...more }) as Parameter;

it('leaves out other units, words and values off the scale', () => {
  const trend = [
    { value: '4.1', unit: 'mmol/L', observedAt: at(1) },
    { value: '16', unit: 'mg/dL', observedAt: at(2) },
    { value: '>10.0', unit: 'mmol/L', observedAt: at(3) },
    { value: 'haemolysed', unit: 'mmol/L', observedAt: at(4) },
  ];
  expect(comparable(parameter({ trend })).map(({ shown }) => shown)).toEqual(['4.1', '6.8']);
});

it('runs by time, keeps the limit in the picture, and draws nothing for one value', () => {
  expect(shapeOf([{ at: 0, value: 5 }], 6)).toBeNull();
  const shape = shapeOf(
    [
      { at: 0, value: 4 },
      { at: 10, value: 5 },
      { at: 100, value: 8 },
    ],
    6,
  );
  const xs = shape?.points.map(({ x }) => x) ?? [];
  expect(xs).toEqual([...xs].sort((a, b) => a - b));
  expect((xs[1] ?? 0) - (xs[0] ?? 0)).toBeLessThan((xs[2] ?? 0) - (xs[1] ?? 0));
  const ys = shape?.points.map(({ y }) => y) ?? [];
  expect(shape?.limitY).toBeGreaterThan(Math.min(...ys));
  expect(shape?.limitY).toBeLessThan(Math.max(...ys));
});

it('equal values make a level line', () => {
  const shape = shapeOf(
    [
      { at: 0, value: 5 },
      { at: 1, value: 5 },
    ],
    null,
  );
  expect(shape?.points.map(({ y }) => y)).toEqual([22, 22]);
});
