import type { Contact } from '@critical-callout/contract/order-contacts';
import {
  decideNext,
  lineText,
  type NextCandidate,
  type NextCause,
  type NextOutcome,
  type Way,
} from '@critical-callout/domain/delivery';
import { type Actor, appendEvents, type NewEvent, SYSTEM_ACTOR } from '../audit/index.ts';
import type { DeliveryRecipientKind, NextRung } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Channels } from './channels/channel.ts';
import { channelWords, DELIVERY_CATEGORY } from './event.ts';
import type { Links } from './links.ts';
import {
  askForNext,
  endFollowUp,
  type Failed,
  getFailed,
  listOtherMessages,
  lockBillOfDelivery,
  lockFollowUp,
} from './next-queries.ts';
import { addressOne } from './queue.ts';

export type ToldNext = { outcome: NextOutcome; nextDeliveryId: number | null; step: number | null };

/**
 * The contact of this message did not work out: somebody else is told at once. Takes the order's lock, so call it before
 * anything that appends an event in the same transaction, or with the order already locked. Asking twice tells once.
 */
export type TellNext = (
  tx: Tx,
  ask: { labId: number; deliveryId: number; cause: NextCause; reason: string; now: Date; actor?: Actor },
) => Promise<ToldNext>;

export type NextPorts = {
  channels: Channels;
  links?: Links;
  /** Whom the directory names for an order at a moment, in order. */
  resolveContacts: (
    tx: Tx,
    labId: number,
    billIds: readonly number[],
    now: Date,
  ) => Promise<ReadonlyMap<number, { contacts: Contact[] }>>;
  /** Does the next step of the order's ladder now. null: none is left. */
  advanceLadder: NextRung;
  /** Address of this service as people reach it. */
  publicUrl: string;
};

type Candidate = NextCandidate & { kind: DeliveryRecipientKind; party: Contact['party'] };
type Asked = { labId: number; billId: number; failed: Failed; cause: NextCause; reason: string; now: Date; actor: Actor };

export const tellNextOver =
  (ports: NextPorts): TellNext =>
  async (tx, { labId, deliveryId, cause, reason, now, actor = SYSTEM_ACTOR }) => {
    const billId = await lockBillOfDelivery(tx, labId, deliveryId);
    await askForNext(tx, labId, deliveryId, { cause, reason: lineText(reason, 1000), now });
    const asked = await lockFollowUp(tx, labId, deliveryId);
    if (!asked) throw new Error(`delivery ${deliveryId} is not in laboratory ${labId}`);
    if (asked.outcome) return { outcome: asked.outcome, nextDeliveryId: asked.next_delivery_id, step: asked.next_step };
    const failed = await getFailed(tx, labId, deliveryId);
    // It failed and arrived after all, somebody was reached meanwhile, or a person sent it again.
    const isSettled = asked.cause === 'failed' && failed.state !== 'failed' && failed.state !== 'unknown';
    if (billId === null || isSettled || failed.untoldReportIds.length === 0) {
      await endFollowUp(tx, labId, deliveryId, { outcome: 'not-needed', now });
      return { outcome: 'not-needed', nextDeliveryId: null, step: null };
    }
    return tell(tx, ports, { labId, billId, failed, cause: asked.cause, reason: asked.reason, now, actor });
  };

async function tell(tx: Tx, ports: NextPorts, asked: Asked): Promise<ToldNext> {
  const { labId, billId, failed, cause, now } = asked;
  const others = await listOtherMessages(tx, labId, { billId, deliveryId: failed.id, since: failed.since });
  let contacts = await candidates(tx, ports, asked);
  for (;;) {
    const decision = decideNext({
      cause,
      isStep: failed.eventType.startsWith('escalation-'),
      message: failed,
      others,
      contacts,
    });
    if (decision.type === 'under-way') {
      await endFollowUp(tx, labId, failed.id, { outcome: 'under-way', now });
      return { outcome: 'under-way', nextDeliveryId: null, step: null };
    }
    if (decision.type === 'next-step') return climb(tx, ports, asked);
    const { contact, way } = decision;
    const queued = await sendTo(tx, ports, asked, decision.type, contact, way);
    if (typeof queued === 'object') return queued;
    // An address nobody can be written to is not tried again: the next way, or the next contact.
    contacts = contacts.map((one) => (one === contact ? { ...one, ways: one.ways.filter((other) => other !== way) } : one));
  }
}

