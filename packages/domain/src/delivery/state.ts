/**
 * The life of one message to one address (quality I7). `accepted` means the next system took responsibility for it, not
 * that anybody has read it; `delivered` is only said by channels that report arrival.
 */
export const DELIVERY_STATES = ['queued', 'sending', 'accepted', 'delivered', 'failed', 'unknown', 'cancelled'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const DELIVERY_CHANNELS = ['email', 'fax', 'sms', 'whatsapp', 'webhook'] as const;
export const DELIVERY_RESULTS = ['accepted', 'delivered', 'retry', 'gave-up', 'unknown'] as const;

/** What a channel says of one try. `unknown`: the other side may have taken it and we did not hear. */
export type DeliveryResult = (typeof DELIVERY_RESULTS)[number];

/** From each state, where it may go; a database trigger holds the same table and a test compares the two. */
export const DELIVERY_TRANSITIONS: Record<DeliveryState, readonly DeliveryState[]> = {
  // A provider may report arrival of an earlier try at any time: of one whose answer was lost, or that was given up.
  queued: ['sending', 'cancelled', 'delivered'],
  sending: ['accepted', 'delivered', 'queued', 'failed', 'unknown'],
  accepted: ['delivered', 'failed', 'unknown'],
  delivered: [],
  failed: ['queued', 'delivered'],
  unknown: ['queued', 'delivered'],
  cancelled: ['queued', 'delivered'],
};

export function mayMove(from: DeliveryState, to: DeliveryState): boolean {
  return DELIVERY_TRANSITIONS[from].includes(to);
}
