import type { WorklistItem } from '@critical-callout/contract/worklist';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { announce } from '../platform/announce.tsx';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { countChanges, mergeRows, type Row } from './merge.ts';

/** The rows on the screen: fresh data merged in without moving what the person is on. */
export function useRows(items: readonly WorklistItem[], scroller: RefObject<HTMLElement | null>) {
  const t = useText();
  const [rows, setRows] = useState<Row[]>(() => mergeRows([], items, null, serverNow()));
  const shown = useRef(rows);
  const pinned = useRef<number | null>(null);
  const place = useRef<number | null>(null);

  const merge = useCallback(
    (fresh: readonly WorklistItem[]) => {
      place.current = topOf(scroller.current, pinned.current);
      shown.current = mergeRows(shown.current, fresh, pinned.current, serverNow());
      setRows(shown.current);
    },
    [scroller],
  );

  const latest = useRef(items);
  useEffect(() => {
    if (latest.current === items) return;
    latest.current = items;
    const { arrived, left } = countChanges(shown.current, items);
    merge(items);
    if (arrived + left > 0) announce(t('worklist.changed', { arrived, left, open: items.length }));
  }, [items, merge, t]);

  const isLeaving = rows.some(({ leftAt }) => leftAt !== null);
  useEffect(() => {
    if (!isLeaving) return;
    const timer = setInterval(() => merge(latest.current), 1_000);
    return () => clearInterval(timer);
  }, [isLeaving, merge]);

  // The focused row keeps its place in the window even when rows above it come or go.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs after each change of the rows
  useLayoutEffect(() => {
    const element = scroller.current;
    const now = topOf(element, pinned.current);
    if (element && now !== null && place.current !== null) element.scrollTop += now - place.current;
    place.current = null;
  }, [rows]);

  const pin = useCallback(
    (billId: number | null) => {
      if (pinned.current === billId) return;
      pinned.current = billId;
      if (billId === null) merge(latest.current);
    },
    [merge],
  );
  return { rows, pin };
}

const topOf = (scroller: HTMLElement | null, billId: number | null): number | null =>
  billId === null ? null : (scroller?.querySelector(`[data-bill="${billId}"]`)?.getBoundingClientRect().top ?? null);
