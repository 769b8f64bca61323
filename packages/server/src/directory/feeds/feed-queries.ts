import type { DutyHolder } from '@critical-callout/contract/directory';
import { type NamedParty, nameKey, type PartyRef } from '@critical-callout/domain/directory';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';

export type FeedRow = {
  schedule_id: number;
  code: string;
  name: string;
  url: string | null;
  content: string | null;
  content_read_at: Date | null;
  etag: string | null;
  read_until: Date | null;
  skipped: number;
  refresh_minutes: number;
  stale_after_hours: number;
  next_read_at: Date;
  fence: number;
  failures: number;
  failed_since: Date | null;
  problem: string | null;
};
const SELECTED = sql`f.schedule_id, s.code, s.name, f.url, f.content, f.content_read_at, f.etag, f.read_until, f.skipped, f.refresh_minutes,
  f.stale_after_hours, f.next_read_at, f.fence, f.failures, f.failed_since, f.problem`;

export async function findFeed(
  tx: Tx,
  labId: number,
  scheduleId: number,
  lock: 'for-change' | 'none' = 'none',
): Promise<FeedRow | undefined> {
  const { rows } = await sql<FeedRow>`
    select ${SELECTED} from schedule_feeds f join schedules s on s.lab_id = f.lab_id and s.id = f.schedule_id
    where f.lab_id = ${labId} and f.schedule_id = ${scheduleId} ${lock === 'for-change' ? sql`for update of f` : sql``}`.execute(
    tx,
  );
  return rows[0];
}

export async function listFeedIds(tx: Tx, labId: number, limit: number): Promise<number[]> {
  const { rows } = await sql<{ schedule_id: number }>`
    select schedule_id from schedule_feeds where lab_id = ${labId} order by schedule_id limit ${limit}`.execute(tx);
  return rows.map((row) => row.schedule_id);
}

export type FeedToWrite = Pick<FeedRow, 'url' | 'refresh_minutes' | 'stale_after_hours' | 'content' | 'etag'>;

/** Written anew or over what was there; a reader under way is fenced off. */
export async function upsertFeed(tx: Tx, labId: number, scheduleId: number, feed: FeedToWrite, now: Date): Promise<number> {
  const { rows } = await sql<{ fence: number }>`
    insert into schedule_feeds (lab_id, schedule_id, url, content, etag, refresh_minutes, stale_after_hours, next_read_at)
    values (${labId}, ${scheduleId}, ${feed.url}, ${feed.content}, ${feed.etag}, ${feed.refresh_minutes}, ${feed.stale_after_hours}, ${now})
    on conflict (lab_id, schedule_id) do update set url = excluded.url, content = excluded.content, etag = excluded.etag,
      refresh_minutes = excluded.refresh_minutes, stale_after_hours = excluded.stale_after_hours, next_read_at = excluded.next_read_at,
      lease_until = null, fence = schedule_feeds.fence + 1
    returning fence`.execute(tx);
  return rows[0]?.fence ?? 0;
}

export async function deleteFeed(tx: Tx, labId: number, scheduleId: number): Promise<void> {
  await sql`delete from schedule_feeds where lab_id = ${labId} and schedule_id = ${scheduleId}`.execute(tx);
}

