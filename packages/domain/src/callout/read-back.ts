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

const NUMBER = /^(<=|>=|<|>)?([+-]?[\d.,]+)(?:\s*(\S+))?$/u;

/**
 * Compares what the receiver repeated with what was reported (domain.md section 5, "Read-back"). A number with its
 * comparator as an exact decimal (`6.80` is `6.8`, `<0.5` is not `0.5`), and its unit when one was said; a unit that was not
 * said is not a mismatch. Everything else (titers, ranges, words, several lines) as the whole text, without regard to case,
 * spacing and the hyphen between words; a sign is never overlooked (`2+`, `O-`).
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
  if (!wanted || (wanted.unit !== '' && foldUnit(wanted.unit) !== foldUnit(expected.unit))) {
    const isSame = fold(heard) !== '' && fold(expected.value) === fold(heard);
    return answer(isSame ? '' : `Read back "${heard}", result "${expected.value.split('\n').join(' / ')}"`);
  }
  const said = readNumber(heard);
  if (!said || said.comparator !== wanted.comparator || compareDecimals(said.number, wanted.number) !== 0) {
    return answer(`Read back ${heard}, result ${expected.value}`);
  }
  if (said.unit !== '' && foldUnit(said.unit) !== foldUnit(expected.unit)) {
    return answer(`Read back unit ${said.unit}, result is in ${expected.unit || 'no unit'}`);
  }
  return answer('');
}

/**
 * What counts where a value was read back more than once: the last of each result. The ones before it are read-back errors
 * that were noticed and put right in the call, and stay in the record.
 */
export function standing<T extends { resultId: number }>(heard: readonly T[]): T[] {
  return [...new Map(heard.map((one) => [one.resultId, one])).values()];
}

function readNumber(text: string) {
  const match = NUMBER.exec(plain(text).replace(/^([<>]=?)\s+/u, '$1'));
  if (!match) return null;
  const [, comparator = '', digits = '', unit = ''] = match;
  const number = parseDecimal(digits);
  return number && { comparator, number, unit };
}

/** One spelling of signs that look alike on paper and differ in their code points (U+2212, U+2264, U+2265). */
const plain = (text: string): string =>
  text.replaceAll('\u2212', '-').replaceAll('\u2264', '<=').replaceAll('\u2265', '>=').trim();

const fold = (text: string): string =>
  plain(text)
    .toLowerCase()
    // Hyphen and punctuation between and behind words; not between or behind digits, where they carry meaning.
    .replace(/(?<=\p{L})[-\u2010\u2011\u2013](?=\p{L})/gu, ' ')
    .replace(/(?<=[\p{L}\d])[,;.](?=\s|$)/gu, ' ')
    .replace(/\s*([:<>=])\s*/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
/** `µ` and `μ` are one sign in two code points; spacing and case are how people type a unit, not which unit it is. */
const foldUnit = (unit: string): string => unit.toLowerCase().replace(/[\s]/gu, '').replace(/[µμ]/gu, 'u');
