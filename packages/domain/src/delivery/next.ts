import type { DELIVERY_CHANNELS, DeliveryState } from './state.ts';

/** Why a contact did not work out: the message did not get there, or whoever read it said so. */
export const NEXT_CAUSES = ['failed', 'not-mine', 'cannot-take'] as const;
export type NextCause = (typeof NEXT_CAUSES)[number];

/** What became of the question who is told next. */
export const NEXT_OUTCOMES = ['next-way', 'next-contact', 'next-step', 'under-way', 'nobody-left', 'not-needed'] as const;
export type NextOutcome = (typeof NEXT_OUTCOMES)[number];

export type Way = { channel: (typeof DELIVERY_CHANNELS)[number]; address: string };
/** Somebody who could be told, with the ways that are open to them, best first. */
export type NextCandidate = { name: string; ways: readonly Way[] };
/** A message of the same callout. */
export type SentMessage = Way & { id: number; name: string; state: DeliveryState; eventSeq: number };

export type NextDecision<C extends NextCandidate = NextCandidate> =
  /** Another message to the same recipient (of the same step) has not failed: it decides when it does. */
  { type: 'under-way'; deliveryId: number } | { type: 'next-way' | 'next-contact'; contact: C; way: Way } | { type: 'next-step' };

/** States in which a message may still reach somebody, or has. */
const ALIVE: readonly DeliveryState[] = ['queued', 'sending', 'accepted', 'delivered'];

/**
 * Who is told when this message did not work out: the same recipient another way, else the first contact nobody has written
 * to yet, else the ladder's next step. What a step of the ladder sent goes on to the step after it: the ladder is the plan.
 */
export function decideNext<C extends NextCandidate>(question: {
  cause: NextCause;
  /** The message was sent by a step of an escalation ladder. */
  isStep: boolean;
  message: SentMessage;
  /** The other messages since the callout was opened. */
  others: readonly SentMessage[];
  contacts: readonly C[];
}): NextDecision<C> {
  const { cause, isStep, message, others, contacts } = question;
  const recipient = contacts.find((contact) => isTo(message, contact));
  if (cause === 'failed') {
    const isSame = (other: SentMessage): boolean =>
      isStep
        ? other.eventSeq === message.eventSeq
        : other.name === message.name || (recipient !== undefined && isTo(other, recipient));
    const alive = others.find((other) => ALIVE.includes(other.state) && isSame(other));
    if (alive) return { type: 'under-way', deliveryId: alive.id };
    const way = recipient?.ways.find((one) => ![message, ...others].some((sent) => isSameWay(sent, one)));
    if (recipient && way) return { type: 'next-way', contact: recipient, way };
  }
  if (isStep) return { type: 'next-step' };
  for (const contact of contacts) {
    const [way] = contact.ways;
    if (way && ![message, ...others].some((sent) => isTo(sent, contact))) return { type: 'next-contact', contact, way };
  }
  return { type: 'next-step' };
}

function isTo(sent: SentMessage, contact: NextCandidate): boolean {
  return sent.name === contact.name || contact.ways.some((way) => comparable(way.address) === comparable(sent.address));
}

function isSameWay(a: Way, b: Way): boolean {
  return a.channel === b.channel && comparable(a.address) === comparable(b.address);
}

/** Numbers by their digits, everything else by its letters. */
function comparable(address: string): string {
  const text = address.trim().toLowerCase();
  return /[a-z@]/.test(text) ? text : text.replace(/\D/g, '');
}
