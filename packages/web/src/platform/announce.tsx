import { type ReactNode, useEffect } from 'react';
import { createStore, useStore } from './store.ts';

/** At most one polite message in this time, so that a burst of updates does not talk over the phone call. */
const POLITE_PAUSE_MS = 5_000;

type Spoken = { text: string; count: number };
const polite = createStore<Spoken>({ text: '', count: 0 });
const assertive = createStore<Spoken>({ text: '', count: 0 });

let waiting: string | null = null;
let pause: ReturnType<typeof setTimeout> | null = null;

/** Read out when there is a pause: new counts, what was saved. The latest message wins. */
export function announce(text: string): void {
  if (pause !== null) {
    waiting = text;
    return;
  }
  say(polite, text);
  pause = setTimeout(() => {
    pause = null;
    const next = waiting;
    waiting = null;
    if (next !== null) announce(next);
  }, POLITE_PAUSE_MS);
}

/** Read out at once: a save that failed, a lost connection, my own item overdue. */
export const alarm = (text: string): void => say(assertive, text);

const say = (where: typeof polite, text: string): void => where.set(({ count }) => ({ text, count: count + 1 }));

/** Both regions exist from the first paint; screen readers ignore regions that appear together with their text. */
export function LiveRegions(): ReactNode {
  const calm = useStore(polite);
  const urgent = useStore(assertive);
  return (
    <div className="visually-hidden">
      <div role="status" aria-live="polite" aria-atomic="true" data-testid="polite">
        <span key={calm.count}>{calm.text}</span>
      </div>
      <div role="alert" aria-live="assertive" aria-atomic="true" data-testid="assertive">
        <span key={urgent.count}>{urgent.text}</span>
      </div>
    </div>
  );
}

/** Overdue orders; every title begins with them: `(3!) Worklist`. */
export const titleAlert = createStore(0);

export function useTitle(title: string): void {
  const urgent = useStore(titleAlert);
  useEffect(() => {
    document.title = `${urgent > 0 ? `(${urgent}!) ` : ''}${title} · Critical Callout`;
  }, [title, urgent]);
}
