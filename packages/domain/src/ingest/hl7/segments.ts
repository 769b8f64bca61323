import type { Problem } from '../../kernel/index.ts';
import { type Delimiters, readDelimiters } from './delimiters.ts';
import { decodeEscapes } from './escapes.ts';

/** One segment, read. Fields count as in the standard (MSH-3 is 3); components and subcomponents from 1, repetitions from 0. */
export type Segment = {
  name: string;
  /** Which of its name in the message, from 1: the 3 of `OBX[3]`. */
  number: number;
  /** A component, escapes decoded; empty when absent. The HL7 null `""` is empty too. */
  text: (field: number, component?: number, repetition?: number, subcomponent?: number) => string;
  /** A whole repetition with its separators, escapes decoded: for text that a sender did not escape. */
  whole: (field: number, repetition?: number) => string;
  /** A field exactly as received. */
  raw: (field: number) => string;
  repetitions: (field: number) => number;
  components: (field: number, repetition?: number) => number;
};

export type Segments = { delimiters: Delimiters; list: Segment[]; problems: Problem[] };

const segmentStart = /^[A-Z][A-Z0-9]{2}$/;

/** Splits one message into segments. Never throws; a Problem alone means that not even the header can be read. */
export function readSegments(text: string): Segments | Problem {
  // NUL is kept in the raw copy; PostgreSQL text cannot hold it. Frame bytes and a byte-order mark are no content.
  const lines = text.replace(/[\0\x0b\x1c\uFEFF]/g, '').split(/\r\n|\r|\n/);
  const first = lines.findIndex((line) => line.startsWith('MSH'));
  const header = lines[first];
  if (header === undefined) return { code: 'ingest.no-header', place: 'MSH', message: 'no MSH segment found' };
  const delimiters = readDelimiters(header);
  if ('code' in delimiters) return delimiters;
  const problems: Problem[] = [];
  if (lines.slice(0, first).some((line) => line.trim() !== '')) {
    problems.push({ code: 'ingest.text-before-header', place: 'MSH', message: 'text before the MSH segment was skipped' });
  }
  const { joined, continued } = joinContinuations(lines.slice(first), delimiters.field);
  if (continued > 0) {
    const message = `${continued} line(s) without a segment name were read as a continuation of the segment before`;
    problems.push({ code: 'ingest.continued-segment', place: 'MSH', message });
  }
  return { delimiters, list: toSegments(joined, delimiters), problems };
}

// Senders that forget to escape a line break in a narrative produce lines that are no segment; the text must not be lost.
function joinContinuations(lines: string[], field: string): { joined: string[]; continued: number } {
  const joined: string[] = [];
  let continued = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const isSegment =
      segmentStart.test(line.slice(0, 3)) && (line.length === 3 || line.charAt(3) === field || line.trim().length === 3);
    if (isSegment || joined.length === 0) {
      joined.push(line);
    } else {
      joined[joined.length - 1] += `\n${line}`;
      continued++;
    }
  }
  return { joined, continued };
}

function toSegments(lines: string[], delimiters: Delimiters): Segment[] {
  const counts = new Map<string, number>();
  return lines.map((line) => {
    const name = line.slice(0, 3);
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    return segmentOf(name, number, line.split(delimiters.field), delimiters);
  });
}

/** Splits a field when it is asked for, and remembers the last one: readers ask for its parts one after another. */
function segmentOf(name: string, number: number, fields: string[], delimiters: Delimiters): Segment {
  // MSH-1 is the separator itself, so MSH-2 is what stands first after the name.
  const shift = name === 'MSH' ? 1 : 0;
  const rawOf = (field: number): string => fields[field - shift] ?? '';
  let lastField = -1;
  let lastParts: string[][] = [];
  const partsOf = (field: number): string[][] => {
    if (field === lastField) return lastParts;
    lastField = field;
    lastParts = rawOf(field)
      .split(delimiters.repetition)
      .map((repetition) => repetition.split(delimiters.component));
    return lastParts;
  };
  const decode = (raw: string): string => {
    const text = decodeEscapes(raw, delimiters).trim();
    return text === '""' ? '' : text;
  };
  return {
    name,
    number,
    text: (field, component = 1, repetition = 0, subcomponent = 1) => {
      if (rawOf(field) === '') return '';
      const raw = partsOf(field)[repetition]?.[component - 1];
      if (raw === undefined || raw === '') return '';
      if (!raw.includes(delimiters.subcomponent)) return subcomponent === 1 ? decode(raw) : '';
      return decode(raw.split(delimiters.subcomponent)[subcomponent - 1] ?? '');
    },
    whole: (field, repetition = 0) =>
      rawOf(field) === '' ? '' : decode(partsOf(field)[repetition]?.join(delimiters.component) ?? ''),
    raw: rawOf,
    repetitions: (field) => (rawOf(field) === '' ? 0 : partsOf(field).length),
    components: (field, repetition = 0) => (rawOf(field) === '' ? 0 : (partsOf(field)[repetition]?.length ?? 0)),
  };
}
