import type { Worklist, WorklistQuery } from '@critical-callout/contract/worklist';
import type { LabSession } from '@critical-callout/domain/auth';
import { type RawBuilder, sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';
import {
  DUE_SOON_MINUTES,
  IS_EXHAUSTED,
  isBeingCalled,
  isTryPassed,
  isUnownedTooLong,
  matches,
  openReports,
  REVIEW_REASONS,
  stateFilter,
  wantsAdvice,
} from './filters.ts';

/** One order of a page; `cursor` is where the next page goes on behind it. */
export type PageRow = { bill_id: number; due_at: Date | null; cursor: string };

/** Instants as digits of one length, so that text sorts them; descending is what is missing to the year 2286. */
const digits = (at: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`lpad(floor(extract(epoch from ${at}) * 1000)::bigint::text, 13, '0')`;
const digitsDown = (at: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`lpad((9999999999999 - floor(extract(epoch from ${at}) * 1000)::bigint)::text, 13, '0')`;

/** By what the rows are sorted; within equals by the deadline's age, the order's number. Unknown names come last. */
const SORT_KEYS: Record<WorklistQuery['sort'], RawBuilder<string>> = {
  urgency: sql<string>`${digits(sql`min(r.due_at)`)} || ${digits(sql`min(r.critical_at)`)}`,
  oldest: digits(sql`min(r.critical_at)`),
  newest: digitsDown(sql`max(r.critical_at)`),
  patient: sql<string>`coalesce(lower(min(p.family_name)), '~') || ', ' || coalesce(lower(min(p.given_name)), '')`,
  ward: sql<string>`coalesce(lower(min(b.ward)), '~')`,
  test: sql<string>`lower(min(r.test_name))`,
};

/** `key|order`: a key may hold the sign itself, so the last one counts. */
function readCursor(cursor: string | undefined): { key: string; id: number } | null {
  const at = cursor?.lastIndexOf('|') ?? -1;
  const id = Number(cursor?.slice(at + 1));
  return cursor !== undefined && at >= 0 && Number.isSafeInteger(id) ? { key: cursor.slice(0, at), id } : null;
}

/** Orders with open reports, least time left first; one more than asked for tells whether there is a next page. */
export async function listPending(tx: Tx, session: LabSession, query: WorklistQuery, now: Date): Promise<PageRow[]> {
  const cursor = readCursor(query.cursor);
  const key = sql<string>`(${SORT_KEYS[query.sort]}) collate "C"`;
  const after = cursor
    ? sql<boolean>`(${key}, r.bill_id) > (${cursor.key}::text collate "C", ${cursor.id}::bigint)`
    : sql<boolean>`true`;
  const { rows } = await sql<PageRow>`
    select r.bill_id, min(r.due_at) as due_at, ${SORT_KEYS[query.sort]} || '|' || r.bill_id as cursor
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
    where ${openReports(session)} and ${matches(query, session, now)}
    group by r.bill_id having ${stateFilter(query.state, session, now)} and ${after}
    order by ${key}, r.bill_id limit ${query.limit + 1}
  `.execute(tx);
  return rows;
}

/** How many open orders the filters leave, whatever the page. */
export async function countPending(tx: Tx, session: LabSession, query: WorklistQuery, now: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select r.bill_id from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
      join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
      where ${openReports(session)} and ${matches(query, session, now)} group by r.bill_id having ${stateFilter(query.state, session, now)}) t`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}

/** Orders with done reports, last done first: each order once, at its latest done report. */
export async function listDone(tx: Tx, session: LabSession, query: WorklistQuery, now: Date): Promise<PageRow[]> {
  const [seq, id] = query.cursor?.split('|').map(Number) ?? [];
  const before = seq && id ? sql<boolean>`(r.critical_event_seq, r.id) < (${seq}::bigint, ${id}::bigint)` : sql<boolean>`true`;
  const { rows } = await sql<PageRow>`
    select r.bill_id, r.due_at, r.critical_event_seq || '|' || r.id as cursor
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
    where r.lab_id = ${session.labId} and r.critical_values = ${IS.done} and r.dismissed_at is null and ${visibleReports(session)}
      and ${matches(query, session, now)} and ${before}
      and not exists (select from lab_reports later where later.lab_id = r.lab_id and later.bill_id = r.bill_id and later.critical_values = ${IS.done}
        and later.dismissed_at is null and (later.critical_event_seq, later.id) > (r.critical_event_seq, r.id))
    order by r.critical_event_seq desc, r.id desc limit ${query.limit + 1}
  `.execute(tx);
  return rows;
}

/** The tiles: orders in scope by state, whatever the filters, and what was done today in the laboratory's zone. */
export async function countTiles(tx: Tx, session: LabSession, now: Date): Promise<Worklist['counts']> {
  const { rows } = await sql<Worklist['counts']>`
    with open as (
      select r.bill_id, min(r.due_at) as due_at, min(r.critical_at) as critical_at, bool_and(r.critical_values = ${IS.pending}) as is_new,
        bool_or(r.critical_values = ${IS.attempted}) as is_attempted, bool_or(r.critical_reason in ${REVIEW_REASONS}) as needs_review,
        bool_or(${isBeingCalled(now)}) as is_called, bool_or(${IS_EXHAUSTED}) as is_exhausted, bool_or(${isTryPassed(now)}) as is_try_passed,
        ${wantsAdvice(session, now)} as wants_advice
      from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
      where ${openReports(session)} group by r.bill_id),
    today as (
      select min(e.seq) as seq from events e where e.lab_id = ${session.labId}
        and e.at >= (select date_trunc('day', ${now}::timestamptz at time zone l.zone) at time zone l.zone from labs l where l.id = ${session.labId})),
    done as (
      select count(distinct r.bill_id) as bills from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
      where r.lab_id = ${session.labId} and r.critical_values = ${IS.done} and r.dismissed_at is null
        and r.critical_event_seq >= (select seq from today) and ${visibleReports(session)})
    select count(*) as pending, count(*) filter (where due_at < ${now}) as overdue,
      count(*) filter (where due_at >= ${now} and due_at < ${now}::timestamptz + make_interval(mins => ${DUE_SOON_MINUTES})) as "dueSoon",
      count(*) filter (where is_new) as new, count(*) filter (where is_attempted) as attempted,
      count(*) filter (where needs_review) as "needsReview", count(*) filter (where is_called) as "beingCalled",
      count(*) filter (where ${isUnownedTooLong(sql`open.critical_at`, now)}) as unowned,
      count(*) filter (where o.assigned_user_id = ${session.userId} or (o.claim_user_id = ${session.userId} and o.lease_until > ${now})) as mine,
      count(*) filter (where is_exhausted) as exhausted, count(*) filter (where is_try_passed) as "tryPassed",
      count(*) filter (where wants_advice) as advice, (select bills from done) as "doneToday"
    from open left join bill_owners o on o.lab_id = ${session.labId} and o.bill_id = open.bill_id
  `.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('the counts gave no row');
  return row;
}

/** Hand-overs that wait for this person, and those that nobody accepted in time. */
export async function countHandovers(tx: Tx, session: LabSession, now: Date): Promise<Worklist['handovers']> {
  const { rows } = await sql<Worklist['handovers']>`
    select count(*) filter (where h.from_user_id <> ${session.userId} and (h.to_user_id is null or h.to_user_id = ${session.userId})) as "toAccept",
      count(*) filter (where h.due_at <= ${now}) as late
    from handovers h where h.lab_id = ${session.labId} and h.state = 'offered'`.execute(tx);
  return rows[0] ?? { toAccept: 0, late: 0 };
}

/** Every result is checked when it is stored. */
async function countResultsToday(tx: Tx, labId: number, now: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from (select from results r, labs l where r.lab_id = ${labId} and l.id = r.lab_id
      and r.received_at >= date_trunc('day', ${now}::timestamptz at time zone l.zone) at time zone l.zone limit 10000) t`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}

type SourceRow = { name: string; last_at: string | null; silent_at: string | null };

/**
 * Shows that the feeds are alive: the last message, when each feed was last heard by the watch over them, and how many
 * messages came today (counted up to 10,000).
 */
export async function readFeed(tx: Tx, labId: number, now: Date, hasOpen = true): Promise<Worklist['feed']> {
  const { rows } = await sql<{ last_at: Date | null; name: string | null; messages: number; sources: SourceRow[] }>`
    select last.received_at as last_at, last.name, today.messages, coalesce((
      select jsonb_agg(jsonb_build_object('name', s.name, 'last_at', greatest(w.last_received_at, case when s.id = last.source_id then last.received_at end),
        'silent_at', w.silent_at) order by s.name, s.id)
      from sources s left join feed_watch w on w.lab_id = s.lab_id and w.source_id = s.id where s.lab_id = ${labId} and s.is_enabled), '[]') as sources
    from (select count(*) as messages from (
        select from inbound_messages m, labs l where m.lab_id = ${labId} and l.id = m.lab_id
          and m.received_at >= date_trunc('day', ${now}::timestamptz at time zone l.zone) at time zone l.zone limit 10000) t) today
    left join lateral (select m.received_at, m.source_id, s.name from inbound_messages m join sources s on s.lab_id = m.lab_id and s.id = m.source_id
      where m.lab_id = ${labId} and m.transport <> 'hand' order by m.id desc limit 1) last on true
  `.execute(tx);
  const [row] = rows;
  const iso = (at: Date | string | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    lastMessageAt: iso(row?.last_at ?? null),
    lastSource: row?.name ?? null,
    messagesToday: row?.messages ?? 0,
    resultsToday: hasOpen ? null : await countResultsToday(tx, labId, now),
    sources: (row?.sources ?? []).map(({ name, last_at, silent_at }) => ({
      name,
      lastMessageAt: iso(last_at),
      silentSince: iso(silent_at),
    })),
  };
}
