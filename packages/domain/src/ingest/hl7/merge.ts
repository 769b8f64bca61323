import type { Problem } from '../../kernel/index.ts';
import type { IncomingResult } from '../../result/index.ts';

type Merging = { result: IncomingResult; lines: string[]; notes: string[]; copies: number };

const replaces = new Set(['C', 'A', 'D', 'W', 'X']);

const takenBack = new Set(['D', 'W', 'X']);

/** Within a report a result is known by its parameter and OBX-4. */
export function identityOf(result: { parameterCode: string; codeSystem: string; subId: string }): string {
  return JSON.stringify([result.parameterCode, result.codeSystem, result.subId]);
}

/**
 * One result per identity in a report. Consecutive narrative OBX of one code are the lines of one text; a correction
 * replaces what it corrects, and a value sent after its deletion the deletion; anything else said twice is kept under its own sub-id, so that no value is lost and the
 * same message gives the same identities again.
 */
export function mergeResults(results: IncomingResult[], problems: Problem[]): IncomingResult[] {
  const merged = new Map<string, Merging>();
  let last: Merging | null = null;
  for (const result of results) {
    const identity = identityOf(result);
    const earlier = merged.get(identity);
    if (!earlier) {
      last = begin(merged, identity, result);
    } else if (last === earlier && isNextLine(earlier.result, result)) {
      earlier.lines.push(result.value);
      addTo(earlier, result);
    } else if (takenBack.has(earlier.result.status) && !takenBack.has(result.status)) {
      // Deleted, and sent again: the new value stands, it is no second one.
      last = begin(merged, identity, result, earlier.copies);
    } else if (replaces.has(result.status) && !replaces.has(earlier.result.status)) {
      last = begin(merged, identity, result, earlier.copies);
    } else if (earlier.lines.length === 1 && isSame(earlier.result, result)) {
      addTo(earlier, result);
    } else {
      const subId = freeSubId(merged, earlier, result);
      last = begin(merged, identityOf({ ...result, subId }), { ...result, subId });
      const message = `a second result of the same OBX-3 and OBX-4 is kept as sub-id '${subId.slice(-20)}'`;
      problems.push({ code: 'ingest.repeated-result', place: `${result.place}-3`, message });
    }
  }
  return [...merged.values()].map(({ result, lines, notes }) => ({
    ...result,
    value: lines.length === 1 ? result.value : lines.join('\n').trim(),
    note: notes.join('\n') || null,
  }));
}

function begin(merged: Map<string, Merging>, identity: string, result: IncomingResult, copies = 1): Merging {
  const merging = { result: { ...result }, lines: [result.value], notes: result.note === null ? [] : [result.note], copies };
  merged.set(identity, merging);
  return merging;
}

function addTo(earlier: Merging, result: IncomingResult): void {
  for (const flag of result.flags) {
    if (!earlier.result.flags.includes(flag)) earlier.result.flags = [...earlier.result.flags, flag];
  }
  if (result.note !== null && earlier.notes.at(-1) !== result.note) earlier.notes.push(result.note);
}

function isSame(earlier: IncomingResult, result: IncomingResult): boolean {
  return earlier.value === result.value && earlier.unit === result.unit && earlier.status === result.status;
}

function isNextLine(first: IncomingResult, next: IncomingResult): boolean {
  if (first.valueType !== next.valueType || first.status !== next.status) return false;
  if (!['TX', 'FT', 'ST'].includes(first.valueType)) return false;
  // Two numbers under one code are two readings, not two lines.
  return !(isNumber(first.value) && isNumber(next.value));
}

function isNumber(text: string): boolean {
  return /^[<>=\s]*[-+]?[\d.,]+$/.test(text);
}

function freeSubId(merged: Map<string, Merging>, earlier: Merging, result: IncomingResult): string {
  let subId: string;
  do {
    earlier.copies++;
    subId = `${result.subId}#${earlier.copies}`;
  } while (merged.has(identityOf({ ...result, subId })));
  return subId;
}
