import type { ChannelState, ChannelStates, TestChannel } from '@critical-callout/contract/deliveries';
import type { LabSession } from '@critical-callout/domain/auth';
import { DELIVERY_CHANNELS } from '@critical-callout/domain/delivery';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { type ChannelRow, getTestLab, listChannelRows } from './channel-queries.ts';
import type { Channels } from './channels/channel.ts';
import { channelWords, DELIVERY_CATEGORY } from './event.ts';
import { queuePlainOver } from './plain.ts';
import { shownAddress } from './shown-address.ts';

type HealthDeps = Pick<Deps, 'db' | 'clock'>;

/** A message that has waited this long is late; the retry schedule has then tried it four times. */
export const LATE_MINUTES = 10;
/** Tries in a row without an answer that make a channel down: one bad minute of a mail server is none. */
const DOWN_AFTER = 3;

export function readChannels({ db, clock }: HealthDeps, channels: Channels, session: LabSession): Promise<ChannelStates> {
  return db.inLab(session.labId, async (tx) => {
    const now = clock.now();
    const { is_email } = await getTestLab(tx, session.labId);
    const rows = await listChannelRows(tx, session.labId, DELIVERY_CHANNELS, now);
    return {
      channels: rows.map((row) =>
        present(row, {
          session,
          carrier: channels.find(({ name }) => name === row.channel)?.carrier ?? null,
          isEmailOn: is_email === 1,
          now,
        }),
      ),
      serverTime: now.toISOString(),
    };
  });
}

type About = { session: LabSession; carrier: string | null; isEmailOn: boolean; now: Date };

function present(row: ChannelRow, { session, carrier, isEmailOn, now }: About): ChannelState {
  const isSetUp = carrier !== null;
  return {
    channel: row.channel,
    isSetUp,
    isOffered: isSetUp && (row.channel !== 'email' || isEmailOn),
    carrier,
    health: isSetUp ? healthOf(row, now) : 'off',
    lastSuccessAt: row.last_success_at?.toISOString() ?? null,
    successPercent: row.ended === 0 ? null : Math.floor((row.succeeded / row.ended) * 100),
    endedLastHour: row.ended,
    queueLength: row.waiting,
    oldestQueuedAt: row.oldest_queued_at?.toISOString() ?? null,
    lastError: row.last_error_at && { at: row.last_error_at.toISOString(), answer: row.last_error ?? '' },
    lastTest: row.test && {
      deliveryId: row.test.id,
      at: new Date(row.test.queued_at).toISOString(),
      address: shownAddress(session, row.channel, row.test.address),
      state: row.test.state,
      answer: row.test.answer ?? row.test.reason,
    },
  };
}

function healthOf(row: ChannelRow, now: Date): ChannelState['health'] {
  const isLate = row.oldest_queued_at !== null && now.getTime() - row.oldest_queued_at.getTime() > LATE_MINUTES * 60_000;
  if (row.bad_in_a_row >= DOWN_AFTER) return 'down';
  if (row.is_last_try_good === false || isLate) return 'troubled';
  return row.tries === 0 && row.waiting === 0 ? 'idle' : 'ok';
}

/** A message about no order to an address typed by hand, through the same queue, tries and states as every other. */
export function sendTest(
  { db, clock }: HealthDeps,
  channels: Channels,
  session: LabSession,
  { channel: name, address: typed }: TestChannel,
): Promise<{ deliveryId: number; address: string }> {
  const channel = channels.find((candidate) => candidate.name === name);
  if (!channel) {
    const message = `${channelWords(name)} is not set up on this server`;
    throw new Refused(refusal('delivery.channel-off', message, { channel: name }), 409);
  }
  return db.inLab(session.labId, async (tx) => {
    const now = clock.now();
    const lab = await getTestLab(tx, session.labId);
    const words = {
      subject: `${lab.is_practice ? '[PRACTICE] ' : ''}Test message - ${lab.name}`,
      text: `This is a test of ${channelWords(name)} from ${lab.name}, sent by ${session.userName}. It is about no patient. Nothing needs to be done.`,
    };
    const actor = actorOf(session);
    const text = `Test of ${channelWords(name)} by - ${session.userName}`;
    const eventSeq = await appendEvents(tx, session.labId, [
      { at: now, category: DELIVERY_CATEGORY, type: 'channel-tested', text, actor, channel: name },
    ]);
    const message = {
      labId: session.labId,
      channel: name,
      address: typed,
      who: 'test address',
      name: 'Test',
      words,
      eventSeq,
      now,
    };
    const sent = await queuePlainOver(channels)(tx, message);
    if ('problem' in sent) throw new Refused(refusal('delivery.test-address', sent.problem, { field: 'address' }));
    return sent;
  });
}
