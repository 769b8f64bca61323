import { compareDecimals, parseDecimal } from '../kernel/index.ts';

/** One value as it was read out. */
export type ReadOut = { resultId: number; parameterName: string; value: string; unit: string };

export type ReadBackComparison = {
  resultId: number;
  parameterName: string;
  heard: string;
  expected: string;
  isMatch: boolean;
  /** In words for the caller; empty when it matches. */
  difference: string;
};

const NUMBER = /^\s*(<=|>=|<|>|≤|≥)?\s*([+-]?[\d.,]+)\s*(.*)$/u;

/**
 * Compares what the receiver repeated with what was reported (domain.md section 5, "Read-back"): numbers as exact
 * decimals with their comparator (`6.80` is `6.8`, `<0.5` is not `0.5`), the unit when one was said, other text without
 * regard to case, spacing and punctuation. A unit that was not said is not a mismatch.
 */
export function compareReadBack(expected: ReadOut, heard: string): ReadBackComparison {
  const answer = (difference: string): ReadBackComparison => ({
    resultId: expected.resultId,
    parameterName: expected.parameterName,
    heard,
    expected: [expected.value, expected.unit].filter(Boolean).join(' '),
    isMatch: difference === '',
    difference,
  });
  const wanted = readNumber(expected.value);
  if (!wanted) {
    const [firstLine = ''] = expected.value.split('\n');
    const isSame = [expected.value, firstLine].some((text) => fold(text) === fold(heard) && fold(heard) !== '');
    return answer(isSame ? '' : `Read back "${heard}", result "${firstLine}"`);
  }
  const said = readNumber(heard);
  if (!said || said.comparator !== wanted.comparator || compareDecimals(said.number, wanted.number) !== 0) {
    return answer(`Read back ${heard}, result ${expected.value}`);
  }
  if (said.rest !== '' && foldUnit(said.rest) !== foldUnit(expected.unit)) {
    return answer(`Read back unit ${said.rest}, result is in ${expected.unit || 'no unit'}`);
  }
  return answer('');
}

function readNumber(text: string) {
  const match = NUMBER.exec(text);
  if (!match) return null;
  const [, comparator = '', digits = '', rest = ''] = match;
  const number = parseDecimal(digits);
  if (!number) return null;
  return { comparator: comparator.replace('≤', '<=').replace('≥', '>='), number, rest: rest.trim() };
}

const fold = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();
/** `µ` and `μ` are one sign in two code points; spacing and case are how people type a unit, not which unit it is. */
const foldUnit = (unit: string): string => unit.toLowerCase().replace(/[\s]/gu, '').replace(/[µμ]/gu, 'u');
