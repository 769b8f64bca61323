import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createStore } from '../platform/store.ts';

/** What goes to the printer now; null: the page as it is. */
export const printed = createStore<ReactNode>(null);

/** Puts a sheet beside the page, prints it alone, and takes it away. Works without a connection: nothing is loaded. */
export function printSheet(sheet: ReactNode): void {
  flushSync(() => printed.set(sheet));
  window.addEventListener('afterprint', () => printed.set(null), { once: true });
  window.print();
}
