import { RE2JS } from 're2js';
import type { ListOptionVersion } from './limit.ts';
import { foldText } from './specimens.ts';

/** `pattern` of a `regexp` option; null where it is none, or one that cannot be read (it then never matches). */
export type PreparedOption = { row: ListOptionVersion; text: string; pattern: RE2JS | null };
export type OptionMatch = { isCritical: 0 | 1 | 2; option: PreparedOption };

export function prepareOption(row: ListOptionVersion): PreparedOption {
  const pattern = row.match === 'regexp' ? compile(row.option) : null;
  return { row, text: foldText(row.option), pattern: pattern instanceof RE2JS ? pattern : null };
}

/** RE2: the time it takes grows with the text and never explodes, whoever wrote the pattern. A string says what is wrong with it. */
function compile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern.trim(), RE2JS.CASE_INSENSITIVE);
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
}

/** Something wrong in an option, found when it is saved. */
export type OptionProblem = { code: 'limits.pattern'; field: 'option'; message: string };

export function checkOption({ match, option }: Pick<ListOptionVersion, 'match' | 'option'>): OptionProblem | null {
  if (match !== 'regexp') return null;
  const pattern = compile(option);
  const problem = (message: string): OptionProblem => ({ code: 'limits.pattern', field: 'option', message });
  if (typeof pattern === 'string')
    return problem(`the pattern ${JSON.stringify(option)} is not one this program reads: ${pattern}`);
  if (pattern.matcher('').find())
    return problem(`the pattern ${JSON.stringify(option)} is found in an empty text, so in every text`);
  return null;
}

type Hit = { option: PreparedOption; start: number; end: number };

// Prose is searched as far as a report's first pages; a critical phrase stands nowhere else.
const MAX_TEXT = 20_000;

/**
 * What a coded or free-text answer means. `equals` compares the whole text, each of its lines, and the codes; `contains`
 * finds the phrase anywhere, `regexp` what the pattern describes. A phrase inside a longer matching one does not count: with `detected` critical and
 * `not detected` normal, "Not detected" is normal, and "A detected; B not detected" is critical. The gravest of what
 * remains wins. Null: no option matches.
 */
export function matchOptions(options: readonly PreparedOption[], value: string, codes: readonly string[]): OptionMatch | null {
  const lines = value.slice(0, MAX_TEXT).split('\n').map(foldText);
  // A phrase broken over two lines is still the phrase.
  const text = lines.join(' ');
  const foldedCodes = codes.map(foldText);
  const hits: Hit[] = [];
  let found: OptionMatch | null = null;
  const take = (option: PreparedOption): void => {
    if (!found || option.row.isCritical > found.isCritical) found = { isCritical: option.row.isCritical, option };
  };
  for (const option of options) {
    if (option.pattern) findPattern(hits, option, option.pattern, text);
    else if (option.row.match === 'contains') findContained(hits, option, text);
    else if (option.row.match === 'regexp') continue;
    else {
      findEqual(hits, option, lines, text);
      if (foldedCodes.includes(option.text)) take(option);
    }
  }
  for (const option of outermost(hits)) take(option);
  return found;
}

function findEqual(hits: Hit[], option: PreparedOption, lines: readonly string[], text: string): void {
  if (text === option.text) hits.push({ option, start: 0, end: text.length });
  let start = 0;
  for (const line of lines) {
    if (line !== '' && line === option.text) hits.push({ option, start, end: start + line.length });
    start += line.length + 1;
  }
}

function findContained(hits: Hit[], option: PreparedOption, text: string): void {
  let start = text.indexOf(option.text);
  while (start >= 0) {
    hits.push({ option, start, end: start + option.text.length });
    start = text.indexOf(option.text, start + 1);
  }
}

// A pattern that is found more often than this says nothing new the next time.
const MAX_FOUND = 200;

function findPattern(hits: Hit[], option: PreparedOption, pattern: RE2JS, text: string): void {
  const matcher = pattern.matcher(text);
  for (let count = 0; count < MAX_FOUND && matcher.find(); count++) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (end > start) hits.push({ option, start, end });
  }
}

/** The options of the hits that lie inside no longer hit: one sweep, however often a phrase stands in the text. */
function outermost(hits: Hit[]): PreparedOption[] {
  hits.sort((a, b) => a.start - b.start || b.end - a.end);
  const outer: PreparedOption[] = [];
  let furthest = -1; // of the hits that began before this one
  let atStart = { start: -1, end: -1 }; // the longest of those that begin with it
  for (const { option, start, end } of hits) {
    if (start !== atStart.start) {
      furthest = Math.max(furthest, atStart.end);
      atStart = { start, end };
    }
    if (furthest < end && atStart.end === end) outer.push(option);
  }
  return outer;
}
