import { type RefObject, useEffect, useRef } from 'react';

const GAP_PX = 12;

/**
 * What sticks to an edge of the panel never covers the field that has the focus (WCAG 2.2, 2.4.11): the panel scrolls as far as
 * the bar is high at the moment, which grows with what is missing.
 */
export function useScrollPadding<T extends HTMLElement>(edge: 'top' | 'bottom'): RefObject<T | null> {
  const bar = useRef<T>(null);
  useEffect(() => {
    const element = bar.current;
    const panel = element?.closest<HTMLElement>('[data-region="panel"]');
    if (!element || !panel) return;
    const watch = new ResizeObserver(() => {
      panel.style.setProperty(`scroll-padding-${edge}`, `${element.offsetHeight + GAP_PX}px`);
      panel.style.setProperty(`--stuck-${edge}`, `${element.offsetHeight}px`);
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [edge]);
  return bar;
}
