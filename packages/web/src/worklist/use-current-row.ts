import { type RefObject, useCallback, useState } from 'react';
import type { Row } from './merge.ts';

type Options = {
  rows: readonly Row[];
  openBillId: number | null;
  body: RefObject<HTMLTableSectionElement | null>;
  pin: (billId: number | null) => void;
  /** Draws the rows up to this one, where the list is long. */
  showTo: (index: number) => void;
};

/** The row the keyboard is on: the one last focused, else the one that is open, else the first. */
export function useCurrentRow({ rows, openBillId, body, pin, showTo }: Options) {
  const [focused, setFocused] = useState<number | null>(null);
  const isShown = (billId: number | null): boolean => rows.some(({ item }) => item.billId === billId);
  const current = isShown(focused) ? focused : isShown(openBillId) ? openBillId : (rows[0]?.item.billId ?? null);
  const onFocusRow = useCallback(
    (billId: number) => {
      setFocused(billId);
      pin(billId);
    },
    [pin],
  );
  const move = (by: number): void => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>('a[data-row]') ?? [])];
    const here = links.findIndex((link) => link.closest('tr')?.dataset.bill === String(current));
    const isOnRow = links.includes(document.activeElement as HTMLElement);
    const to = isOnRow ? here + by : here;
    showTo(to);
    const next = links[Math.max(0, Math.min(links.length - 1, to))];
    next?.focus({ preventScroll: true });
    next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  };
  return { current, onFocusRow, move };
}
