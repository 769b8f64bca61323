import type { Parameter } from '@critical-callout/contract/callout';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { formatMoment } from './dates.ts';
import css from './trend.module.css';
import { formatValue, isNumeric, limitNumber } from './values.ts';

const WIDTH = 180;
const HEIGHT = 44;
const PAD = 5;

export type Point = { x: number; y: number };
export type TrendShape = { points: Point[]; limitY: number | null };

/** Where the line runs: by time from left to right, the limit inside the picture. Null: nothing to draw. */
export function shapeOf(values: readonly { at: number; value: number }[], limit: number | null): TrendShape | null {
  if (values.length < 2) return null;
  const heights = [...values.map(({ value }) => value), ...(limit === null ? [] : [limit])];
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const [first, last] = [values[0]?.at ?? 0, values.at(-1)?.at ?? 0];
  const y = (value: number): number =>
    high === low ? HEIGHT / 2 : HEIGHT - PAD - ((value - low) / (high - low)) * (HEIGHT - 2 * PAD);
  const x = (at: number): number => (last === first ? WIDTH / 2 : PAD + ((at - first) / (last - first)) * (WIDTH - 2 * PAD));
  return { points: values.map(({ at, value }) => ({ x: x(at), y: y(value) })), limitY: limit === null ? null : y(limit) };
}

/** Numbers of one unit only: a line through two units would be a lie. */
export function comparable(parameter: Parameter): { at: number; value: number; shown: string }[] {
  const { trend, value, unit, observedAt } = parameter;
  const all = [...trend, ...(observedAt ? [{ value, unit, observedAt }] : [])];
  return all
    .filter((one) => one.unit === unit && isNumeric(one.value) && !/^[<>≤≥]/.test(one.value.trim()))
    .map((one) => ({ at: Date.parse(one.observedAt), value: Number(one.value), shown: one.value }));
}

/** Up to ten earlier values and this one, with the limit that was passed as a dashed line; the same in words for who does not see it. */
export function Trend({ parameter, now, zone }: { parameter: Parameter; now: number; zone: string }): ReactNode {
  const t = useText();
  const values = comparable(parameter);
  const shape = shapeOf(values, limitNumber(parameter));
  if (!shape) return null;
  const words = values
    .map(({ at, shown }) => `${formatValue(shown, parameter.unit)} (${formatMoment(at, now, zone)})`)
    .join(', ');
  const last = shape.points.at(-1);
  return (
    <svg
      className={css.trend}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t('result.trend', { words })}
    >
      {shape.limitY !== null && <line className={css.limit} x1={0} x2={WIDTH} y1={shape.limitY} y2={shape.limitY} />}
      <polyline className={css.line} points={shape.points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {shape.points.map(({ x, y }) => (
        <circle key={`${x} ${y}`} className={css.dot} cx={x} cy={y} r={2} />
      ))}
      {last && <circle className={css.last} cx={last.x} cy={last.y} r={4} />}
    </svg>
  );
}
