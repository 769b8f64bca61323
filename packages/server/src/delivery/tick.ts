import type { Deps } from '../platform/deps.ts';
import type { Channels, DeliveryAnswer } from './channels/channel.ts';
import { type Links, NO_LINKS, revealed } from './links.ts';
import { type Claimed, claimDue, listExpiredLeases } from './sending-queries.ts';
import { type Claim, settleAttempt } from './settle.ts';
import { cancelUnwanted } from './unsent.ts';

export type SendingOptions = {
  /** How long a claim holds: a sender that died is replaced after this. */
  leaseMs: number;
  /** Longest try; shorter than the lease, so that a living sender always settles before anybody takes over. */
  tryMs: number;
  /** Messages one process sends at the same time. */
  atOnce: number;
};

export const SENDING: SendingOptions = { leaseMs: 30_000, tryMs: 25_000, atOnce: 8 };

type TickDeps = Pick<Deps, 'db' | 'clock' | 'log'> & { links?: Links };

export type Sender = {
  /** One look at the queue: returns leases that ran out, claims what is due and starts sending it. Answers how many rows. */
  tick: () => Promise<number>;
  /** Settles when nothing is being sent any more. */
  idle: () => Promise<void>;
  /** Lets sends under way end for `graceMs`, then breaks them off; each is still written down truly. */
  close: (graceMs: number) => Promise<void>;
};

/**
 * The sending half of the queue, for one process. A look does not wait for the messages it started: one server that
 * answers slowly must not hold up the others. `onFree` is called when a place is free again, to look at once.
 */
export function createSender(
  deps: TickDeps,
  channels: Channels,
  options: SendingOptions = SENDING,
  onFree: () => void = () => undefined,
): Sender {
  if (options.tryMs >= options.leaseMs) throw new Error(`tryMs ${options.tryMs} must be shorter than leaseMs ${options.leaseMs}`);
  const { db, clock, log } = deps;
  const names = channels.map(({ name }) => name);
  const underWay = new Map<string, Promise<void>>();
  const breakOff = new AbortController();
  let isClosing = false;
  let looking: Promise<number> = Promise.resolve(0);

  const start = (claim: Claimed): void => {
    const sending = sendOne(deps, channels, claim, AbortSignal.any([breakOff.signal, AbortSignal.timeout(options.tryMs)]))
      // The database is away: the row stays in sending, its lease runs out, and the try is recorded as unknown.
      .catch((error: unknown) => log.error({ err: error, labId: claim.lab_id, deliveryId: claim.id }, 'delivery not settled'))
      .finally(() => {
        underWay.delete(keyOf(claim));
        onFree();
      });
    underWay.set(keyOf(claim), sending);
  };
  const idle = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay.values());
  };

  const look = async (): Promise<number> => {
    const returned = await returnExpired(deps, options, (claim) => underWay.has(keyOf(claim)));
    const now = clock.now();
    const cancelled = await cancelUnwanted(db, now, options.atOnce);
    const limit = options.atOnce - underWay.size;
    if (limit <= 0) return returned + cancelled;
    const leaseUntil = new Date(now.getTime() + options.leaseMs);
    const claimed = await db.inSystem((tx) => claimDue(tx, { now, leaseUntil, channels: names, limit }));
    for (const claim of claimed) start(claim);
    return returned + cancelled + claimed.length;
  };

  return {
    tick: () => {
      if (isClosing) return Promise.resolve(0);
      looking = look();
      return looking;
    },
    idle,
    close: async (graceMs) => {
      isClosing = true;
      // A look that has begun may still claim: what it claims is sent, too.
      await looking.catch(() => 0);
      const timer = setTimeout(() => breakOff.abort(), graceMs);
      await idle();
      clearTimeout(timer);
    },
  };
}

type ClaimKey = { lab_id: number; id: number; fence: number };

function keyOf({ lab_id, id, fence }: ClaimKey): string {
  return `${lab_id}/${id}/${fence}`;
}

/**
 * A row still in sending when its lease has run out belonged to a process that died or lost the database. Nobody knows
 * whether the message left, so the try is recorded as unknown and the same message, under the same Message-ID, is sent again.
 */
async function returnExpired(
  { db, clock, log }: TickDeps,
  { atOnce }: SendingOptions,
  isOurs: (claim: ClaimKey) => boolean,
): Promise<number> {
  const now = clock.now();
  const expired = await db.inSystem((tx) => listExpiredLeases(tx, now, atOnce));
  let returned = 0;
  for (const claim of expired) {
    // A clock that was set forward ends our own leases early; what we still hold we settle ourselves, within tryMs.
    if (isOurs(claim)) continue;
    const answer: DeliveryAnswer = {
      result: 'unknown',
      answer: 'the sender stopped before it wrote down what became of the message',
    };
    if (!(await db.inLab(claim.lab_id, (tx) => settleAttempt(tx, claim, answer, now, now)))) continue;
    returned += 1;
    log.warn({ labId: claim.lab_id, deliveryId: claim.id, fence: claim.fence }, 'delivery taken back from a sender that stopped');
  }
  return returned;
}

async function sendOne(deps: TickDeps, channels: Channels, claim: Claimed, signal: AbortSignal): Promise<void> {
  const { db, clock, log } = deps;
  const answer = await tryChannel(channels, claim, signal, deps.links ?? NO_LINKS);
  const isSettled = await db.inLab(claim.lab_id, (tx) => settleAttempt(tx, claim satisfies Claim, answer, clock.now()));
  const ids = { labId: claim.lab_id, deliveryId: claim.id, attempt: claim.attempts, result: answer.result };
  if (isSettled) log.info(ids, 'delivery tried');
  else log.warn(ids, 'delivery was taken over by another process; its own record stands');
}

/** A fault of ours while sending is an answer as well: the row must not wait for its lease to tell. */
async function tryChannel(channels: Channels, claim: Claimed, signal: AbortSignal, links: Links): Promise<DeliveryAnswer> {
  const channel = channels.find(({ name }) => name === claim.channel);
  if (!channel) return { result: 'retry', answer: `${claim.channel} is not set up on this server` };
  const message = { labId: claim.lab_id, deliveryId: claim.id, messageId: claim.message_id };
  try {
    return await channel.deliver(
      {
        labId: claim.lab_id,
        messageId: claim.message_id,
        senderName: claim.lab_name,
        recipientName: claim.recipient_name,
        address: claim.address,
        ...revealed(claim.content, (text) => links.reveal(text, message)),
        queuedAt: claim.queued_at,
        sentAt: claim.claimed_at,
      },
      signal,
    );
  } catch (error) {
    return { result: 'unknown', answer: `fault while sending: ${error instanceof Error ? error.name : typeof error}` };
  }
}
