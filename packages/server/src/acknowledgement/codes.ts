import { type DeliveryContent, mailSettingsSchema } from '@critical-callout/contract/deliveries';
import { lineText } from '@critical-callout/domain/delivery';
import { sql } from 'kysely';
import { appendEvents } from '../audit/index.ts';
import type { DeliveryChannel } from '../callout/index.ts';
import { addressOver, type Channels, queueBeside } from '../delivery/index.ts';
import type { Tx } from '../platform/db.ts';
import { linkEvent } from './events.ts';
import { type LiveLink, noteCode } from './link-queries.ts';
import { CODE_PLACE } from './tokens.ts';
import { WORDS } from './words/index.ts';

/** Channels a person has at hand within a minute, the quickest first. */
const CODE_CHANNELS = ['sms', 'whatsapp', 'email'] as const;
export const CODE_MINUTES = 10;
/** Each is a message to somebody's telephone: a link is no way to flood it. */
export const MAX_CODES = 3;

/** Where a code can go: never over the channel, nor to the address, the message itself came by. */
export type CodeWay = { channel: (typeof CODE_CHANNELS)[number]; address: string; masked: string };

type Addresses = { sms: string | null; whatsapp: string | null; email: string | null; callingCode: string | null };

/**
 * The other addresses of the same recipient: of the doctor or organization the message went to, of whoever else in the
 * directory the address belongs to, as long as that is one party only, or as the caller typed them for this callout.
 */
export async function listCodeWays(tx: Tx, link: LiveLink, channels: Channels): Promise<CodeWay[]> {
  const { rows } = await sql<Addresses>`
    with message as (select d.*, b.doctor_id, b.organization_id from deliveries d join bills b on b.lab_id = d.lab_id and b.id = d.bill_id
      where d.lab_id = ${link.labId} and d.id = ${link.deliveryId}),
    owners as (
      select 'doctor' as kind, doctor_id as id from message where recipient_kind = 'referral' and doctor_id is not null
      union select 'organization', organization_id from message where recipient_kind = 'organization' and organization_id is not null
      union select r.owner_kind, r.owner_id from message m join reachable_addresses r on r.lab_id = m.lab_id and r.owner_kind <> 'lab'
        and m.address in (r.value, r.dialled) where m.recipient_kind = 'others'),
    owner as (select min(kind) as kind, min(id) as id from owners having count(*) = 1),
    typed as (select k.critical_callout_meta -> 'notify_to_others' as other from message m join critical_callouts k on k.lab_id = m.lab_id
      and k.event_seq = m.event_seq where m.recipient_kind = 'others' limit 1),
    address as (select c.channel, (select address_for(${link.labId}, o.kind, o.id, c.channel) from owner o) as value
      from (values ('sms'), ('whatsapp'), ('phone'), ('email')) c (channel))
    select coalesce(max(value) filter (where channel = 'sms'), max(value) filter (where channel = 'phone'),
        (select nullif(other ->> 'contactNumber', '') from typed)) as sms,
      max(value) filter (where channel = 'whatsapp') as whatsapp,
      coalesce(max(value) filter (where channel = 'email'), (select nullif(other ->> 'email', '') from typed)) as email,
      (select value ->> 'default_calling_code' from lab_settings where lab_id = ${link.labId} and key = 'directory_settings') as "callingCode"
    from address`.execute(tx);
  const [found] = rows;
  if (!found) return [];
  const { callingCode, ...addresses } = found;
  const contact = { name: link.recipientName, isActive: true, fax: null, webhook: null, language: null, ...addresses };
  return CODE_CHANNELS.flatMap((channel): CodeWay[] => {
    if (channel === link.channel || addresses[channel] === null) return [];
    const addressee = { kind: link.recipientKind, who: 'recipient', contact, callingCode: callingCode ?? '' };
    const address = addressOver(channels, channel, addressee);
    return address === null || address === link.address ? [] : [{ channel, address, masked: mask(address) }];
  });
}

/** Enough to know which telephone to look at, too little to learn an address. */
function mask(address: string): string {
  const at = address.lastIndexOf('@');
  return at > 0 ? `${address.slice(0, 1)}…${address.slice(at)}` : `…${address.slice(-2)}`;
}

/** Queues a new code and makes every earlier one void. The order is locked by whoever asks. */
export async function sendCode(tx: Tx, link: LiveLink, way: CodeWay, channels: Channels, now: Date): Promise<void> {
  const { labId, billId, recipientKind: kind, recipientName: name } = link;
  const { channel, address } = way;
  const event = linkEvent(link, 'code-sent', `A code was sent by ${channel} to ${name}`, now, { channel });
  const eventSeq = await appendEvents(tx, labId, [event]);
  const { rows } = await sql<{ billNumber: string }>`
    select bill_number as "billNumber" from bills where lab_id = ${labId} and id = ${billId}`.execute(tx);
  const billNumber = rows[0]?.billNumber ?? '';
  const message = { labId, billId, billNumber, eventSeq, channel: channel satisfies DeliveryChannel, kind, name, address, now };
  const id = await queueBeside(tx, channels, { ...message, content: codeText(link) });
  await noteCode(tx, link, id, new Date(now.getTime() + CODE_MINUTES * 60_000));
}

/** Says what the code is for and nothing of anybody's result. */
function codeText({ labName, isPractice, mailSettings, language }: LiveLink): DeliveryContent {
  const words = WORDS[language].codeMessage;
  const lab = lineText(labName, 60);
  const phone = lineText(mailSettingsSchema.parse(mailSettings ?? {}).callback_phone, 40);
  const lines = [isPractice ? words.practice : '', words.text(CODE_PLACE, lab, CODE_MINUTES), words.notAsked(phone)];
  const subject = `${isPractice ? words.practiceSubject : ''}${words.subject(lab)}`;
  return { subject, text: lines.filter(Boolean).join('\n'), html: '' };
}
