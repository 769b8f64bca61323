import type { ChannelStates } from '@critical-callout/contract/deliveries';
import type { LabSession } from '@critical-callout/domain/auth';
import type { Tx } from '../platform/db.ts';

/** What going live ends in a room this one does not enter. */
export type SetupPorts = {
  closePractice: (tx: Tx, labId: number, now: Date) => Promise<void>;
  /** How the channels do: the delivery room. */
  readChannels: (session: LabSession) => Promise<ChannelStates>;
};
