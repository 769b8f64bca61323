import type { WorklistItem } from '@critical-callout/contract/worklist';

/** A line of the list: `leftAt` is set while a bill that left is still shown, greyed, with the reason. */
export type Row = { item: WorklistItem; leftAt: number | null; isNew: boolean };

/** How long a row that left stays, so that nobody wonders where it went. */
export const LEAVING_MS = 10_000;

/**
 * The rows to show after an update. The order is the server's, with two exceptions: the row the person is on keeps its
 * place until the focus leaves it, and a row that left keeps its place for ten seconds.
 */
export function mergeRows(
  shown: readonly Row[],
  fresh: readonly WorklistItem[],
  pinnedBillId: number | null,
  now: number,
): Row[] {
  const known = new Set(shown.map(({ item }) => item.billId));
  const arrived = new Set(fresh.map(({ billId }) => billId));
  const rows: Row[] = fresh.map((item) => ({ item, leftAt: null, isNew: shown.length > 0 && !known.has(item.billId) }));

  shown.forEach((row, index) => {
    if (arrived.has(row.item.billId)) return;
    const leftAt = row.leftAt ?? now;
    const isPinned = row.item.billId === pinnedBillId;
    if (now - leftAt >= LEAVING_MS && !isPinned) return;
    rows.splice(Math.min(index, rows.length), 0, { item: row.item, leftAt, isNew: false });
  });

  const before = shown.findIndex(({ item }) => item.billId === pinnedBillId);
  const after = rows.findIndex(({ item }) => item.billId === pinnedBillId);
  if (before >= 0 && after >= 0 && before !== after) {
    const [row] = rows.splice(after, 1);
    if (row) rows.splice(Math.min(before, rows.length), 0, row);
  }
  return rows;
}

/** What to say of an update: how many came, how many left. */
export function countChanges(shown: readonly Row[], fresh: readonly WorklistItem[]): { arrived: number; left: number } {
  const before = new Set(shown.filter(({ leftAt }) => leftAt === null).map(({ item }) => item.billId));
  const after = new Set(fresh.map(({ billId }) => billId));
  return { arrived: [...after].filter((id) => !before.has(id)).length, left: [...before].filter((id) => !after.has(id)).length };
}
