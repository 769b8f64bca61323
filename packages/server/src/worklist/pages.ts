import type { Worklist, WorklistQuery } from '@critical-callout/contract/worklist';
import type { LabSession } from '@critical-callout/domain/auth';
import { type RawBuilder, sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';

export type PageRow = { bill_id: number; due_at: Date | null; sort_seq: number };

/** Minutes before the deadline from which an order counts as due soon. */
const DUE_SOON_MINUTES = 10;
/** Reasons why an open report is more than a new critical value: something changed, or nobody could read it. */
const REVIEW_REASONS = sql`('correction', 'changed-critical', 'unparsed')`;

const openReports = (session: LabSession): RawBuilder<boolean> => sql<boolean>`
  r.lab_id = ${session.labId} and r.critical_values in ${IS.open} and r.dismissed_at is null and r.is_collected and ${visibleReports(session)}`;

/** Alias `r`: the ladder of its order has done every step, and nobody came. */
const IS_EXHAUSTED = sql<boolean>`exists (select from escalation_runs u where u.lab_id = r.lab_id and u.bill_id = r.bill_id
  and u.stopped_at is null and u.exhausted_at is not null)`;
/** Alias `r`: a next try was planned, and its time has passed. */
const isTryPassed = (
  now: Date,
): RawBuilder<boolean> => sql<boolean>`exists (select from callout_retries t where t.lab_id = r.lab_id
  and t.bill_id = r.bill_id and t.ended_at is null and t.next_try_at <= ${now})`;

function matches(query: WorklistQuery): RawBuilder<boolean> {
  const conditions: RawBuilder<boolean>[] = [sql<boolean>`true`];
  if (query.departmentId) conditions.push(sql<boolean>`r.department_id = ${query.departmentId}`);
  if (query.q) {
    const text = query.q.toLowerCase();
    const fields = [
      'p.family_name',
      'p.given_name',
      'p.identifier',
      'b.bill_number',
      'b.accession_number',
      'b.ward',
      'r.test_name',
    ];
    const hits = fields.map((field) => sql<boolean>`position(${text} in lower(${sql.raw(field)})) > 0`);
    conditions.push(sql<boolean>`(${sql.join(hits, sql` or `)})`);
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

function stateFilter(state: WorklistQuery['state'], now: Date): RawBuilder<boolean> {
  switch (state) {
    case 'overdue':
      return sql<boolean>`min(r.due_at) < ${now}`;
    case 'due-soon':
      return sql<boolean>`min(r.due_at) >= ${now} and min(r.due_at) < ${now}::timestamptz + make_interval(mins => ${DUE_SOON_MINUTES})`;
    case 'new':
      return sql<boolean>`bool_and(r.critical_values = ${IS.pending})`;
    case 'attempted':
      return sql<boolean>`bool_or(r.critical_values = ${IS.attempted})`;
    case 'needs-review':
      return sql<boolean>`bool_or(r.critical_reason in ${REVIEW_REASONS})`;
    case 'exhausted':
      return sql<boolean>`bool_or(${IS_EXHAUSTED})`;
    case 'try-passed':
      return sql<boolean>`bool_or(${isTryPassed(now)})`;
    default:
      return sql<boolean>`true`;
  }
}

/** Orders with open reports, least time left first; one more than asked for tells whether there is a next page. */
export async function listPending(tx: Tx, session: LabSession, query: WorklistQuery, now: Date): Promise<PageRow[]> {
  const [at, id] = query.cursor?.split('|') ?? [];
  const after =
    at && id ? sql<boolean>`(min(r.due_at), r.bill_id) > (${at}::timestamptz, ${Number(id)}::bigint)` : sql<boolean>`true`;
  const { rows } = await sql<PageRow>`
    select r.bill_id, min(r.due_at) as due_at, 0 as sort_seq
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
    where ${openReports(session)} and ${matches(query)}
    group by r.bill_id having ${stateFilter(query.state, now)} and ${after}
    order by min(r.due_at), r.bill_id limit ${query.limit + 1}
  `.execute(tx);
  return rows;
}

/** Orders with done reports, last done first: each order once, at its latest done report. */
export async function listDone(tx: Tx, session: LabSession, query: WorklistQuery): Promise<PageRow[]> {
  const [seq, id] = query.cursor?.split('|').map(Number) ?? [];
  const before = seq && id ? sql<boolean>`(r.critical_event_seq, r.id) < (${seq}::bigint, ${id}::bigint)` : sql<boolean>`true`;
  const { rows } = await sql<PageRow & { id: number }>`
    select r.bill_id, r.id, r.due_at, r.critical_event_seq as sort_seq
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
    where r.lab_id = ${session.labId} and r.critical_values = ${IS.done} and r.dismissed_at is null and ${visibleReports(session)} and ${matches(query)} and ${before}
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
      select r.bill_id, min(r.due_at) as due_at, bool_and(r.critical_values = ${IS.pending}) as is_new, bool_or(r.critical_values = ${IS.attempted}) as is_attempted,
        bool_or(r.critical_reason in ${REVIEW_REASONS}) as needs_review,
        bool_or(${IS_EXHAUSTED}) as is_exhausted, bool_or(${isTryPassed(now)}) as is_try_passed
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
      count(*) filter (where needs_review) as "needsReview",
      count(*) filter (where is_exhausted) as exhausted, count(*) filter (where is_try_passed) as "tryPassed", (select bills from done) as "doneToday"
    from open
  `.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('the counts gave no row');
  return row;
}

/** Shows that the feed is alive: the last message, and how many came today (counted up to 10,000). */
export async function readFeed(tx: Tx, labId: number, now: Date): Promise<Worklist['feed']> {
  const { rows } = await sql<{ last_at: Date | null; name: string | null; messages: number }>`
    select last.received_at as last_at, last.name, today.messages
    from (select count(*) as messages from (
        select from inbound_messages m, labs l where m.lab_id = ${labId} and l.id = m.lab_id
          and m.received_at >= date_trunc('day', ${now}::timestamptz at time zone l.zone) at time zone l.zone limit 10000) t) today
    left join lateral (select m.received_at, s.name from inbound_messages m join sources s on s.lab_id = m.lab_id and s.id = m.source_id
      where m.lab_id = ${labId} order by m.id desc limit 1) last on true
  `.execute(tx);
  const [row] = rows;
  return { lastMessageAt: row?.last_at?.toISOString() ?? null, lastSource: row?.name ?? null, messagesToday: row?.messages ?? 0 };
}
