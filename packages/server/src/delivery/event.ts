import type { Actor, NewEvent } from '../audit/index.ts';
import type { DeliveryChannel } from '../callout/index.ts';

/** Category of events about messages; 648 is kept for the callout actions themselves. */
export const DELIVERY_CATEGORY = 642;

const CHANNEL_WORDS: Record<DeliveryChannel, string> = {
  email: 'e-mail',
  fax: 'fax',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  webhook: 'webhook',
};

export function channelWords(channel: string): string {
  return CHANNEL_WORDS[channel as DeliveryChannel] ?? channel;
}

export type EventDelivery = {
  id: number;
  bill_id: number | null;
  channel: string;
  recipient_kind: string;
  recipient_name: string;
  message_id: string;
  attempts: number;
  lab_report_ids: number[];
};

/** `delivery-accepted`, `delivery-failed`, …: ids, recipient and the other side's words; nothing of the message itself. */
export function deliveryEvent(
  what: string,
  delivery: EventDelivery,
  more: { at: Date; actor: Actor; reason: string | null },
): NewEvent {
  const { id, bill_id, channel, recipient_kind, recipient_name, message_id, attempts, lab_report_ids } = delivery;
  const to = `${channelWords(channel)} to ${recipient_name} (${recipient_kind})`;
  return {
    at: more.at,
    category: DELIVERY_CATEGORY,
    type: `delivery-${what}`,
    text: `Delivery ${what} - ${to}${more.reason ? ` - ${more.reason}` : ''}`,
    actor: more.actor,
    ...(bill_id === null ? {} : { bill_id }),
    lab_report_ids,
    delivery_id: id,
    channel,
    recipient_kind,
    recipient_name,
    message_id,
    attempts,
    reason: more.reason,
  };
}
