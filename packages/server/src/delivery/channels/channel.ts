import type { DeliveryContent, MailSettings } from '@critical-callout/contract/deliveries';
import type { ContentLevel, DeliveryResult, StatusResult } from '@critical-callout/domain/delivery';
import type { DeliveryChannel, DeliveryRecipientKind } from '../../callout/index.ts';
import type { MessageTemplate } from '../templates/built-in.ts';
import type { Message } from '../templates/message.ts';

/** One message to one address, rendered when it was queued. The Message-ID is the same at every try. */
export type OutgoingMessage = DeliveryContent & {
  labId: number;
  messageId: string;
  /** The lab's name, shown as the sender. */
  senderName: string;
  recipientName: string;
  address: string;
  queuedAt: Date;
  /** When this try began. */
  sentAt: Date;
  /** A document that goes with it; made for each try, never kept. */
  attachment?: { fileName: string; contentType: string; content: Buffer };
};

/**
 * What became of one try. `answer` is the other side's own words. `retry` promises that nothing was taken; `unknown` says
 * that it may have been: the difference decides whether "failed" may ever be shown.
 */
export type DeliveryAnswer = {
  result: DeliveryResult;
  answer: string;
  /** What the other side calls the copy it took; its status callbacks name it. */
  ref?: string;
};

/** Everything that is stored about how one recipient is written to. `null` addresses are not in the directory. */
export type Contact = {
  name: string;
  isActive: boolean;
  /** The language they are written to in; null: the laboratory's. */
  language: string | null;
  email: string | null;
  sms: string | null;
  whatsapp: string | null;
  fax: string | null;
  /** Only organizations have one. */
  webhook: string | null;
};

/** Whom an order's message is for: the recipient with what is stored, or the words why there is nobody. */
export type Addressee = {
  kind: DeliveryRecipientKind;
  /** `referring doctor` …: begins the reason when the address is not usable. */
  who: string;
  contact: Contact;
  /** `default_calling_code` of the directory settings. */
  callingCode: string;
};

/** What the other side says later of a copy it took, when it is asked. */
export type LaterWord = { ref: string; result: StatusResult; words: string };

/** A way to send. `deliver` never throws for what the other side does, and ends soon after `signal` aborts. */
export type Channel = {
  name: DeliveryChannel;
  /** By what it travels, for the cards of channel health: `SMTP`, `HTTP fax service`, … */
  carrier: string;
  /** Host part of the Message-IDs made for this channel. */
  messageIdHost: string;
  /** The address a message goes to over this channel, or why it cannot. */
  recipient: (addressee: Addressee) => { name: string; address: string } | string;
  /** How much the laboratory lets this channel say. */
  contentOf: (settings: MailSettings) => ContentLevel;
  /** What is kept in the row and sent at every try. */
  render: (message: Message, template: MessageTemplate) => DeliveryContent;
  /** A text that is about no order (a test), where this channel has a form of its own for it. */
  renderPlain?: (words: { subject: string; text: string }) => DeliveryContent;
  deliver: (message: OutgoingMessage, signal: AbortSignal) => Promise<DeliveryAnswer>;
  /** For services that call nobody back: what became of these copies. Those without news are left out; it never throws for the other side. */
  askLater?: (refs: readonly string[], signal: AbortSignal) => Promise<LaterWord[]>;
};

export type Channels = readonly Channel[];
