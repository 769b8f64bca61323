import { type ReactNode, startTransition, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/**
 * What may come a moment later, so that what must be seen first is seen sooner: drawn once the rest is on the screen.
 * A key that comes before that is meant for it: it is drawn at once, and then the key acts. `isNext`: what a person turns
 * to first goes before all else that waits.
 */
export function AfterPaint({ isNext = false, children }: { isNext?: boolean; children: ReactNode }): ReactNode {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A frame's own work is done before it is painted; a timer set in it comes after.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => (isNext ? setDue(true) : startTransition(() => setDue(true))));
    });
    const hurry = (): void => flushSync(() => setDue(true));
    window.addEventListener('keydown', hurry, { capture: true, once: true });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      window.removeEventListener('keydown', hurry, { capture: true });
    };
  }, [isNext]);
  return isDue ? children : null;
}
