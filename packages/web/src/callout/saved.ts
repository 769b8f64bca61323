import { createStore, useStore } from '../platform/store.ts';

/** The last record the server confirmed: shown above the next call, because the next order opens by itself. */
export type Saved = { billId: number; at: number; name: string | null; isDone: boolean; eventSeq: number | null };

const saved = createStore<Saved | null>(null);
export const noteSaved = (note: Saved): void => saved.set(note);
export const useSaved = (): Saved | null => useStore(saved);
