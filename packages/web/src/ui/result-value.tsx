import type { Parameter } from '@critical-callout/contract/callout';
import { Fragment, type ReactNode } from 'react';
import { type Translate, useText } from '../platform/text.tsx';
import { Mark, type MarkName } from './marks.tsx';
import css from './result.module.css';
import { formatValue, isNumeric, limitText } from './values.ts';

const MARKS: Partial<Record<Parameter['verdict'], MarkName>> = {
  'critical-high': 'critical-high',
  'critical-low': 'critical-low',
  'critical-change': 'critical-change',
  'critical-qualitative': 'critical-qualitative',
  'cannot-say': 'cannot-say',
};

/** Mark, value and unit in one run that never breaks; free text wraps, its first line bold. */
export function ResultValue({
  parameter,
}: {
  parameter: Pick<Parameter, 'verdict' | 'value' | 'unit' | 'isCritical'> & { isBeyondSecond?: boolean };
}): ReactNode {
  const { verdict, value, unit, isCritical, isBeyondSecond = false } = parameter;
  const mark = isCritical ? (MARKS[verdict] ?? 'critical-qualitative') : MARKS[verdict];
  // Doubled where the value lies beyond the second limit; the line below says so in words.
  const marks = mark && (
    <>
      <Mark name={mark} />
      {isBeyondSecond && <Mark name={mark} />}
    </>
  );
  if (isNumeric(value)) {
    return (
      <span className={css.value} data-critical={isCritical || undefined} data-beyond={isBeyondSecond || undefined}>
        {marks}
        <bdi>{formatValue(value, unit)}</bdi>
      </span>
    );
  }
  const [first = '', ...rest] = formatValue(value, unit).split('\n');
  return (
    <span className={css.words} data-critical={isCritical || undefined}>
      {marks}
      <span>
        <bdi className={css.first}>{first}</bdi>
        {rest.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have no other identity
          <bdi key={index} className={css.line}>
            {line}
          </bdi>
        ))}
      </span>
    </span>
  );
}

/** A range in words may be a sentence: that wraps. */
const LONGEST_WHOLE = 24;

/** `+1.9 mmol/L from 4.9 mmol/L · limit ≥ 1.5 mmol/L within 24 h` */
function changeOf(delta: NonNullable<Parameter['delta']>, t: Translate): string[] {
  const unit = delta.changeUnit ?? '';
  // A change has its sign before it and is no value as received; number and unit stay on one line all the same.
  const withUnit = (number: string | null, of: string): string | null => number && `${number}\u00a0${of}`.trim();
  const by = delta.in === 'percent' ? `${delta.by}\u00a0%` : formatValue(delta.by, unit);
  const previous = formatValue(delta.previousValue, delta.previousUnit ?? '');
  const change = withUnit(delta.change, unit) ?? withUnit(delta.percent, '%');
  return [
    change === null ? t('result.changeOff', { previous }) : t('result.changeFrom', { change, previous }),
    t('result.changeRule', { by, hours: delta.hours }),
  ];
}

/** `Critical high · beyond the second limit · limit > 6.2 · reference 3.5–5.1 mmol/L` */
export function ResultLimit({ parameter }: { parameter: Parameter }): ReactNode {
  const t = useText();
  const limit = limitText(parameter);
  const parts = [
    t(`verdict.${parameter.verdict}`),
    ...(parameter.isBeyondSecond ? [t('result.beyondSecond')] : []),
    // A sign and its number are one.
    ...(limit === null ? [] : [t('result.limit', { limit: limit.replace(/^([<>≤≥]) /, '$1\u00a0') })]),
    ...(parameter.delta && parameter.verdict !== 'critical-change' ? [t('verdict.critical-change')] : []),
    ...(parameter.delta ? changeOf(parameter.delta, t) : []),
    ...(parameter.referenceRange === ''
      ? []
      : [t('result.reference', { range: formatValue(parameter.referenceRange, parameter.unit) })]),
  ];
  return (
    <span className={css.limit}>
      {parts.map((part, index) => (
        <Fragment key={part}>
          {index > 0 && ' '}
          {/* The dot goes with what is before it: never alone on a line. */}
          <span className={part.length <= LONGEST_WHOLE ? css.whole : undefined}>
            {index < parts.length - 1 ? `${part}\u00a0·` : part}
          </span>
        </Fragment>
      ))}
    </span>
  );
}
