import { type ReactNode, startTransition, useEffect, useState } from 'react';

/** What may come a moment later, so that what must be seen first is seen sooner: drawn once the rest is on the screen. */
export function AfterPaint({ children }: { children: ReactNode }): ReactNode {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A frame's own work is done before it is painted; a timer set in it comes after.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setDue(true)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return isDue ? children : null;
}
