import { matchShift, shownName } from '@critical-callout/domain/directory';
import { SYSTEM_ACTOR } from '../../audit/index.ts';
import type { Tx } from '../../platform/db.ts';
import type { Deps } from '../../platform/deps.ts';
import { getOutside, type OutsideAnswer } from '../../platform/outside-get.ts';
import { readZone } from '../facts.ts';
import { closeTaskOf, openTasks } from '../tasks.ts';
import {
  type FeedRow,
  findFeed,
  listFeedNames,
  listNamedParties,
  listUnmatched,
  replaceShifts,
  writeFeedState,
} from './feed-queries.ts';
import { readCalendarApart } from './read-apart.ts';
import type { CalendarShift, ReadCalendar } from './read-calendar.ts';

export type ReadingDeps = Pick<Deps, 'db' | 'clock' | 'config'>;

const DAY = 86_400_000;
const MAX_BYTES = 2_000_000;
/** Shifts are worked out this far ahead, and a little back for whoever asks about last night. */
const AHEAD_DAYS = 100;
const BACK_DAYS = 3;
/** Faults of the network are tried again soon, and alarmed when they last; a calendar that is none is alarmed at once. */
const RETRY_MINUTES = 5;
const FAILURES_TO_ALARM = 3;
/** A name nobody knows matters when its shift is near. */
const UNMATCHED_DAYS = 14;

export type Reading =
  | { kind: 'good'; content: string; etag: string | null; shifts: CalendarShift[]; skipped: number; readUntil: Date }
  | { kind: 'bad'; problem: string; isBroken: boolean };

/** Fetches (an address) or takes (a file) the calendar and reads it. No transaction is open meanwhile. */
export async function readFeed(
  deps: ReadingDeps,
  source: Pick<FeedRow, 'url' | 'content' | 'etag'>,
  zone: string,
): Promise<Reading> {
  const answer = source.url === null ? null : await fetchCalendar(deps, source.url, source.content === null ? null : source.etag);
  if (answer && (answer.kind === 'refused' || answer.kind === 'away'))
    return { kind: 'bad', problem: answer.words, isBroken: answer.kind === 'refused' };
  const isNew = answer?.kind === 'read';
  const content = isNew ? answer.text : source.content;
  if (content === null) return { kind: 'bad', problem: 'it has not been read yet', isBroken: false };
  const now = deps.clock.now().getTime();
  const readUntil = new Date(now + AHEAD_DAYS * DAY);
  const read: ReadCalendar = await readCalendarApart(content, { zone, from: new Date(now - BACK_DAYS * DAY), until: readUntil });
  if ('problem' in read) return { kind: 'bad', problem: read.problem, isBroken: true };
  return { kind: 'good', content, etag: isNew ? answer.etag : source.etag, ...read, readUntil };
}

function fetchCalendar({ config }: ReadingDeps, url: string, etag: string | null): Promise<OutsideAnswer> {
  return getOutside({
    url: url.replace(/^webcals?:/i, 'https:'),
    allowed: { hosts: config.calendarAllow, setting: 'CALLOUT_CALENDAR_ALLOW' },
    accept: 'text/calendar, text/plain;q=0.5',
    etag,
    maxBytes: MAX_BYTES,
  });
}

type Place = { labId: number; scheduleId: number; fence: number };

/** Reads one feed that was claimed and writes down what came of it: new shifts, or the last good ones and what is wrong. */
export async function refreshFeed(deps: ReadingDeps, place: Place): Promise<void> {
  const { db, clock } = deps;
  const { labId, scheduleId } = place;
  const known = await db.inLab(labId, async (tx) => ({
    feed: await findFeed(tx, labId, scheduleId),
    zone: await readZone(tx, labId),
  }));
  if (!known.feed) return;
  const reading = await readFeed(deps, known.feed, known.zone);
  await db.inLab(labId, (tx) => writeReading(tx, place, reading, clock.now()));
}

export async function writeReading(tx: Tx, { labId, scheduleId, fence }: Place, reading: Reading, now: Date): Promise<void> {
  const feed = await findFeed(tx, labId, scheduleId);
  if (!feed) return;
  const isOurs =
    reading.kind === 'good'
      ? await writeFeedState(tx, labId, scheduleId, fence, goodState(feed, reading, now))
      : await writeFeedState(tx, labId, scheduleId, fence, badState(feed, reading, now));
  if (!isOurs) return;
  if (reading.kind === 'bad') return alarmIfLasting(tx, labId, feed, reading, now);
  await replaceShifts(tx, labId, scheduleId, await matched(tx, labId, reading.shifts));
  await closeTaskOf(tx, labId, now, 'feed-failed', subjectOf(feed), 'The calendar is read again.');
  await tellUnmatched(tx, labId, feed, now);
}

