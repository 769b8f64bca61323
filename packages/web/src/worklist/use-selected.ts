import { useCallback, useState } from 'react';
import { announce } from '../platform/announce.tsx';
import { text } from '../platform/text.tsx';

/** Rows chosen for something that is done with several of them. */
export function useSelected(): { selected: ReadonlySet<number>; onSelect: (billId: number) => void; clear: () => void } {
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  // The same function for as long as the list stands: every row holds it.
  const onSelect = useCallback(
    (billId: number) =>
      setSelected((before) => {
        const next = new Set(before);
        if (!next.delete(billId)) next.add(billId);
        announce(text('selection.count', { count: next.size }));
        return next;
      }),
    [],
  );
  return { selected, onSelect, clear: () => setSelected(new Set()) };
}
