/** Puts the keyboard back on a row, or on the first one. */
export function focusList(billId: number | null): void {
  const list = document.querySelector('[data-region="list"]');
  const row = billId === null ? null : list?.querySelector<HTMLElement>(`tr[data-bill="${billId}"] a[data-row]`);
  (row ?? list?.querySelector<HTMLElement>('a[data-row]') ?? list?.querySelector<HTMLElement>('h1'))?.focus();
}

/** How long a panel may take to open before its part is no longer jumped to. */
const PATIENCE_MS = 5_000;

/** Goes to a part of the panel as soon as it is there: the panel loads what it shows. */
export function focusWhenThere(selector: string): void {
  const jump = (): boolean => {
    const element = document.querySelector<HTMLElement>(selector);
    if (!element) return false;
    if (element.tabIndex < 0 && !element.hasAttribute('tabindex')) element.setAttribute('tabindex', '-1');
    element.scrollIntoView({ block: 'nearest' });
    element.focus();
    return true;
  };
  if (jump()) return;
  const watcher = new MutationObserver(() => {
    if (jump()) watcher.disconnect();
  });
  watcher.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watcher.disconnect(), PATIENCE_MS);
}
