import { createHash, randomBytes } from 'node:crypto';
import { mailSettingsSchema } from '@critical-callout/contract/deliveries';
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
import {
  findMailedBill,
  insertDeliveries,
  listMailedReports,
  type MailedBill,
  type MailedReport,
  type MailedValue,
  type NewDelivery,
} from './compose-queries.ts';
import { hasPlace, type Links, NO_LINKS } from './links.ts';
import type { CriticalMail } from './templates/critical-mail.ts';

const VERDICT_WORDS: Record<string, string> = {
  'critical-low': 'critical low',
  'critical-high': 'critical high',
  'critical-qualitative': 'critical',
  'cannot-say': 'reported as critical',
};

type Found = { channel: Channel; channelName: DeliveryChannel; kind: DeliveryRecipientKind; name: string; address: string };

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
    if (webhook && bill.organization?.webhook && request.recipients.includes('organization') && request.channels.length > 0) {
      const recipient = recipientOf(webhook, 'organization', bill, request);
      if (typeof recipient === 'string') missing.push({ recipientKind: 'organization', channel: 'webhook', reason: recipient });
      else found.push({ channel: webhook, channelName: 'webhook', kind: 'organization', ...recipient });
    }
    return { queued: found.length > 0 ? await store(tx, request, bill, found, links) : [], missing };
  };

export type OneMessage = {
  labId: number;
  billId: number;
  channel: DeliveryChannel;
  kind: DeliveryRecipientKind;
  contact: Addressee['contact'];
};

/**
 * One message to somebody who is already chosen: the words why it cannot be sent, or a function that queues it under an
 * event and answers its number.
 */
export async function addressOne(
  tx: Tx,
  { channels, links = NO_LINKS }: { channels: Channels; links?: Links },
  { labId, billId, channel: channelName, kind, contact }: OneMessage,
): Promise<
  string | ((request: Omit<DeliveryRequest, 'labId' | 'billId' | 'channels' | 'recipients' | 'other'>) => Promise<number>)
> {
  const channel = channels.find(({ name }) => name === channelName);
  if (!channel) return `${channelName} is not set up on this server`;
  const bill = await findMailedBill(tx, labId, billId);
  if (!bill) return 'the order is gone';
  const recipient = channel.recipient({ kind, who: 'recipient', contact, callingCode: bill.calling_code ?? '' });
  if (typeof recipient === 'string') return recipient;
  return async (request) => {
    const asked = { ...request, labId, billId, channels: [channelName], recipients: [kind], other: null };
    const [queued] = await store(tx, asked, bill, [{ channel, channelName, kind, ...recipient }], links);
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
  const mail = await mailOver(tx, request, bill, link);
  // Rendered once for each channel, not for each recipient.
  const contents = new Map(
    [...new Set(found.map(({ channel }) => channel))].map((channel) => [channel, channel.render(mail(channel))]),
  );
  const rows = found.map(
    ({ channel, channelName, kind, name, address }): NewDelivery => ({
      channel: channelName,
      recipientKind: kind,
      recipientName: name,
      address,
      content: contents.get(channel) ?? channel.render(mail(channel)),
      messageId: newMessageId(request, kind, channel.messageIdHost),
    }),
  );
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
): { name: string; address: string } | string {
  const addressee = addresseeOf(kind, bill, request);
  if (typeof addressee === 'string') return addressee;
  if (!addressee.contact.isActive) return `the ${addressee.who} is no longer active in the directory`;
  return channel.recipient({ kind, callingCode: bill.calling_code ?? '', ...addressee });
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
    contact: { name, isActive: true, email, fax: faxNumber, sms: contactNumber, whatsapp: contactNumber, webhook: null },
  };
}

/** `show_patient_name` 1 hides the name (its name says the opposite); without the full content no name and no value is read. */
async function mailOver(
  tx: Tx,
  request: DeliveryRequest,
  bill: MailedBill,
  link: string,
): Promise<(channel: Channel) => CriticalMail> {
  const wishes = criticalNotificationSettingsSchema.parse(bill.notification_settings ?? {});
  const settings = mailSettingsSchema.parse(bill.mail_settings ?? {});
  const reports = await listMailedReports(tx, request.labId, request.labReportIds);
  const name = [bill.family_name, bill.given_name].filter(Boolean).join(', ');
  return (channel) => {
    const isFull = channel.contentOf(settings) === 'full';
    return {
      isPractice: bill.is_practice,
      labName: bill.lab_name,
      subjectOf: isFull && wishes.show_patient_name === 0 && name ? `Patient: ${name}` : orderReference(bill),
      orderNumber: bill.bill_number,
      accessionNumber: bill.accession_number ?? '',
      callbackName: request.performedByName,
      callbackPhone: settings.callback_phone,
      link,
      comment: wishes.share_comment === 1 ? request.comment : '',
      hasValues: isFull,
      tests: reports.map((report) => testOf(report, isFull)),
    };
  };
}

function orderReference({ accession_number, bill_number }: MailedBill): string {
  return accession_number ? `Accession: ${accession_number}` : `Order: ${bill_number}`;
}

function testOf({ test_name, values }: MailedReport, isFull: boolean) {
  return {
    name: test_name,
    isCorrected: values.some((value) => value.isWithdrawn || !value.isCritical),
    // A message nobody could read opens a callout without any value (unparsed critical): it must never look like an all-clear.
    isUnclear: values.length === 0,
    values: isFull ? values.map(shownValue) : [],
  };
}

function shownValue({ parameter, value, unit, referenceRange, verdict, isCritical, isWithdrawn }: MailedValue) {
  if (isWithdrawn) return { parameter, value: 'no result', unit: '', referenceRange, mark: 'withdrawn' };
  return { parameter, value, unit, referenceRange, mark: isCritical ? (VERDICT_WORDS[verdict] ?? 'critical') : 'corrected' };
}

/** Kept in the row and sent at every try, so that a receiving system can tell a repeat from a second message. */
function newMessageId({ labId, billId, eventSeq }: DeliveryRequest, kind: DeliveryRecipientKind, host: string): string {
  // Order and event are hashed: their numbers are nobody's business outside the laboratory.
  const origin = createHash('sha256').update(`${labId}/${billId}/${eventSeq}/${kind}`).digest('hex').slice(0, 16);
  return `<callout.${origin}.${randomBytes(16).toString('hex')}@${host}>`;
}