/** In the order the directory named them when the callout was made, as far as it still names them; then whom it names since. */
async function candidates(tx: Tx, ports: NextPorts, { labId, billId, failed, now }: Asked): Promise<Candidate[]> {
  const open = ports.channels.map(({ name }) => name);
  const named = (await ports.resolveContacts(tx, labId, [billId], now)).get(billId)?.contacts ?? [];
  const place = (contact: Contact): number => {
    const at = failed.resolved.indexOf(contact.party ? `${contact.party.kind}/${contact.party.id}` : contact.name);
    return at < 0 ? failed.resolved.length : at;
  };
  const sorted = [...named].sort((a, b) => place(a) - place(b));
  const candidate = ({ name, kind, party, points }: Contact): Candidate => ({
    name: lineText(name),
    kind,
    party,
    ways: waysOf(points.map(({ channel, dialled }) => ({ channel, address: dialled }))).filter(({ channel }) =>
      open.includes(channel),
    ),
  });
  const { other } = failed;
  if (!other?.name) return sorted.map(candidate);
  const typed = waysOf([
    { channel: 'phone', address: other.contactNumber },
    { channel: 'email', address: other.email },
    { channel: 'fax', address: other.fax },
  ]).filter(({ channel }) => open.includes(channel));
  return [{ name: lineText(other.name), kind: 'others', party: null, ways: typed }, ...sorted.map(candidate)];
}

/** A telephone can be sent a text where no number is kept for texts. */
function waysOf(points: readonly { channel: string; address: string }[]): Way[] {
  const ways = points.flatMap(({ channel, address }): Way[] => {
    if (address === '') return [];
    if (channel === 'email' || channel === 'fax' || channel === 'sms' || channel === 'whatsapp') return [{ channel, address }];
    return [];
  });
  if (ways.some(({ channel }) => channel === 'sms')) return ways;
  const phone = points.find(({ channel, address }) => channel === 'phone' && address !== '');
  return phone ? [...ways, { channel: 'sms', address: phone.address }] : ways;
}

/** One message to one contact. undefined: it cannot be written to that address. */
async function sendTo(
  tx: Tx,
  ports: NextPorts,
  asked: Asked,
  outcome: 'next-way' | 'next-contact',
  { name, kind: candidateKind, party }: Candidate,
  { channel, address }: Way,
): Promise<ToldNext | undefined> {
  const { labId, billId, failed, now } = asked;
  const kind = outcome === 'next-way' ? failed.recipientKind : candidateKind;
  const contact = {
    name,
    isActive: true,
    language: null,
    email: null,
    sms: null,
    whatsapp: null,
    fax: null,
    webhook: null,
    [channel]: address,
  };
  const queue = await addressOne(tx, ports, { labId, billId, channel, kind, contact, party });
  if (typeof queue === 'string') return undefined;
  const to = { channel, recipient_kind: kind, recipient_name: name };
  const what = `${channelWords(channel)} to ${name} (${kind})`;
  const eventSeq = await appendEvents(tx, labId, [
    nextEvent(asked, 'delivery-told-next', `Told next - ${what}`, { outcome, to }),
  ]);
  const performedByName = failed.actorName ?? SYSTEM_ACTOR.name;
  const order = { labReportIds: failed.untoldReportIds, eventSeq, now, comment: '', performedByName, baseUrl: ports.publicUrl };
  const queued = await queue(order);
  await endFollowUp(tx, labId, failed.id, { outcome, nextDeliveryId: queued, eventSeq, now });
  return { outcome, nextDeliveryId: queued, step: null };
}

/** Nobody of the directory is left: the ladder does not wait for its time, and without a ladder it is said aloud. */
async function climb(tx: Tx, ports: NextPorts, asked: Asked): Promise<ToldNext> {
  const { labId, billId, failed, now, actor } = asked;
  const rung = await ports.advanceLadder(tx, { labId, billId, reason: `${whyWords(asked)} - ${asked.reason}`, now, actor });
  const step = rung?.step ?? null;
  const outcome = step === null ? 'nobody-left' : 'next-step';
  const event =
    step === null
      ? nextEvent(asked, 'delivery-nobody-left', 'Nobody is left to tell', { outcome })
      : nextEvent(asked, 'delivery-told-next', `Told next - escalation step ${step}`, { outcome, to: { step } });
  const eventSeq = await appendEvents(tx, labId, [event]);
  await endFollowUp(tx, labId, failed.id, { outcome, eventSeq, now, ...(step === null ? {} : { nextStep: step }) });
  return { outcome, nextDeliveryId: null, step };
}

const CAUSE_WORDS: Record<NextCause, string> = {
  failed: 'did not get there',
  'not-mine': 'was answered "not mine"',
  'cannot-take': 'was answered "I cannot take this"',
};

function whyWords({ failed: { channel, name, recipientKind }, cause }: Asked): string {
  return `${channelWords(channel)} to ${name} (${recipientKind}) ${CAUSE_WORDS[cause]}`;
}

/** From whom to whom, and why; ids and names of recipients, nothing of the message. */
function nextEvent(asked: Asked, type: string, what: string, more: Record<string, unknown>): NewEvent {
  const { failed, cause, reason, billId, now, actor } = asked;
  return {
    at: now,
    category: DELIVERY_CATEGORY,
    type,
    text: `${what} - ${whyWords(asked)} - ${reason}`,
    actor,
    bill_id: billId,
    lab_report_ids: failed.untoldReportIds,
    delivery_id: failed.id,
    from: { channel: failed.channel, recipient_kind: failed.recipientKind, recipient_name: failed.name },
    cause,
    reason,
    ...more,
  };
}
