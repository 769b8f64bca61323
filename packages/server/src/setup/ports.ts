import type { Tx } from '../platform/db.ts';

/** What going live ends in a room this one does not enter. */
export type SetupPorts = { closePractice: (tx: Tx, labId: number, now: Date) => Promise<void> };
