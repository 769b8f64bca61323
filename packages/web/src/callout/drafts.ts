import type { CriticalRecords } from '@critical-callout/contract/callout';
import type { ApiFailure } from '../platform/failure.ts';
import { createStore, useStore } from '../platform/store.ts';
import type { CalloutForm } from './form.ts';
import { hasSaves } from './save-queue.ts';

/**
 * What was typed and is not saved, kept while the window is open: moving to another order and back loses nothing.
 * In memory only; the computers are shared and nothing about a patient may stay in a browser's storage.
 */
export type Draft = {
  values: CalloutForm;
  /** The records as they were when the typing began: changes since then are shown. */
  seen: CriticalRecords;
  /** Why the last try to save was refused. */
  failure: ApiFailure | null;
};

const drafts = createStore<ReadonlyMap<number, Draft>>(new Map());

export const draftOf = (billId: number): Draft | null => drafts.get().get(billId) ?? null;
export const useDrafts = (): ReadonlyMap<number, Draft> => useStore(drafts);

export const keepDraft = (billId: number, draft: Draft): void => drafts.set((all) => new Map(all).set(billId, draft));

export function dropDraft(billId: number): void {
  drafts.set((all) => {
    if (!all.has(billId)) return all;
    const rest = new Map(all);
    rest.delete(billId);
    return rest;
  });
}

if (typeof window !== 'undefined') {
  window.addEventListener('beforeunload', (event) => {
    if (drafts.get().size > 0 || hasSaves()) event.preventDefault();
  });
}