/** Shifts as they are read with other names settled. When the calendar was read, and what is wrong with it, stay as they are. */
export async function writeMatches(tx: Tx, { labId, scheduleId, fence }: Place, reading: Reading, now: Date): Promise<void> {
  const feed = await findFeed(tx, labId, scheduleId, 'for-change');
  if (feed?.fence !== fence || reading.kind === 'bad') return;
  await replaceShifts(tx, labId, scheduleId, await matched(tx, labId, reading.shifts));
  await tellUnmatched(tx, labId, feed, now);
}

const subjectOf = ({ code }: FeedRow): string => `schedule: ${code}`;

function goodState(feed: FeedRow, reading: Reading & { kind: 'good' }, now: Date) {
  // A file does not change by itself; its shifts are worked out further once a day.
  const minutes = feed.url === null ? 24 * 60 : feed.refresh_minutes;
  return {
    content: reading.content,
    content_read_at: now,
    etag: reading.etag,
    read_until: reading.readUntil,
    skipped: reading.skipped,
    next_read_at: new Date(now.getTime() + minutes * 60_000),
    failures: 0,
    failed_since: null,
    problem: null,
  };
}

function badState(feed: FeedRow, reading: Reading & { kind: 'bad' }, now: Date) {
  const minutes = Math.min(RETRY_MINUTES * 2 ** Math.min(feed.failures, 8), Math.max(feed.refresh_minutes, RETRY_MINUTES));
  return {
    ...feed,
    next_read_at: new Date(now.getTime() + minutes * 60_000),
    failures: feed.failures + 1,
    failed_since: feed.failed_since ?? now,
    problem: reading.problem,
  };
}

/** Without a good reading for as long as the laboratory allows. */
export function isStale(feed: Pick<FeedRow, 'content_read_at' | 'stale_after_hours'>, now: Date): boolean {
  return feed.content_read_at === null || now.getTime() - feed.content_read_at.getTime() > feed.stale_after_hours * 3_600_000;
}

async function alarmIfLasting(tx: Tx, labId: number, feed: FeedRow, { problem, isBroken }: Reading & { kind: 'bad' }, now: Date) {
  if (!isBroken && feed.failures + 1 < FAILURES_TO_ALARM && !isStale(feed, now)) return;
  const since = feed.content_read_at
    ? `What was read ${feed.content_read_at.toISOString()} stays in force.`
    : 'Nothing was read yet.';
  const detail = `The calendar of schedule ${feed.name} is not read: ${problem}. ${since}`;
  await openTasks(tx, labId, SYSTEM_ACTOR, now, [
    { kind: 'feed-failed', subject: subjectOf(feed), detail, billId: null, billNumber: '' },
  ]);
}

async function matched(tx: Tx, labId: number, shifts: readonly CalendarShift[]) {
  const parties = await listNamedParties(tx, labId);
  const names = await listFeedNames(tx, labId);
  const known = new Map(names.map(({ name_key, kind, id }) => [name_key, { kind, id }]));
  return shifts.map(({ from, to, names }) => ({ from, to, name: shownName(names), who: matchShift(names, parties, known) }));
}

async function tellUnmatched(tx: Tx, labId: number, feed: FeedRow, now: Date): Promise<void> {
  const near = (await listUnmatched(tx, labId, feed.schedule_id, now, 50)).filter(
    ({ next }) => next.getTime() < now.getTime() + UNMATCHED_DAYS * DAY,
  );
  if (near.length === 0)
    return closeTaskOf(tx, labId, now, 'feed-unmatched', subjectOf(feed), 'Every name of the calendar is known now.');
  const names = near.slice(0, 5).map(({ name }) => name || 'an entry without a name');
  const more = near.length > names.length ? ` and ${near.length - names.length} more` : '';
  const detail = `The calendar of schedule ${feed.name} names ${names.join(', ')}${more}, whom the directory does not know: nobody is called then.`;
  await openTasks(tx, labId, SYSTEM_ACTOR, now, [
    { kind: 'feed-unmatched', subject: subjectOf(feed), detail, billId: null, billNumber: '' },
  ]);
}
