import type { IdentifierFormat } from '@critical-callout/contract/lab';

export type IdentifierLine = { type: string; label: string; groups: string };

/** `3 3 4`, empty for the program's own way, `none` for never. Null: it is none of these. */
export function readGroups(text: string): number[] | null | 'wrong' {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '') return null;
  if (trimmed === 'none') return [];
  const sizes = trimmed.split(/[\s,+-]+/).map(Number);
  const isGood = sizes.length <= 8 && sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= 20);
  return isGood ? sizes : 'wrong';
}

export const toLine = ({ type, label, groups }: IdentifierFormat): IdentifierLine => ({
  type,
  label,
  groups: groups === null ? '' : groups.length === 0 ? 'none' : groups.join(' '),
});

export function toFormat({ type, label, groups }: IdentifierLine): IdentifierFormat {
  const sizes = readGroups(groups);
  return { type: type.trim().toUpperCase(), label: label.trim(), groups: sizes === 'wrong' ? null : sizes };
}
