import type { WorklistItem } from '@critical-callout/contract/worklist';

/** Orders of one patient stand together, at the place of the most urgent of them; within a patient the order stays. */
export function groupByPatient(items: readonly WorklistItem[]): WorklistItem[] {
  const groups = new Map<number, WorklistItem[]>();
  for (const item of items) {
    const group = groups.get(item.patient.id);
    if (group) group.push(item);
    else groups.set(item.patient.id, [item]);
  }
  return [...groups.values()].flat();
}

export type Selection = { items: WorklistItem[]; isOnePatient: boolean };

/** What may be done with several rows: one call is about one patient, whatever else is chosen. */
export function selectionOf(items: readonly WorklistItem[], selected: ReadonlySet<number>): Selection {
  const chosen = items.filter(({ billId }) => selected.has(billId));
  return { items: chosen, isOnePatient: new Set(chosen.map(({ patient }) => patient.id)).size === 1 };
}
