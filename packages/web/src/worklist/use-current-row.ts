import { type RefObject, useCallback, useEffect, useState } from 'react';

type Options = {
  billIds: readonly number[];
  openBillId: number | null;
  body: RefObject<HTMLTableSectionElement | null>;
  pin: (billId: number | null) => void;
};

/** The row the keyboard is on: the one last focused or opened, else the first. */
export function useCurrentRow({ billIds, openBillId, body, pin }: Options) {
  const [last, setLast] = useState<number | null>(openBillId);
  useEffect(() => {
    // The next order opens by itself after a save; the keyboard goes on from there.
    if (openBillId !== null) setLast(openBillId);
  }, [openBillId]);
  const current = last !== null && billIds.includes(last) ? last : (billIds[0] ?? null);
  const onFocusRow = useCallback(
    (billId: number) => {
      setLast(billId);
      pin(billId);
    },
    [pin],
  );
  const move = (by: number): void => {
    const linkOf = (billId: number | undefined | null): HTMLElement | null =>
      body.current?.querySelector<HTMLElement>(`tr[data-bill="${billId}"] a[data-row]`) ?? null;
    const here = current === null ? -1 : billIds.indexOf(current);
    const isOnRow = document.activeElement === linkOf(current);
    const to = Math.max(0, Math.min(billIds.length - 1, isOnRow ? here + by : here));
    const next = linkOf(billIds[to]);
    next?.focus({ preventScroll: true });
    next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  };
  return { current, onFocusRow, move };
}
