import { createHash, randomBytes } from 'node:crypto';
import { criticalNotificationSettingsSchema } from '@critical-callout/contract/settings';
import { refusal } from '@critical-callout/domain/kernel';
import type {
  DeliveryChannel,
  DeliveryQueued,
  DeliveryRecipientKind,
  DeliveryRequest,
  QueueDeliveries,
} from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import type { Addressee, Channel, Channels } from './channels/channel.ts';
import { composerOver } from './compose.ts';
import { findMailedBill, findPartyLanguage, insertDeliveries, type MailedBill, type NewDelivery } from './compose-queries.ts';
import { hasPlace, type Links, NO_LINKS } from './links.ts';

type Found = {
  channel: Channel;
  channelName: DeliveryChannel;
  kind: DeliveryRecipientKind;
  name: string;
  address: string;
  language: string | null;
};

/**
 * Queues the messages of one callout inside its transaction: addresses resolved, texts rendered, nothing sent. Whoever was
 * chosen and cannot be written to is named in `missing` with the reason; the callout decides what that means.
 */
export const queueDeliveriesOver =
  (channels: Channels, links: Links = NO_LINKS): QueueDeliveries =>
  async (tx, request) => {
    const bill = await findMailedBill(tx, request.labId, request.billId);
    if (!bill) throw new Error(`order ${request.billId} is not in laboratory ${request.labId}`);
    const wishes = criticalNotificationSettingsSchema.parse(bill.notification_settings ?? {});
    if (request.channels.includes('email') && wishes.is_email === 0) {
      throw new Refused(
        refusal('delivery.email-off', 'e-mail is switched off in the critical notification settings (is_email 0)'),
      );
    }
    const missing: DeliveryQueued['missing'] = [];
    const found: Found[] = [];
    for (const name of new Set(request.channels)) {
      const channel = channels.find((candidate) => candidate.name === name);
      for (const kind of new Set(request.recipients)) {
        const recipient = channel ? recipientOf(channel, kind, bill, request) : `${name} is not set up on this server`;
        if (typeof recipient === 'string' || !channel)
          missing.push({ recipientKind: kind, channel: name, reason: String(recipient) });
        else found.push({ channel, channelName: name, kind, ...recipient });
      }
    }
    const webhook = channels.find(({ name }) => name === 'webhook');
    // An organization that has a system of its own is told there, too, whenever it is told.
    if (webhook && bill.organization?.webhook && isBesides(request)) {
      const recipient = recipientOf(webhook, 'organization', bill, request);
      if (typeof recipient === 'string') missing.push({ recipientKind: 'organization', channel: 'webhook', reason: recipient });
      else found.push({ channel: webhook, channelName: 'webhook', kind: 'organization', ...recipient });
    }
    return { queued: found.length > 0 ? await store(tx, request, bill, found, links) : [], missing };
  };

/** A request for the webhook itself has found it already. */
function isBesides({ recipients, channels }: DeliveryRequest): boolean {
  return recipients.includes('organization') && channels.length > 0 && !channels.includes('webhook');
}

export type OneMessage = {
  labId: number;
  billId: number;
  channel: DeliveryChannel;
  kind: DeliveryRecipientKind;
  contact: Addressee['contact'];
  /** Who of the directory it is: for their language. */
  party: { kind: string; id: number } | null;
};

/**
 * One message to somebody who is already chosen: the words why it cannot be sent, or a function that queues it under an
 * event and answers its number.
 */
export async function addressOne(
  tx: Tx,
  { channels, links = NO_LINKS }: { channels: Channels; links?: Links },
  { labId, billId, channel: channelName, kind, contact, party }: OneMessage,
): Promise<
  string | ((request: Omit<DeliveryRequest, 'labId' | 'billId' | 'channels' | 'recipients' | 'other'>) => Promise<number>)
