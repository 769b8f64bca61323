import type { PatientPage } from '@critical-callout/contract/patients';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { ResultValue } from '../ui/result-value.tsx';
import { EmptyState } from '../ui/states.tsx';
import { formatValue } from '../ui/values.ts';
import css from './patients.module.css';
import { type ResultsRow, tableOf } from './results-table.ts';

/** Test by time, criticals marked, a line where there are numbers of one unit. */
export function ResultsTab({ data }: { data: PatientPage }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { times, rows, isCut } = tableOf(data);
  if (rows.length === 0) return <EmptyState title={t('patients.results.none')} />;
  return (
    <>
      {isCut && <p>{t('patients.results.latest', { count: times.length })}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={css.wide} tabIndex={0} aria-label={t('patients.results.label')}>
        <table className={css.results} aria-label={t('patients.results.label')}>
          <thead>
            <tr>
              <th scope="col">{t('patients.results.parameter')}</th>
              <th scope="col">{t('patients.results.trend')}</th>
              {times.map((at) => (
                <th key={at} scope="col">
                  {formatMoment(at, now, lab.zone)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  <bdi>{row.name}</bdi>
                </th>
                <td>
                  <Trend row={row} />
                </td>
                {times.map((at) => (
                  <td key={at}>
                    {row.cells.get(at)?.map(({ result, billNumber }) => (
                      <div key={result.resultId} title={billNumber}>
                        <ResultValue parameter={result} />
                      </div>
                    ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

const WIDTH = 120;
const HEIGHT = 32;
const EDGE = 4;

/** A line from the oldest to the newest number; where the unit changes it breaks, because the numbers cannot be compared. */
function Trend({ row }: { row: ResultsRow }): ReactNode {
  const t = useText();
  const { numbers, units, name } = row;
  if (numbers.length < 2) return units.length > 1 ? t('patients.results.units', { units: units.join(', ') }) : '–';
  const values = numbers.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index: number): number => EDGE + (index * (WIDTH - 2 * EDGE)) / (numbers.length - 1);
  const y = (value: number): number => HEIGHT - EDGE - ((value - low) * (HEIGHT - 2 * EDGE)) / (high - low || 1);
  const path = numbers
    .map(
      ({ value, unit }, index) =>
        `${index === 0 || numbers[index - 1]?.unit !== unit ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`,
    )
    .join('');
  const said = numbers.map(({ value, unit }) => formatValue(String(value), unit)).join(', ');
  return (
    <>
      <svg
        className={css.trend}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={t('patients.results.trendOf', { name, values: said })}
      >
        <path d={path} />
        {numbers.map(({ at, value, isCritical }, index) => (
          <circle
            key={`${at} ${value}`}
            cx={x(index)}
            cy={y(value)}
            r={isCritical ? 3.5 : 2}
            data-critical={isCritical || undefined}
          />
        ))}
      </svg>
      {units.length > 1 && <div>{t('patients.results.units', { units: units.join(', ') })}</div>}
    </>
  );
}
