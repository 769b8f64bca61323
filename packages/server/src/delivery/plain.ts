import { randomBytes } from 'node:crypto';
import { DELIVERY_CHANNELS } from '@critical-callout/domain/delivery';
import type { Tx } from '../platform/db.ts';
import { getTestLab, insertTest } from './channel-queries.ts';
import type { Channels } from './channels/channel.ts';
import { channelWords } from './event.ts';

export type PlainMessage = {
  labId: number;
  channel: string;
  address: string;
  /** Begins the reason where the address is not usable. */
  who: string;
  name: string;
  words: { subject: string; text: string };
  eventSeq: number;
  now: Date;
};

/** Queues a message about no order, with the same tries and states as every other; a text says why it cannot be. */
export const queuePlainOver =
  (channels: Channels) =>
  async (tx: Tx, message: PlainMessage): Promise<{ deliveryId: number; address: string } | { problem: string }> => {
    const { labId, address, eventSeq, now, words } = message;
    const name = DELIVERY_CHANNELS.find((one) => one === message.channel);
    const channel = channels.find((one) => one.name === name);
    if (!name || !channel) return { problem: `${name ? channelWords(name) : message.channel} is not set up on this server` };
    const lab = await getTestLab(tx, labId);
    const none = { language: null, email: null, sms: null, whatsapp: null, fax: null, webhook: null };
    const recipient = channel.recipient({
      kind: 'others',
      who: message.who,
      contact: { name: message.name, isActive: true, ...none, [name]: address },
      callingCode: lab.calling_code ?? '',
    });
    if (typeof recipient === 'string') return { problem: recipient };
    const deliveryId = await insertTest(tx, labId, {
      eventSeq,
      channel: name,
      ...recipient,
      content: channel.renderPlain?.(words) ?? { ...words, html: '' },
      messageId: `<callout.${randomBytes(8).toString('hex')}.${randomBytes(16).toString('hex')}@${channel.messageIdHost}>`,
      now,
    });
    return { deliveryId, address: recipient.address };
  };
