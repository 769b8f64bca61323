import type { Deps } from '../../platform/deps.ts';
import { claimDueFeeds } from './feed-queries.ts';
import { refreshFeed } from './reading.ts';

const AT_ONCE = 4;
/** Longer than fetching with all its redirects and reading may take together. */
const LEASE_MS = 240_000;

/** Reads the calendars that are due, a few at a time, on any number of processes. Answers how many. */
export async function readDueFeeds(deps: Pick<Deps, 'db' | 'clock' | 'config' | 'log'>): Promise<number> {
  const { db, clock, log } = deps;
  const now = clock.now();
  const due = await db.inSystem((tx) => claimDueFeeds(tx, now, new Date(now.getTime() + LEASE_MS), AT_ONCE));
  const read = due.map(({ lab_id: labId, schedule_id: scheduleId, fence }) =>
    // The database is away: the lease runs out, and the feed is read again.
    refreshFeed(deps, { labId, scheduleId, fence }).catch((error: unknown) =>
      log.error({ err: error, labId, scheduleId }, 'a calendar was not refreshed'),
    ),
  );
  await Promise.all(read);
  return due.length;
}
