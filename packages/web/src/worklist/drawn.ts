/** What stands between the rows that are drawn: the place of those that are not. */
export type Part = { kind: 'row'; index: number } | { kind: 'gap'; from: number; height: number };

/** Rows `from` up to, not including, `to`. */
export type Range = { from: number; to: number };

/** The rows between two heights, counted from the top of the first. */
export function rangeBetween(length: number, heightOf: (index: number) => number, top: number, bottom: number): Range {
  let from = 0;
  let y = 0;
  while (from < length - 1 && y + heightOf(from) <= top) y += heightOf(from++);
  let to = from;
  while (to < length && y < bottom) y += heightOf(to++);
  return { from, to: Math.max(to, Math.min(length, from + 1)) };
}

/** The rows of the range and those that must be there wherever the list is scrolled to, with gaps as high as what is left out. */
export function partsOf(length: number, range: Range, kept: readonly number[], heightOf: (index: number) => number): Part[] {
  const isDrawn = new Set(kept.filter((index) => index >= 0 && index < length));
  for (let index = range.from; index < Math.min(range.to, length); index += 1) isDrawn.add(index);
  const parts: Part[] = [];
  for (let index = 0; index < length; index += 1) {
    const last = parts.at(-1);
    if (isDrawn.has(index)) parts.push({ kind: 'row', index });
    else if (last?.kind === 'gap') last.height += heightOf(index);
    else parts.push({ kind: 'gap', from: index, height: heightOf(index) });
  }
  return parts;
}
