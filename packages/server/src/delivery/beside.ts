import type { DeliveryContent } from '@critical-callout/contract/deliveries';
import type { DeliveryChannel, DeliveryRecipientKind } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Addressee, Channels } from './channels/channel.ts';
import { insertDeliveries } from './compose-queries.ts';
import { newMessageId } from './queue.ts';

type BesideMessage = {
  labId: number;
  billId: number;
  billNumber: string;
  /** The event that says why it is sent. */
  eventSeq: number;
  channel: DeliveryChannel;
  kind: DeliveryRecipientKind;
  name: string;
  address: string;
  content: DeliveryContent;
  now: Date;
};

/** The address a channel of this server would send to, or null where it cannot. */
export function addressOver(channels: Channels, name: DeliveryChannel, addressee: Addressee): string | null {
  const recipient = channels.find((channel) => channel.name === name)?.recipient(addressee);
  return typeof recipient === 'object' ? recipient.address : null;
}

/** Queues a message about an order whose text is no result's, like a code: the same rows, tries and states as any other. */
export async function queueBeside(tx: Tx, channels: Channels, message: BesideMessage): Promise<number> {
  const { labId, billId, billNumber, eventSeq, channel, kind, name, address, content, now } = message;
  const host = channels.find((one) => one.name === channel)?.messageIdHost ?? 'localhost';
  const messageId = newMessageId({ labId, billId, eventSeq }, kind, host);
  const row = { channel, recipientKind: kind, recipientName: name, address, content, messageId, template: null };
  const id = (await insertDeliveries(tx, labId, { billId, billNumber, eventSeq, now }, [row])).get(messageId);
  if (id === undefined) throw new Error('a delivery was not stored');
  return id;
}
