import { type RefObject, useEffect, useRef, useState } from 'react';

/** Rows drawn at first, and at a time after: a long list must not hold up the key that is held down. */
const FIRST = 60;
const STEP = 20;
/** Rows that are always drawn beyond the one the person is on. */
const AHEAD = 15;

/**
 * Draws the beginning of a long list and more of it when the end comes into sight or the keyboard comes near. When all is
 * drawn, asks for what the server still has.
 */
export function useWindow(
  length: number,
  onMore: (() => void) | null,
): { count: number; end: RefObject<HTMLDivElement | null>; showTo: (index: number) => void } {
  const [drawn, setDrawn] = useState(FIRST);
  const end = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  const isWhole = drawn >= length;
  useEffect(() => {
    const element = end.current;
    if (!element || (isWhole && more.current === null)) return;
    const watcher = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        if (isWhole) more.current?.();
        else setDrawn((now) => now + STEP);
      },
      { rootMargin: '600px' },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [isWhole]);
  return {
    count: Math.min(drawn, length),
    end,
    showTo: (index) => setDrawn((now) => (index + AHEAD > now ? now + STEP : now)),
  };
}
