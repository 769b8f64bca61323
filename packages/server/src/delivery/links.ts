import type { DeliveryContent } from '@critical-callout/contract/deliveries';
import type { Tx } from '../platform/db.ts';

/** The message a link or a code belongs to; both are derived from it, so they are the same at every try. */
export type LinkedMessage = { labId: number; deliveryId: number; messageId: string };

/**
 * The links by which recipients acknowledge: the acknowledgement room, handed in by the application. What is stored and
 * shown of a message holds a place instead of the token; the token is put in when the message is sent.
 */
export type Links = {
  /** What stands for the link in a text, as long as the link itself; '' where the laboratory offers none. */
  placeOf: (tx: Tx, labId: number) => Promise<string>;
  /** Makes the links of messages that were just queued and hold the place. */
  issue: (tx: Tx, labId: number, billId: number, messages: readonly LinkedMessage[], now: Date) => Promise<void>;
  /** A message that a person sends again is new to whoever reads it: its link runs from now. */
  renew: (tx: Tx, labId: number, deliveryId: number, now: Date) => Promise<void>;
  /** A text as it is sent. */
  reveal: (text: string, message: LinkedMessage) => string;
};

/** For programs without an acknowledgement page: no message carries a link. */
export const NO_LINKS: Links = {
  placeOf: async () => '',
  issue: async () => undefined,
  renew: async () => undefined,
  reveal: (text) => text,
};

export function hasPlace(content: DeliveryContent, place: string): boolean {
  const { text, html, provider } = content;
  return place !== '' && [text, html, ...(provider?.variables ?? [])].some((part) => part.includes(place));
}

/** The content as it is sent: every part that may hold the place of a link. */
export function revealed(content: DeliveryContent, reveal: (text: string) => string): DeliveryContent {
  const { text, html, provider } = content;
  return {
    ...content,
    text: reveal(text),
    html: reveal(html),
    ...(provider && { provider: { ...provider, variables: provider.variables.map(reveal) } }),
  };
}
