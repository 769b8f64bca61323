import type { FeedStatus, FeedStatuses } from '@critical-callout/contract/sources';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { advanceWatch, type FeedRow, type FeedTurn, listFeeds, listFeedTurns, markFeed } from './feed-queries.ts';
import { INTAKE_CATEGORY } from './intake-events.ts';

/** Messages of one lab looked at in one go. */
const AT_A_TIME = 20_000;

/** Looks when each feed was last heard, and says so when one falls silent or is heard again. Works from rows only. */
export async function watchFeeds({ db, clock }: Deps): Promise<number> {
  const behind = await db.inSystem((tx) => advanceWatch(tx, AT_A_TIME));
  // While the watch is behind, a feed could look silent that was heard since.
  if (behind > 0) return behind;
  const now = clock.now();
  const turns = await db.inSystem((tx) => listFeedTurns(tx, now));
  for (const turn of turns) {
    await db.inLab(turn.labId, async (tx) => {
      if (await markFeed(tx, turn, now)) await appendEvents(tx, turn.labId, [eventOf(turn, now)]);
    });
  }
  return 0;
}

function eventOf({ sourceId, code, lastReceivedAt, silenceMinutes, isSilent }: FeedTurn, at: Date) {
  const minutes = Math.floor((at.getTime() - lastReceivedAt.getTime()) / 60_000);
  return {
    at,
    category: INTAKE_CATEGORY,
    type: isSilent ? 'feed-silent' : 'feed-heard',
    text: isSilent ? `Feed silent - source ${code} - no message for ${minutes} min` : `Feed no longer silent - source ${code}`,
    actor: SYSTEM_ACTOR,
    source_id: sourceId,
    source: code,
    last_received_at: lastReceivedAt.toISOString(),
    silence_minutes: silenceMinutes,
  };
}

export function feedStatusOf(row: FeedRow): FeedStatus {
  const { id, code, name, isEnabled, silenceMinutes, listeningPort, listeningFault } = row;
  const last = row.lastReceivedAt?.toISOString() ?? null;
  return {
    id,
    code,
    name,
    isEnabled,
    silenceMinutes,
    lastReceivedAt: last,
    silentSince: row.silentAt ? last : null,
    listeningPort,
    listeningFault,
  };
}

export async function readFeedStatus({ db, clock }: Deps, labId: number): Promise<FeedStatuses> {
  const rows = await db.inLab(labId, (tx) => listFeeds(tx, labId, clock.now()));
  const feeds = rows.map(feedStatusOf);
  return {
    feeds,
    isConnected: feeds.some((feed) => feed.isEnabled && feed.lastReceivedAt !== null),
    silent: feeds.filter((feed) => feed.silentSince !== null).length,
    faults: feeds.filter((feed) => feed.listeningFault !== null).length,
  };
}
