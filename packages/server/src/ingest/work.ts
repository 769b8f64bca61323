import type { Problem } from '@critical-callout/domain/kernel';
import type { IncomingMerge, IncomingOrder } from '@critical-callout/domain/result';
import type { Ladder } from '../callout/index.ts';
import type { Deps } from '../platform/deps.ts';
import type { Source } from './sources.ts';

/** `ladder`: who is told when nobody calls about what a message opens. Without it (a tool that only reads in) the auditor starts it. */
export type IntakeDeps = Deps & { ladder?: Ladder };

export type MessageState = 'PROCESSED' | 'IGNORED' | 'QUARANTINED';

/** A message as it will be stored: what it says, what is answered, and why it is kept apart if it is. */
export type Reading = {
  controlId: string | null;
  messageType: string | null;
  /** MSH-7. */
  sentAt: Date | null;
  charset: string | null;
  problems: Problem[];
  state: MessageState;
  /** Required for IGNORED and QUARANTINED. Never patient data. */
  reason: string | null;
  /** What is to be written. For an unreadable message that carries HH, LL or AA: the order made for it. */
  orders: IncomingOrder[];
  /** Records of patients that are one person (ADT^A40). A message holds orders or merges, never both. */
  merges?: IncomingMerge[];
  isUnparsed: boolean;
  /** The answers, in the order they are sent; enhanced mode has up to two. Empty where the sender asked for none. */
  acks: string[];
};

/** One message on its way into the database. */
export type Work = {
  source: Source;
  transport: 'mllp' | 'http' | 'file' | 'hand';
  peer: string | null;
  receivedAt: Date;
  raw: Buffer;
  sha256: string;
  read: Reading;
  /** The row that holds it already: RECEIVED and never finished, or QUARANTINED and replayed. */
  stored: { id: number; expected: 'RECEIVED' | 'QUARANTINED' } | null;
};

/** What became of a message, once that is durable. */
export type Stored = {
  messageId: number;
  state: MessageState;
  reason: string | null;
  acks: string[];
  /** The same bytes were already stored and answered; `acks` is the answer given then. */
  isDuplicate: boolean;
};

/** Separates the answers of one message in `inbound_messages.ack`: FS cannot occur in an HL7 message. */
const ACK_SEPARATOR = '\u001c';

export function joinAcks(acks: readonly string[]): string {
  return acks.join(ACK_SEPARATOR);
}

export function splitAcks(joined: string): string[] {
  return joined === '' ? [] : joined.split(ACK_SEPARATOR);
}

/** What a batch may hold only once: each order, and the same bytes of a source. */
export function keysOf(work: Work): string[] {
  return [`${work.source.id}#${work.sha256}`, ...work.read.orders.map((order) => keyOfOrder(work.source.id, order.billNumber))];
}

export function keyOfOrder(sourceId: number, billNumber: string): string {
  return `${sourceId}|${billNumber}`;
}
