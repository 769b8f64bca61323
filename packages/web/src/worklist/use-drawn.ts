import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type Part, partsOf, type Range, rangeBetween } from './drawn.ts';

/** A list of this length is simply drawn. */
const FEW = 30;
/** Drawn beyond what is in sight, so that neither the wheel nor a held key meets an empty place. */
const MARGIN_PX = 480;
/** Height of a row until one was measured. */
const ESTIMATE_PX = 96;
/** When so few rows are left below, the server is asked for what it still has. */
const AHEAD = 20;

type Options = {
  billIds: readonly number[];
  /** Orders whose rows are there wherever the list is scrolled to: the one the keyboard is on, the one that is open. */
  kept: readonly (number | null)[];
  scroller: RefObject<HTMLElement | null>;
  body: RefObject<HTMLTableSectionElement | null>;
  onMore: (() => void) | null;
};

/**
 * Draws what is in sight of a long list, and leaves the place of the rest free: opening the panel or holding a key then
 * costs the same with five hundred orders as with twenty. Rows are measured where they are drawn.
 */
export function useDrawn({ billIds, kept, scroller, body, onMore }: Options): Part[] {
  const { heights, heightAt } = useHeights(billIds);
  const [range, setRange] = useState<Range>({ from: 0, to: FEW });
  const { length } = billIds;
  const isShort = length <= FEW;

  const look = useCallback(() => {
    const box = scroller.current?.getBoundingClientRect();
    const start = body.current?.getBoundingClientRect().top;
    // Beside the panel on a narrow screen the list is not there at all.
    if (!box || start === undefined || box.height === 0) return;
    const top = Math.max(0, box.top) - start - MARGIN_PX;
    const bottom = Math.min(window.innerHeight, box.bottom) - start + MARGIN_PX;
    const next = rangeBetween(heightAt.length(), heightAt.of, top, bottom);
    setRange((now) => (now.from === next.from && now.to === next.to ? now : next));
  }, [scroller, body, heightAt]);

  useEffect(() => {
    if (isShort) return;
    // Both the list's own scroller and, on a telephone, the page's.
    document.addEventListener('scroll', look, { capture: true, passive: true });
    window.addEventListener('resize', look);
    return () => {
      document.removeEventListener('scroll', look, { capture: true });
      window.removeEventListener('resize', look);
    };
  }, [isShort, look]);

  const at = (billId: number | null): number => (billId === null ? -1 : billIds.indexOf(billId));
  const [current = -1, open = -1] = kept.map(at);
  const parts = useMemo(() => {
    const all = { from: 0, to: length };
    // With its neighbours, which are the next the keyboard goes to.
    const needed = current < 0 ? [open] : [current - 1, current, current + 1, open];
    return partsOf(length, isShort ? all : range, needed, heightAt.of);
  }, [length, isShort, range, current, open, heightAt]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are drawn when the parts are others
  useLayoutEffect(() => {
    if (isShort) return;
    const watcher = new ResizeObserver((entries) => {
      heights.note(entries);
      look();
    });
    for (const row of body.current?.querySelectorAll('tr[data-bill]') ?? []) watcher.observe(row);
    return () => watcher.disconnect();
  }, [isShort, parts, billIds, body, look, heights]);

  useMore(isShort ? length : range.to, length, onMore);
  return parts;
}

/** Heights of rows by their order, where they were seen; the first ones seen are the estimate for the others. */
function useHeights(billIds: readonly number[]) {
  const latest = useRef(billIds);
  latest.current = billIds;
  return useMemo(() => {
    const known = new Map<number, number>();
    let estimate: number | null = null;
    const of = (index: number): number => known.get(latest.current[index] ?? 0) ?? estimate ?? ESTIMATE_PX;
    const note = (entries: readonly ResizeObserverEntry[]): void => {
      for (const { target, borderBoxSize } of entries) {
        const height = borderBoxSize[0]?.blockSize ?? 0;
        if (height > 0) known.set(Number((target as HTMLElement).dataset.bill), height);
      }
      if (known.size > 0) estimate ??= [...known.values()].reduce((sum, height) => sum + height, 0) / known.size;
    };
    return { heights: { note }, heightAt: { of, length: () => latest.current.length } };
  }, []);
}

/** Asks once for each length: an answer that fails leaves the button, and is not asked for without end. */
function useMore(to: number, length: number, onMore: (() => void) | null): void {
  const asked = useRef(0);
  useEffect(() => {
    if (onMore === null || to < length - AHEAD || asked.current === length) return;
    asked.current = length;
    onMore();
  }, [to, length, onMore]);
}
