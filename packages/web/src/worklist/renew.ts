import type { Worklist, WorklistItem } from '@critical-callout/contract/worklist';

/** Rows asked for at once; further ones on demand. */
export const PAGE = 200;
/** The server answers no longer page. */
const LONGEST = 500;
/** With more changed orders than this all rows are asked for. */
const MOST_CHANGED = 50;
/** Rows nothing was told of are asked for again after this long, too: what stands on them may hang on something else. */
export const ALL_EVERY_MS = 15_000;

/** How many rows the server is asked to place, or null where all must be asked for again. */
export function lengthToRenew(known: readonly Worklist[], changed: ReadonlySet<number>, allAskedMsAgo: number): number | null {
  if (changed.size === 0 || changed.size > MOST_CHANGED || allAskedMsAgo > ALL_EVERY_MS) return null;
  // An order that comes, even outside the filters, may have a name like that of another row, or be of the same patient.
  const billIds = idsOf(known);
  return [...changed].every((billId) => billIds.has(billId)) ? Math.min(known.length * PAGE, LONGEST) : null;
}

/**
 * The pages on the screen after an answer that holds every place but only the rows that changed. Which orders there are, and
 * where, is the server's word; null where orders came or went: then all rows are asked for.
 */
export function renewedPages(known: readonly Worklist[], answer: Worklist): Worklist[] | null {
  const before = idsOf(known);
  const now = answer.billIds;
  if (now.length !== before.size || !now.every((billId) => before.has(billId))) return null;
  const rows = new Map<number, WorklistItem>();
  for (const { items } of [...known, answer]) for (const item of items) rows.set(item.billId, item);
  return known.map(({ nextCursor }, page) => {
    const billIds = now.slice(page * PAGE, (page + 1) * PAGE);
    const isLast = page === known.length - 1;
    return {
      ...answer,
      billIds,
      items: billIds.flatMap((billId) => rows.get(billId) ?? []),
      nextCursor: isLast ? answer.nextCursor : nextCursor,
    };
  });
}

const idsOf = (pages: readonly Worklist[]): Set<number> => new Set(pages.flatMap(({ billIds }) => billIds));