/** Feeds that are due, taken for a while; another process takes others. Feeds of schedules that are off are not read. */
export async function claimDueFeeds(
  tx: Tx,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<{ lab_id: number; schedule_id: number; fence: number }[]> {
  const { rows } = await sql<{ lab_id: number; schedule_id: number; fence: number }>`
    update schedule_feeds f set lease_until = ${leaseUntil}, fence = f.fence + 1
    from (select f.lab_id, f.schedule_id from schedule_feeds f join schedules s on s.lab_id = f.lab_id and s.id = f.schedule_id and s.is_active
      where f.next_read_at <= ${now} and (f.lease_until is null or f.lease_until <= ${now})
      order by f.next_read_at limit ${limit} for update of f skip locked) due
    where f.lab_id = due.lab_id and f.schedule_id = due.schedule_id
    returning f.lab_id, f.schedule_id, f.fence`.execute(tx);
  return rows;
}

export async function claimFeed(tx: Tx, labId: number, scheduleId: number, leaseUntil: Date): Promise<number | undefined> {
  const { rows } = await sql<{ fence: number }>`
    update schedule_feeds set lease_until = ${leaseUntil}, fence = fence + 1
    where lab_id = ${labId} and schedule_id = ${scheduleId} returning fence`.execute(tx);
  return rows[0]?.fence;
}

export type FeedState = {
  content: string | null;
  content_read_at: Date | null;
  etag: string | null;
  read_until: Date | null;
  skipped: number;
  next_read_at: Date;
  failures: number;
  failed_since: Date | null;
  problem: string | null;
};

/** False: somebody else has taken or changed the feed meanwhile, and this reading counts for nothing. */
export async function writeFeedState(
  tx: Tx,
  labId: number,
  scheduleId: number,
  fence: number,
  state: FeedState,
): Promise<boolean> {
  const { rows } = await sql`
    update schedule_feeds set content = ${state.content}, content_read_at = ${state.content_read_at}, etag = ${state.etag},
      read_until = ${state.read_until}, skipped = ${state.skipped}, next_read_at = ${state.next_read_at}, failures = ${state.failures},
      failed_since = ${state.failed_since}, problem = ${state.problem}, lease_until = null
    where lab_id = ${labId} and schedule_id = ${scheduleId} and fence = ${fence} returning schedule_id`.execute(tx);
  return rows.length === 1;
}

export type ShiftToWrite = { from: Date; to: Date; name: string; who: PartyRef | null };

export async function replaceShifts(tx: Tx, labId: number, scheduleId: number, shifts: readonly ShiftToWrite[]): Promise<void> {
  await sql`delete from schedule_feed_shifts where lab_id = ${labId} and schedule_id = ${scheduleId}`.execute(tx);
  const rows = shifts.map(({ from, to, name, who }) => ({
    from_at: from,
    to_at: to,
    name,
    doctor_id: who?.kind === 'doctor' ? who.id : null,
    person_id: who?.kind === 'person' ? who.id : null,
  }));
  await sql`
    insert into schedule_feed_shifts (lab_id, schedule_id, from_at, to_at, name, doctor_id, person_id)
    select ${labId}, ${scheduleId}, h.from_at, h.to_at, h.name, h.doctor_id, h.person_id from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as h (from_at timestamptz, to_at timestamptz, name text, doctor_id bigint, person_id bigint)`.execute(tx);
}

export type ShiftRow = {
  from_at: Date;
  to_at: Date;
  name: string;
  kind: DutyHolder['kind'] | null;
  who_id: number | null;
  who_name: string | null;
};

export async function listShifts(tx: Tx, labId: number, scheduleId: number, from: Date, limit: number): Promise<ShiftRow[]> {
  const { rows } = await sql<ShiftRow>`
    select h.from_at, h.to_at, h.name, case when h.doctor_id is not null then 'doctor' when h.person_id is not null then 'person' end as kind,
      coalesce(h.doctor_id, h.person_id) as who_id, coalesce(d.name, p.name) as who_name
    from schedule_feed_shifts h left join doctors d on d.lab_id = h.lab_id and d.id = h.doctor_id
    left join persons p on p.lab_id = h.lab_id and p.id = h.person_id
    where h.lab_id = ${labId} and h.schedule_id = ${scheduleId} and h.to_at > ${from} order by h.from_at, h.id limit ${limit}`.execute(
    tx,
  );
  return rows;
}

export async function listUnmatched(
  tx: Tx,
  labId: number,
  scheduleId: number,
  from: Date,
  limit: number,
): Promise<{ name: string; shifts: number; next: Date }[]> {
  const { rows } = await sql<{ name: string; shifts: number; next: Date }>`
    select name, count(*)::integer as shifts, min(from_at) as next from schedule_feed_shifts
    where lab_id = ${labId} and schedule_id = ${scheduleId} and to_at > ${from} and doctor_id is null and person_id is null
    group by name order by min(from_at), name limit ${limit}`.execute(tx);
  return rows;
}

/** Everybody a calendar may name: doctors and persons who are active, with their addresses. */
export async function listNamedParties(tx: Tx, labId: number): Promise<NamedParty[]> {
  const { rows } = await sql<NamedParty>`
    select p.kind, p.id, p.name, p.code, coalesce((select array_agg(lower(r.value)) from reachable_addresses r
      where r.lab_id = ${labId} and r.owner_kind = p.kind and r.owner_id = p.id and r.channel = 'email'), '{}') as emails
    from (select 'doctor' as kind, id, name, code from doctors where lab_id = ${labId} and is_active
      union all select 'person', id, name, code from persons where lab_id = ${labId} and is_active) p
    order by p.kind, p.id limit 20000`.execute(tx);
  return rows;
}

export type FeedNameRow = { name_key: string; name: string; kind: DutyHolder['kind']; id: number; who_name: string };

export async function listFeedNames(tx: Tx, labId: number): Promise<FeedNameRow[]> {
  const { rows } = await sql<FeedNameRow>`
    select n.name_key, n.name, case when n.doctor_id is not null then 'doctor' else 'person' end as kind,
      coalesce(n.doctor_id, n.person_id) as id, coalesce(d.name, p.name) as who_name
    from feed_names n left join doctors d on d.lab_id = n.lab_id and d.id = n.doctor_id
    left join persons p on p.lab_id = n.lab_id and p.id = n.person_id
    where n.lab_id = ${labId} order by n.name limit 5000`.execute(tx);
  return rows;
}

export async function writeFeedName(tx: Tx, labId: number, name: string, who: DutyHolder | null): Promise<void> {
  const key = nameKey(name);
  if (who === null) await sql`delete from feed_names where lab_id = ${labId} and name_key = ${key}`.execute(tx);
  else
    await sql`
      insert into feed_names (lab_id, name_key, name, doctor_id, person_id)
      values (${labId}, ${key}, ${name}, ${who.kind === 'doctor' ? who.id : null}, ${who.kind === 'person' ? who.id : null})
      on conflict (lab_id, name_key) do update set name = excluded.name, doctor_id = excluded.doctor_id, person_id = excluded.person_id`.execute(
      tx,
    );
}
