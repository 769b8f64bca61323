/**
 * At once, or when the button of the mouse is up again: what makes room on a screen while somebody presses a button would move
 * that button from under the pointer, and the click would be lost.
 */
export function afterPress(act: () => void): void {
  if (!document.querySelector(':active')) {
    act();
    return;
  }
  const waiting = new AbortController();
  const go = (): void => {
    waiting.abort();
    // The click comes after the release, in the same turn.
    setTimeout(act);
  };
  for (const end of ['pointerup', 'pointercancel']) window.addEventListener(end, go, { signal: waiting.signal });
}
