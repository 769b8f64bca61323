import type { Contact } from '@critical-callout/contract/order-contacts';
import type { DELIVERY_CHANNELS } from '@critical-callout/domain/delivery';
import type { NotifyWithin } from '@critical-callout/domain/escalation';
import type { Actor } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';

export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number];
export type DeliveryRecipientKind = 'organization' | 'referral' | 'patient' | 'others';

/** What a callout asks the delivery room to send: to whom, over what, about which reports. `eventSeq` is the callout's event. */
export type DeliveryRequest = {
  labId: number;
  billId: number;
  labReportIds: number[];
  eventSeq: number;
  now: Date;
  channels: DeliveryChannel[];
  recipients: DeliveryRecipientKind[];
  other: {
    name: string;
    email: string;
    faxNumber: string;
    contactNumber: string;
    /** Who of the directory it is, where it is somebody: for their language. */
    party?: { kind: string; id: number } | null;
  } | null;
  comment: string;
  performedByName: string;
  baseUrl: string;
  /** What the recipients were written before has changed. */
  isCorrection?: boolean;
  /** A step of a ladder asks: a first notice of the step, or a repeat of it; and what its words must say. */
  escalation?: { step: number; isRepeat: boolean; isReopened: boolean };
};

/** One row of `queued` per message that will be sent; `missing` says why somebody who was chosen gets none. */
export type DeliveryQueued = {
  queued: {
    id: number;
    channel: DeliveryChannel;
    recipientKind: DeliveryRecipientKind;
    recipientName: string;
    address: string;
  }[];
  missing: { recipientKind: DeliveryRecipientKind; channel: DeliveryChannel; reason: string }[];
};

/** The callout room never imports the delivery room: the application hands this function in. */
export type QueueDeliveries = (tx: Tx, request: DeliveryRequest) => Promise<DeliveryQueued>;

/** A batch of reports before anything is decided about them: which deadline each would get, and what starts if it opens. */
export type PreparedLadder = {
  dueAt: (labReportId: number) => Date;
  start: (opened: readonly { billId: number; labReportId: number; eventSeq: number }[]) => Promise<void>;
};

/**
 * Who is told when nobody calls: the escalation room, handed in by the application. It is asked in the transaction that
 * opens or closes reports, so no callout is ever open without its ladder or climbed after it was done.
 */
export type Ladder = {
  prepare: (
    tx: Tx,
    batch: { labId: number; now: Date; labReportIds: readonly number[]; notifyWithin: NotifyWithin },
  ) => Promise<PreparedLadder>;
  /** Stops the ladders of those of these orders on which nothing is open any more. */
  close: (tx: Tx, change: { labId: number; billIds: readonly number[]; reason: string; now: Date }) => Promise<void>;
};

/** The rung that was done at once; `told`: by name. */
export type RungDone = { step: number; who: string; how: string; told: string[] };

/** Does the next rung of an order's ladder at once. Null: no ladder runs, or it has no rung left. */
export type NextRung = (
  tx: Tx,
  asked: { labId: number; billId: number; actor: Actor; reason: string; now: Date },
) => Promise<RungDone | null>;

/** Somebody the directory does not know was called for an order: whoever keeps it should look. */
export type SuggestContact = (
  tx: Tx,
  suggested: {
    labId: number;
    billId: number;
    billNumber: string;
    actor: Actor;
    now: Date;
    name: string;
    phone: string;
    detail: string;
  },
) => Promise<void>;

/** What the callout asks of the directory: whom there was to tell at this moment, that a number was wrong, that somebody is missing. */
export type CalloutDirectory = {
  resolveContacts: (
    tx: Tx,
    labId: number,
    billIds: readonly number[],
    now: Date,
  ) => Promise<ReadonlyMap<number, { contacts: Contact[] }>>;
  reportWrongNumber: (
    tx: Tx,
    wrong: { labId: number; billId: number; billNumber: string; actor: Actor; now: Date; name: string; contact: string },
  ) => Promise<void>;
  suggestContact: SuggestContact;
};
