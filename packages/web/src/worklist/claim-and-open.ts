import type { WorklistItem } from '@critical-callout/contract/worklist';
import { claim, holderOf } from '../ownership/index.ts';

export type RowDialog = { kind: 'menu' | 'assign' | 'escalate' | 'take-over'; items: readonly WorklistItem[] };

/** Claims and opens; where somebody else has the order, asks for the reason to take it over. */
export async function claimAndOpen(
  item: WorklistItem,
  onOpen: (billId: number) => void,
  onChange: (dialog: RowDialog | null) => void,
): Promise<void> {
  const failure = await claim(item.billId, item.billNumber);
  if (failure === null) onOpen(item.billId);
  else if (holderOf(failure) !== null) onChange({ kind: 'take-over', items: [item] });
}
