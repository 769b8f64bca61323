import type { DeliveryResult } from '@critical-callout/domain/delivery';

/** One message to one address, rendered when it was queued. The Message-ID is the same at every try. */
export type OutgoingMessage = {
  messageId: string;
  /** The lab's name, shown as the sender. */
  senderName: string;
  recipientName: string;
  address: string;
  subject: string;
  text: string;
  html: string;
  queuedAt: Date;
};

/**
 * What became of one try. `answer` is the other side's own words. `retry` promises that nothing was taken; `unknown` says
 * that it may have been: the difference decides whether "failed" may ever be shown.
 */
export type DeliveryAnswer = { result: DeliveryResult; answer: string };

/** A way to send. `deliver` never throws for what the other side does, and ends soon after `signal` aborts. */
export type Channel = {
  name: 'email' | 'fax' | 'sms' | 'whatsapp' | 'webhook';
  /** Host part of the Message-IDs made for this channel. */
  messageIdHost: string;
  deliver: (message: OutgoingMessage, signal: AbortSignal) => Promise<DeliveryAnswer>;
};

export type Channels = readonly Channel[];
