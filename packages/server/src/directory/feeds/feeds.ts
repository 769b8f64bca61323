import type { DutyHolder, Feed, FeedNames, SaveFeed } from '@critical-callout/contract/directory';
import { refusal } from '@critical-callout/domain/kernel';
import type { Tx } from '../../platform/db.ts';
import type { Deps } from '../../platform/deps.ts';
import { Refused } from '../../platform/http.ts';
import { readZone } from '../facts.ts';
import { requireKnown } from '../parties.ts';
import { notFound } from '../refuse.ts';
import { type Change, sayChanged } from '../say.ts';
import { findSchedule } from '../schedule-queries.ts';
import { closeTaskOf } from '../tasks.ts';
import {
  claimFeed,
  deleteFeed,
  type FeedRow,
  findFeed,
  listFeedIds,
  listFeedNames,
  listShifts,
  listUnmatched,
  upsertFeed,
  writeFeedName,
} from './feed-queries.ts';
import { isStale, readFeed, refreshFeed, writeMatches, writeReading } from './reading.ts';

const SHOWN_SHIFTS = 300;
const SHOWN_NAMES = 100;
const MAX_FEEDS = 200;
const LEASE_MS = 240_000;

export async function readFeedState(tx: Tx, labId: number, scheduleId: number, now: Date): Promise<Feed> {
  const feed = await findFeed(tx, labId, scheduleId);
  if (!feed) throw notFound('feed of schedule', scheduleId);
  const shifts = await listShifts(tx, labId, scheduleId, now, SHOWN_SHIFTS);
  const unmatched = await listUnmatched(tx, labId, scheduleId, now, SHOWN_NAMES);
  return {
    scheduleId,
    source: feed.url === null ? 'file' : 'address',
    host: feed.url === null ? null : (URL.parse(feed.url)?.host ?? null),
    refreshMinutes: feed.refresh_minutes,
    staleAfterHours: feed.stale_after_hours,
    state: feed.problem === null ? 'fresh' : isStale(feed, now) ? 'stale' : 'failing',
    readAt: feed.content_read_at?.toISOString() ?? null,
    readUntil: feed.read_until?.toISOString() ?? null,
    nextReadAt: feed.next_read_at.toISOString(),
    failedSince: feed.failed_since?.toISOString() ?? null,
    problem: feed.problem,
    skipped: feed.skipped,
    shifts: shifts.map(({ from_at, to_at, name, kind, who_id, who_name }) => ({
      from: from_at.toISOString(),
      to: to_at.toISOString(),
      name,
      who: kind && who_id !== null ? { kind, id: who_id, name: who_name ?? '' } : null,
    })),
    unmatched: unmatched.map(({ next, ...one }) => ({ ...one, next: next.toISOString() })),
  };
}

/** Sets up or changes where a schedule's shifts come from. It is read first: what cannot be read is refused with the reason. */
export async function saveFeed(deps: Deps, change: Change, scheduleId: number, asked: SaveFeed): Promise<Feed> {
  const { db, clock } = deps;
  const { labId } = change;
  const before = await db.inLab(labId, async (tx) => {
    if (!(await findSchedule(tx, labId, scheduleId, 'none'))) throw notFound('schedule', scheduleId);
    return { feed: await findFeed(tx, labId, scheduleId), zone: await readZone(tx, labId) };
  });
  const source = sourceOf(asked, before.feed);
  const reading = await readFeed(deps, source, before.zone);
  if (reading.kind === 'bad') {
    const field = asked.content === undefined ? 'url' : 'content';
    throw new Refused(refusal('directory.feed', `The calendar was not read: ${reading.problem}.`, { field }));
  }
  return db.inLab(labId, async (tx) => {
    await findSchedule(tx, labId, scheduleId, 'for-change');
    const settings = { refresh_minutes: asked.refreshMinutes, stale_after_hours: asked.staleAfterHours };
    const row = { ...source, ...settings, content: reading.content, etag: reading.etag };
    const fence = await upsertFeed(tx, labId, scheduleId, row, clock.now());
    await writeReading(tx, { labId, scheduleId, fence }, reading, clock.now());
    await say(tx, change, scheduleId, before.feed, { ...row, shifts: reading.shifts.length });
    return readFeedState(tx, labId, scheduleId, clock.now());
  });
}

