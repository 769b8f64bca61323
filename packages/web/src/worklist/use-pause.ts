import type { WorklistItem } from '@critical-callout/contract/worklist';
import { useRef, useState } from 'react';

export type Pause = {
  items: readonly WorklistItem[];
  isPaused: boolean;
  /** Orders that came while the list stands still. */
  waiting: number;
  toggle: () => void;
};

/**
 * The list can be held still (WCAG 2.2.2): rows neither come nor go, what came is counted, and how late each row is goes on
 * being true. Whatever the list is of, `list` names it; another list is never held.
 */
export function usePause(fresh: readonly WorklistItem[], list: string): Pause {
  const [isPaused, setPaused] = useState(false);
  const held = useRef<{ list: string; items: readonly WorklistItem[] }>({ list, items: fresh });
  if (!isPaused || held.current.list !== list) held.current = { list, items: fresh };
  const { items } = held.current;
  const known = new Set(items.map(({ billId }) => billId));
  return {
    items,
    isPaused,
    waiting: isPaused ? fresh.filter(({ billId }) => !known.has(billId)).length : 0,
    toggle: () => setPaused((now) => !now),
  };
}
