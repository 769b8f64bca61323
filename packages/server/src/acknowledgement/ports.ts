import type { Bill, CriticalRecord } from '@critical-callout/contract/callout';
import type { CalloutDirectory, Ladder } from '../callout/index.ts';
import type { Channels, TellNext } from '../delivery/index.ts';
import type { Tx } from '../platform/db.ts';

/** The named reports of an order as they are now, whatever their state, with previous and replaced values. */
export type ReadReports = (
  tx: Tx,
  labId: number,
  billId: number,
  labReportIds: readonly number[],
) => Promise<{ bill: Bill; reports: CriticalRecord[] }>;

/** Handed in by the application. */
export type AcknowledgementPorts = {
  ladder: Ladder;
  tellNext: TellNext;
  channels: Channels;
  readReports: ReadReports;
  /** Whom the directory names for an order now: whether the reader sits at a desk that must pass a result on. */
  resolveContacts: CalloutDirectory['resolveContacts'];
};
