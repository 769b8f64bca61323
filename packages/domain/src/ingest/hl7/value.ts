import { readCoded } from './coded.ts';
import type { Segment } from './segments.ts';

const observationValue = 5;
const textual = new Set(['ST', 'TX', 'FT', 'GTS']);
const coded = new Set(['CE', 'CWE', 'CNE', 'CF']);
const plainCodes = new Set(['IS', 'ID']);
const comparators = new Set(['', '<', '>', '<=', '>=', '=', '<>']);

export type ReadValue = { value: string; codes: string[]; problem: string | null };

/** OBX-5 by OBX-2. Repetitions become lines; what is not text (an attached file) becomes a remark in brackets. */
export function readValue(obx: Segment, valueType: string): ReadValue {
  const count = Math.max(obx.repetitions(observationValue), 1);
  const lines: string[] = [];
  const codes: string[] = [];
  let problem: string | null = null;
  for (let repetition = 0; repetition < count; repetition++) {
    const one = readRepetition(obx, valueType, repetition);
    lines.push(one.value);
    codes.push(...one.codes);
    problem ??= one.problem;
  }
  // Empty repetitions inside a narrative are its blank lines; around it they say nothing.
  return { value: lines.join('\n').trim(), codes: [...new Set(codes)], problem };
}

function readRepetition(obx: Segment, valueType: string, repetition: number): ReadValue {
  const part = (component: number): string => obx.text(observationValue, component, repetition);
  const count = obx.components(observationValue, repetition);
  const said = (value: string, codes: string[] = [], problem: string | null = null): ReadValue => ({ value, codes, problem });
  if (valueType === 'SN') return structuredNumeric([part(1), part(2), part(3), part(4)]);
  if (coded.has(valueType) || (valueType === '' && count > 1)) {
    const element = readCoded(obx, observationValue, repetition);
    // The text of the first triple is what the sender displays; CWE.9 is what was typed.
    return said(part(2) || part(9) || part(5) || element.code, element.codes);
  }
  if (plainCodes.has(valueType)) return said(part(1), part(1) === '' ? [] : [part(1)]);
  if (valueType === 'NR') return said([part(1), part(2)].filter((bound) => bound !== '').join('-'));
  if (valueType === 'ED') return said(`(attachment: ${[part(2), part(3), part(4)].filter(Boolean).join(' ') || 'no type'})`);
  if (valueType === 'RP') return said(`(attachment elsewhere: ${[part(3), part(4)].filter(Boolean).join(' ') || 'no type'})`);
  if (count <= 1 || textual.has(valueType) || valueType === '') return said(obx.whole(observationValue, repetition));
  const joined = Array.from({ length: count }, (_, index) => part(index + 1)).filter((text) => text !== '');
  return said(joined.join(' '), [], valueType === 'NM' ? 'OBX-2 says NM, OBX-5 has several components' : null);
}

/** SN: comparator ^ first number ^ separator or suffix ^ second number: `<^0.5` is `<0.5`, `^1^:^128` is `1:128`. */
function structuredNumeric([comparator = '', first = '', separator = '', second = '']: string[]): ReadValue {
  const value = `${comparator === '=' ? '' : comparator}${first}${separator}${second}`;
  const isNumberFirst = first === '' && comparator !== '' && !comparators.has(comparator);
  const isOdd = !comparators.has(comparator) && !isNumberFirst;
  return { value, codes: [], problem: isOdd ? `OBX-5.1 '${comparator.slice(0, 10)}' is not a comparator` : null };
}