> {
  const channel = channels.find(({ name }) => name === channelName);
  if (!channel) return `${channelName} is not set up on this server`;
  const bill = await findMailedBill(tx, labId, billId);
  if (!bill) return 'the order is gone';
  const recipient = channel.recipient({ kind, who: 'recipient', contact, callingCode: bill.calling_code ?? '' });
  if (typeof recipient === 'string') return recipient;
  const language = party ? await findPartyLanguage(tx, labId, party) : contact.language;
  return async (request) => {
    const asked = { ...request, labId, billId, channels: [channelName], recipients: [kind], other: null };
    const [queued] = await store(tx, asked, bill, [{ channel, channelName, kind, language, ...recipient }], links);
    if (!queued) throw new Error('a delivery was not stored');
    return queued.id;
  };
}

async function store(
  tx: Tx,
  request: DeliveryRequest,
  bill: MailedBill,
  found: readonly Found[],
  links: Links,
): Promise<DeliveryQueued['queued']> {
  const link = await links.placeOf(tx, request.labId);
  const compose = await composerOver(tx, request, bill, link);
  const rows = found.map((recipient): NewDelivery => {
    const { channel, channelName, kind, name, address } = recipient;
    const { content, template } = compose(recipient);
    const messageId = newMessageId(request, kind, channel.messageIdHost);
    const { purpose, language, version } = template;
    const words = { purpose, language, version };
    return { channel: channelName, recipientKind: kind, recipientName: name, address, content, messageId, template: words };
  });
  const order = { billId: request.billId, billNumber: bill.bill_number, eventSeq: request.eventSeq, now: request.now };
  const ids = await insertDeliveries(tx, request.labId, order, rows);
  const stored = rows.map((row) => {
    const id = ids.get(row.messageId);
    if (id === undefined) throw new Error('a delivery was not stored');
    return { id, ...row };
  });
  const linked = stored.filter(({ content }) => hasPlace(content, link));
  if (linked.length > 0) {
    const messages = linked.map(({ id, messageId }) => ({ labId: request.labId, deliveryId: id, messageId }));
    await links.issue(tx, request.labId, request.billId, messages, request.now);
  }
  return stored.map(({ id, channel, recipientKind, recipientName, address }) => ({
    id,
    channel,
    recipientKind,
    recipientName,
    address,
  }));
}

/** The address over this channel, or why there is none. */
function recipientOf(
  channel: Channel,
  kind: DeliveryRecipientKind,
  bill: MailedBill,
  request: DeliveryRequest,
): { name: string; address: string; language: string | null } | string {
  const addressee = addresseeOf(kind, bill, request);
  if (typeof addressee === 'string') return addressee;
  if (!addressee.contact.isActive) return `the ${addressee.who} is no longer active in the directory`;
  const recipient = channel.recipient({ kind, callingCode: bill.calling_code ?? '', ...addressee });
  return typeof recipient === 'string' ? recipient : { ...recipient, language: addressee.contact.language };
}

function addresseeOf(
  kind: DeliveryRecipientKind,
  bill: MailedBill,
  { other }: DeliveryRequest,
): Pick<Addressee, 'who' | 'contact'> | string {
  if (kind === 'patient') return 'patients are not written to';
  if (kind === 'organization') {
    if (!bill.organization) return 'the order names no organization of the directory';
    return { who: 'organization', contact: bill.organization };
  }
  if (kind === 'referral') {
    if (!bill.doctor)
      return bill.ordering_name ? 'the ordering provider is not in the directory' : 'the order names no ordering provider';
    return { who: 'referring doctor', contact: bill.doctor };
  }
  if (!other) return 'no other recipient was named';
  const { name, email, faxNumber, contactNumber } = other;
  return {
    who: 'other recipient',
    contact: {
      name,
      isActive: true,
      language: null,
      email,
      fax: faxNumber,
      sms: contactNumber,
      whatsapp: contactNumber,
      webhook: null,
    },
  };
}

/** Kept in the row and sent at every try, so that a receiving system can tell a repeat from a second message. */
export function newMessageId(
  { labId, billId, eventSeq }: Pick<DeliveryRequest, 'labId' | 'billId' | 'eventSeq'>,
  kind: DeliveryRecipientKind,
  host: string,
): string {
  // Order and event are hashed: their numbers are nobody's business outside the laboratory.
  const origin = createHash('sha256').update(`${labId}/${billId}/${eventSeq}/${kind}`).digest('hex').slice(0, 16);
  return `<callout.${origin}.${randomBytes(16).toString('hex')}@${host}>`;
}
