import { useEffect } from 'react';
import { useShortcuts } from '../platform/use-shortcuts.ts';

const rowsOf = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-region="list"] a[data-row]')];

/** Puts the keyboard on a message of the list, else on the first, else on the heading. */
export function focusMessage(id: number | null): void {
  const rows = rowsOf();
  const row = rows.find(({ dataset }) => dataset.row === String(id)) ?? rows[0];
  (row ?? document.querySelector<HTMLElement>('[data-region="list"] h1'))?.focus();
}

/** The same letters as in the worklist: J and K from message to message, O opens, Alt+B leads back from the message. */
export function useListKeys(openId: number | null): void {
  // Whoever came by a key has the focus nowhere, and letters act only in the list.
  useEffect(() => {
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('[data-region="list"] h1')?.focus();
  }, []);
  const here = (): number => rowsOf().findIndex((row) => row.closest('tr')?.contains(document.activeElement));
  const move = (by: number): void => {
    const rows = rowsOf();
    const at = here();
    if (at === -1) focusMessage(openId);
    else rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  };
  useShortcuts({
    next: () => move(1),
    previous: () => move(-1),
    open: () => rowsOf()[here()]?.click(),
    backToList: () => focusMessage(openId),
  });
}
