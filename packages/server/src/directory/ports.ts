import type { ContactChannel } from '@critical-callout/domain/directory';
import type { Tx } from '../platform/db.ts';

/** A message about no order and no patient, to one address. */
export type PlainMessage = {
  labId: number;
  channel: ContactChannel;
  address: string;
  /** Begins the reason where the address is not usable. */
  who: string;
  name: string;
  words: { subject: string; text: string };
  eventSeq: number;
  now: Date;
};

/**
 * Queues it like every other message: the delivery room, handed in by the application. A text says why this channel
 * cannot carry it here.
 */
export type SendPlain = (tx: Tx, message: PlainMessage) => Promise<{ deliveryId: number } | { problem: string }>;
