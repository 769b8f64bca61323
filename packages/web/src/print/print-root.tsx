import { type ReactNode, useLayoutEffect } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from '../platform/store.ts';
import { printed } from './print.ts';

/** Where a sheet stands while it is printed: outside the page, which is not printed then. */
export function PrintRoot(): ReactNode {
  const sheet = useStore(printed);
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-printing-sheet', sheet !== null);
  }, [sheet]);
  return sheet === null ? null : createPortal(<div data-sheet>{sheet}</div>, document.body);
}
