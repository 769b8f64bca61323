import type { WorklistItem } from '@critical-callout/contract/worklist';
import { useMay } from '../auth/index.ts';
import { release } from '../ownership/index.ts';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { printDowntimeSheet } from '../print/index.ts';
import { claimAndOpen, type RowDialog } from './claim-and-open.ts';

type RowActs = {
  onMenu: (item: WorklistItem) => void;
  onOpen: (billId: number) => void;
  onNote: (billId: number) => void;
  onHistory: (billId: number) => void;
  onSelect: (billId: number) => void;
  onDialog: (dialog: RowDialog | null) => void;
  selection: readonly WorklistItem[];
};

/** One letter each, on the row the keyboard is on. */
export function useRowKeys(here: WorklistItem | undefined, acts: RowActs): void {
  const mayCall = useMay('callout.write');
  const { onMenu, onOpen, onNote, onHistory, onSelect, onDialog, selection } = acts;
  const on = (work: (item: WorklistItem) => void) => (): void => {
    if (here) work(here);
  };
  useShortcuts({
    rowMenu: on(onMenu),
    history: on(({ billId }) => onHistory(billId)),
    print: () => void printDowntimeSheet(),
    ...(mayCall && {
      claim: on((item) => void claimAndOpen(item, onOpen, onDialog)),
      release: on(({ billId, billNumber }) => void release(billId, billNumber)),
      assign: on((item) => onDialog({ kind: 'assign', items: selection.length > 0 ? selection : [item] })),
      escalate: on((item) => onDialog({ kind: 'escalate', items: [item] })),
      note: on(({ billId }) => onNote(billId)),
      select: on(({ billId }) => onSelect(billId)),
    }),
  });
}
