import { useCallback, useState } from 'react';
import { announce } from '../platform/announce.tsx';
import { useText } from '../platform/text.tsx';

/** Rows chosen for something that is done with several of them. */
export function useSelected(): { selected: ReadonlySet<number>; onSelect: (billId: number) => void; clear: () => void } {
  const t = useText();
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const onSelect = useCallback(
    (billId: number) =>
      setSelected((before) => {
        const next = new Set(before);
        if (!next.delete(billId)) next.add(billId);
        announce(t('selection.count', { count: next.size }));
        return next;
      }),
    [t],
  );
  return { selected, onSelect, clear: () => setSelected(new Set()) };
}
