import { foldText, type ListOptionVersion } from './limit.ts';

export type PreparedOption = { row: ListOptionVersion; text: string };
export type OptionMatch = { isCritical: 0 | 1 | 2; option: PreparedOption };

type Hit = { option: PreparedOption; start: number; end: number };

// Prose is searched as far as a report's first pages; a critical phrase stands nowhere else.
const MAX_TEXT = 20_000;
const MAX_HITS = 500;

/**
 * What a coded or free-text answer means. `equals` compares the whole text, each of its lines, and the codes; `contains`
 * finds the phrase anywhere. A phrase inside a longer matching one does not count: with `detected` critical and
 * `not detected` normal, "Not detected" is normal, and "A detected; B not detected" is critical. The gravest of what
 * remains wins. Null: no option matches.
 */
export function matchOptions(options: readonly PreparedOption[], value: string, codes: readonly string[]): OptionMatch | null {
  const hits: Hit[] = [];
  const lines = value.slice(0, MAX_TEXT).split('\n').map(foldText);
  const text = lines.join('\n');
  for (const option of options) {
    if (option.row.match === 'equals') findEqual(hits, option, lines, text);
    else findContained(hits, option, text);
  }
  let found: OptionMatch | null = null;
  const take = (option: PreparedOption): void => {
    if (!found || option.row.isCritical > found.isCritical) found = { isCritical: option.row.isCritical, option };
  };
  for (const hit of hits) if (!isCovered(hit, hits)) take(hit.option);
  const foldedCodes = codes.map(foldText);
  for (const option of options) if (option.row.match === 'equals' && foldedCodes.includes(option.text)) take(option);
  return found;
}

function findEqual(hits: Hit[], option: PreparedOption, lines: readonly string[], text: string): void {
  if (text.replaceAll('\n', ' ') === option.text) hits.push({ option, start: 0, end: text.length });
  let start = 0;
  for (const line of lines) {
    if (line !== '' && line === option.text && hits.length < MAX_HITS) hits.push({ option, start, end: start + line.length });
    start += line.length + 1;
  }
}

function findContained(hits: Hit[], option: PreparedOption, text: string): void {
  // A phrase broken over two lines is still the phrase.
  const joined = text.replaceAll('\n', ' ');
  let start = joined.indexOf(option.text);
  while (start >= 0 && hits.length < MAX_HITS) {
    hits.push({ option, start, end: start + option.text.length });
    start = joined.indexOf(option.text, start + 1);
  }
}

function isCovered(hit: Hit, hits: readonly Hit[]): boolean {
  const length = hit.end - hit.start;
  return hits.some((other) => other.start <= hit.start && other.end >= hit.end && other.end - other.start > length);
}
