/** How long after the last key or click the requests still count as the person's own. */
const ACTIVE_MS = 60_000;

let lastInput = Date.now();

if (typeof document !== 'undefined') {
  const note = (): void => {
    lastInput = Date.now();
  };
  for (const kind of ['keydown', 'pointerdown', 'wheel']) document.addEventListener(kind, note, { capture: true, passive: true });
}

/** False while the list only refreshes itself: such requests do not prolong the session. */
export const isPersonActive = (): boolean => Date.now() - lastInput < ACTIVE_MS;