function sourceOf(asked: SaveFeed, before: FeedRow | undefined): Pick<FeedRow, 'url' | 'content' | 'etag'> {
  if (asked.content !== undefined) return { url: null, content: asked.content, etag: null };
  if (asked.url !== undefined) return { url: asked.url, content: null, etag: null };
  if (before) return { url: before.url, content: before.content, etag: null };
  throw new Refused(refusal('directory.feed', 'There is no calendar yet: give its address or a file.', { field: 'url' }));
}

/** The event names the host and never the whole address or the content. */
async function say(tx: Tx, change: Change, scheduleId: number, before: FeedRow | undefined, after: object | null): Promise<void> {
  const shown = (feed: object | null | undefined): unknown => {
    if (!feed) return null;
    const { url, refresh_minutes, stale_after_hours, shifts } = feed as Partial<FeedRow> & { shifts?: number };
    const host = url ? (URL.parse(url)?.host ?? null) : null;
    return {
      source: url ? 'address' : 'file',
      host,
      refresh_minutes,
      stale_after_hours,
      ...(shifts !== undefined && { shifts }),
    };
  };
  await sayChanged(tx, change, `calendar of schedule ${scheduleId}`, {
    kind: 'schedule-feed',
    id: scheduleId,
    before: shown(before),
    after: shown(after),
  });
}

/** Takes the calendar away: the schedule's own turns and members speak again. */
export async function removeFeed(tx: Tx, change: Change, scheduleId: number): Promise<void> {
  const { labId, now } = change;
  const feed = await findFeed(tx, labId, scheduleId);
  if (!feed) throw notFound('feed of schedule', scheduleId);
  await deleteFeed(tx, labId, scheduleId);
  for (const kind of ['feed-failed', 'feed-unmatched'] as const)
    await closeTaskOf(tx, labId, now, kind, `schedule: ${feed.code}`, 'The calendar was taken away.');
  await say(tx, change, scheduleId, feed, null);
}

/** Reads a calendar now instead of when it is due. */
export async function readFeedNow(deps: Deps, labId: number, scheduleId: number): Promise<Feed> {
  const { db, clock } = deps;
  const leaseUntil = new Date(clock.now().getTime() + LEASE_MS);
  const fence = await db.inLab(labId, (tx) => claimFeed(tx, labId, scheduleId, leaseUntil));
  if (fence === undefined) throw notFound('feed of schedule', scheduleId);
  await refreshFeed(deps, { labId, scheduleId, fence });
  return db.inLab(labId, (tx) => readFeedState(tx, labId, scheduleId, clock.now()));
}

export async function readFeedNames(tx: Tx, labId: number): Promise<FeedNames> {
  const names = await listFeedNames(tx, labId);
  return { items: names.map(({ name, kind, id, who_name }) => ({ name, who: { kind, id, name: who_name } })) };
}

/** Settles whom a name of a calendar means, and looks through every calendar of the lab again with it. */
export async function saveFeedName(deps: Deps, change: Change, name: string, who: DutyHolder | null): Promise<FeedNames> {
  const { db } = deps;
  const { labId } = change;
  const feeds = await db.inLab(labId, async (tx) => {
    await requireKnown(tx, labId, who ? [who] : [], 'who');
    await writeFeedName(tx, labId, name, who);
    await sayChanged(tx, change, `name ${name} of calendars`, { kind: 'feed-name', name, after: who });
    return { ids: await listFeedIds(tx, labId, MAX_FEEDS), zone: await readZone(tx, labId) };
  });
  for (const scheduleId of feeds.ids) await rematch(deps, labId, scheduleId, feeds.zone);
  return db.inLab(labId, (tx) => readFeedNames(tx, labId));
}

/** What was read well last, read once more; nothing is fetched. */
async function rematch(deps: Deps, labId: number, scheduleId: number, zone: string): Promise<void> {
  const { db, clock } = deps;
  const feed = await db.inLab(labId, (tx) => findFeed(tx, labId, scheduleId));
  if (!feed?.content) return;
  const reading = await readFeed(deps, { url: null, content: feed.content, etag: feed.etag }, zone);
  // Not a new reading of the address: when it was read, and what is wrong with it, stay as they are.
  await db.inLab(labId, (tx) => writeMatches(tx, { labId, scheduleId, fence: feed.fence }, reading, clock.now()));
}
