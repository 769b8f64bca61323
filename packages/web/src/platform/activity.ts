/** How long after the last key or click the requests still count as the person's own. */
const ACTIVE_MS = 60_000;
/** Other windows of the same browser hear of activity at most this often. */
const SHARE_MS = 5_000;

let lastInput = Date.now();
let lastShared = 0;
let channel: BroadcastChannel | null = null;

if (typeof document !== 'undefined') {
  const note = (): void => {
    lastInput = Date.now();
    if (lastInput - lastShared < SHARE_MS) return;
    lastShared = lastInput;
    channel?.postMessage('active');
  };
  for (const kind of ['keydown', 'pointerdown', 'wheel']) document.addEventListener(kind, note, { capture: true, passive: true });
  if (typeof BroadcastChannel !== 'undefined') {
    // One person at one computer: working in one window keeps the others open.
    channel = new BroadcastChannel('critical-callout.activity');
    channel.onmessage = () => {
      lastInput = Date.now();
    };
  }
}

/** False while the list only refreshes itself: such requests do not prolong the session. */
export const isPersonActive = (): boolean => Date.now() - lastInput < ACTIVE_MS;

/** How long nobody has touched keyboard or mouse. */
export const idleMilliseconds = (): number => Date.now() - lastInput;
