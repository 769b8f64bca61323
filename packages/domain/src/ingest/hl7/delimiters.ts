import type { Problem } from '../../kernel/index.ts';

/** The separators a message declares in MSH-1 and MSH-2. */
export type Delimiters = {
  field: string;
  component: string;
  repetition: string;
  escape: string;
  subcomponent: string;
  /** MSH-2 as received, for an answer in the sender's own delimiters. */
  encodingCharacters: string;
};

export const defaultDelimiters: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
  encodingCharacters: '^~\\&',
};

// Letters, digits, blanks and control characters cannot separate: they occur in every value.
const cannotSeparate = /[A-Za-z0-9\s\p{Cc}]/u;

/** Reads MSH-1 and MSH-2 of a line that starts with `MSH` (or `FHS`, `BHS`). A problem means: the message cannot be read. */
export function readDelimiters(headerLine: string): Delimiters | Problem {
  const field = headerLine.charAt(3);
  if (field === '' || cannotSeparate.test(field)) {
    return { code: 'ingest.bad-delimiters', place: 'MSH-1', message: 'MSH-1 is not a usable field separator' };
  }
  const end = headerLine.indexOf(field, 4);
  const declared = headerLine.slice(4, end < 0 ? undefined : end).trim();
  // A short MSH-2 (version 2.1 senders write `^~`) means the usual characters for the rest.
  const pick = (index: number, usual: string): string => declared.charAt(index) || usual;
  const delimiters = {
    field,
    component: pick(0, '^'),
    repetition: pick(1, '~'),
    escape: pick(2, '\\'),
    subcomponent: pick(3, '&'),
    encodingCharacters: declared.slice(0, 5) || '^~\\&',
  };
  const all = [field, delimiters.component, delimiters.repetition, delimiters.escape, delimiters.subcomponent];
  if (new Set(all).size < all.length || all.some((separator) => cannotSeparate.test(separator))) {
    return { code: 'ingest.bad-delimiters', place: 'MSH-2', message: 'MSH-2 does not name four different separators' };
  }
  return delimiters;
}
