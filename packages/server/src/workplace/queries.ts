import type { Status, TypedText, UserPreferences } from '@critical-callout/contract/workplace';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';

export async function findPreferences(tx: Tx, { labId, userId }: LabSession): Promise<UserPreferences> {
  const { rows } = await sql<{ preferences: UserPreferences }>`
    select preferences from user_preferences where lab_id = ${labId} and user_id = ${userId}`.execute(tx);
  return rows[0]?.preferences ?? {};
}

export async function putPreferences(
  tx: Tx,
  { labId, userId }: LabSession,
  preferences: UserPreferences,
  at: Date,
): Promise<void> {
  await sql`
    insert into user_preferences (lab_id, user_id, preferences, updated_at)
    values (${labId}, ${userId}, ${JSON.stringify(preferences)}::jsonb, ${at})
    on conflict (lab_id, user_id) do update set preferences = excluded.preferences, updated_at = excluded.updated_at
  `.execute(tx);
}

/** Whether the session sees a report of the order at all. */
export async function isBillVisible(tx: Tx, session: LabSession, billId: number): Promise<boolean> {
  const { rows } = await sql`
    select from bills b join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id
    where b.lab_id = ${session.labId} and b.id = ${billId} and ${visibleReports(session)} limit 1`.execute(tx);
  return rows.length > 0;
}

export async function findTypedText(
  tx: Tx,
  { labId, userId }: LabSession,
  billId: number,
): Promise<(TypedText & { updatedAt: string }) | null> {
  const { rows } = await sql<{ seen_version: number; form: TypedText['form']; updated_at: Date }>`
    select seen_version, form, updated_at from typed_texts
    where lab_id = ${labId} and bill_id = ${billId} and user_id = ${userId}`.execute(tx);
  const [row] = rows;
  return row ? { seenVersion: row.seen_version, form: row.form, updatedAt: row.updated_at.toISOString() } : null;
}

export async function putTypedText(
  tx: Tx,
  { labId, userId }: LabSession,
  billId: number,
  text: TypedText,
  at: Date,
): Promise<void> {
  await sql`
    insert into typed_texts (lab_id, bill_id, user_id, seen_version, form, updated_at)
    values (${labId}, ${billId}, ${userId}, ${text.seenVersion}, ${JSON.stringify(text.form)}::jsonb, ${at})
    on conflict (lab_id, bill_id, user_id)
    do update set seen_version = excluded.seen_version, form = excluded.form, updated_at = excluded.updated_at
  `.execute(tx);
}

export async function deleteTypedText(tx: Tx, { labId, userId }: LabSession, billId: number): Promise<void> {
  await sql`delete from typed_texts where lab_id = ${labId} and bill_id = ${billId} and user_id = ${userId}`.execute(tx);
}

/** Text of calls that nobody went on with: it holds names, so it is not kept for ever. */
export async function deleteOldTexts(tx: Tx, labId: number, before: Date): Promise<void> {
  await sql`
    delete from typed_texts where lab_id = ${labId} and (bill_id, user_id) in (
      select bill_id, user_id from typed_texts where lab_id = ${labId} and updated_at < ${before} order by updated_at limit 100)
  `.execute(tx);
}

export async function listSilentFeeds(tx: Tx, labId: number): Promise<Status['feeds']> {
  const { rows } = await sql<{ name: string; silent_at: Date; last_received_at: Date | null }>`
    select s.name, w.silent_at, w.last_received_at from feed_watch w join sources s on s.lab_id = w.lab_id and s.id = w.source_id
    where w.lab_id = ${labId} and w.silent_at is not null and s.is_enabled order by w.silent_at limit 20`.execute(tx);
  return rows.map(({ name, silent_at, last_received_at }) => ({
    name,
    silentSince: (last_received_at ?? silent_at).toISOString(),
  }));
}

/** How far back something counts as having just happened: longer than the longest pause between two questions of a screen. */
const JUST_NOW_SECONDS = 180;

type WorkRow = { overdue: number; unclaimed: number; exhausted: number; next_due_at: Date | null };

/** The open orders of the session as numbers, and what happened just now, without any patient. */
export async function readWork(tx: Tx, session: LabSession, now: Date): Promise<NonNullable<Status['work']>> {
  const { labId } = session;
  const since = new Date(now.getTime() - JUST_NOW_SECONDS * 1_000);
  const open = sql<boolean>`r.lab_id = ${labId} and r.critical_values in ${IS.open} and r.dismissed_at is null and r.is_collected
    and ${visibleReports(session)}`;
  const { rows } = await sql<WorkRow>`
    with open as (
      select r.bill_id, min(r.due_at) as due_at from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
      where ${open} group by r.bill_id)
    select count(*) filter (where due_at < ${now}) as overdue,
      count(*) filter (where due_at < ${now} and not exists (select from bill_owners o where o.lab_id = ${labId}
        and o.bill_id = open.bill_id and o.lease_until > ${now})) as unclaimed, min(due_at) filter (where due_at >= ${now}) as next_due_at,
      count(*) filter (where exists (select from escalation_runs u where u.lab_id = ${labId} and u.bill_id = open.bill_id
        and u.stopped_at is null and u.exhausted_at is not null)) as exhausted
    from open`.execute(tx);
  const arrived = await sql<{ id: number; name: string | null; due_at: Date | null }>`
    select r.id, d.name, r.due_at from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    left join departments d on d.lab_id = r.lab_id and d.id = r.department_id
    where ${open} and r.critical_at > ${since} order by r.critical_at desc limit 50`.execute(tx);
  const failed = await sql<{ id: number }>`
    select q.id from deliveries q where q.lab_id = ${labId} and q.state = 'failed' and q.finished_at > ${since}
    order by q.finished_at desc limit 50`.execute(tx);
  return {
    overdue: rows[0]?.overdue ?? 0,
    unclaimed: rows[0]?.unclaimed ?? 0,
    exhausted: rows[0]?.exhausted ?? 0,
    nextDueAt: rows[0]?.next_due_at?.toISOString() ?? null,
    arrived: arrived.rows.map(({ id, name, due_at }) => ({
      labReportId: id,
      department: name,
      dueAt: due_at?.toISOString() ?? null,
    })),
    failedDeliveries: failed.rows.map(({ id }) => id),
  };
}
