import { type SavedView, savedViewSchema, type WorklistView } from '@critical-callout/contract/worklist';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';

/** Views of one person; keys 1 to 9 reach the first nine. */
const MAX_VIEWS = 50;
const VIEW_CATEGORY = 620;

type Row = { id: number; owner_user_id: string; owner_name: string; name: string; is_shared: boolean; view: unknown };

const present = (row: Row, session: LabSession): WorklistView => ({
  id: row.id,
  name: row.name,
  isShared: row.is_shared,
  view: savedViewSchema.shape.view.parse(row.view),
  ownerName: row.owner_name,
  isMine: row.owner_user_id === session.userId,
});

/** A person's own views first, then those shared with everybody; each in the order they were made. */
export async function listViews(tx: Tx, session: LabSession): Promise<WorklistView[]> {
  const { rows } = await sql<Row>`
    select id, owner_user_id, owner_name, name, is_shared, view from worklist_views
    where lab_id = ${session.labId} and (owner_user_id = ${session.userId} or is_shared)
    order by owner_user_id = ${session.userId} desc, id limit ${2 * MAX_VIEWS}`.execute(tx);
  return rows.map((row) => present(row, session));
}

/** What is seen by everybody is set by those who run the shift. */
function requireMayShare(session: LabSession): void {
  if (sessionMay(session, 'worklist.supervise')) return;
  const message = 'sharing a view with everybody needs the permission worklist.supervise';
  throw new Refused(refusal('worklist.may-not-share', message, { field: 'isShared', permission: 'worklist.supervise' }), 403);
}

const nameTaken = (name: string): Refused =>
  new Refused(refusal('worklist.view-name', `a view named ${name} is there already`, { field: 'name', value: name }), 409);

export async function saveView(tx: Tx, session: LabSession, saved: SavedView, now: Date): Promise<WorklistView> {
  if (saved.isShared) requireMayShare(session);
  const { labId, userId, userName } = session;
  const { rows: counted } = await sql<{
    n: number;
  }>`select count(*) as n from worklist_views where lab_id = ${labId} and owner_user_id = ${userId}`.execute(tx);
  if ((counted[0]?.n ?? 0) >= MAX_VIEWS) {
    throw new Refused(refusal('worklist.too-many-views', `a person keeps at most ${MAX_VIEWS} views; delete one first`), 422);
  }
  const { rows } = await sql<Row>`
    insert into worklist_views (lab_id, owner_user_id, owner_name, name, is_shared, view, created_at, updated_at)
    values (${labId}, ${userId}, ${userName}, ${saved.name}, ${saved.isShared}, ${JSON.stringify(saved.view)}::jsonb, ${now}, ${now})
    on conflict do nothing returning id, owner_user_id, owner_name, name, is_shared, view`.execute(tx);
  const [row] = rows;
  if (!row) throw nameTaken(saved.name);
  if (saved.isShared) await tellShared(tx, session, row, 'shared', now);
  return present(row, session);
}

async function getOwn(tx: Tx, session: LabSession, id: number): Promise<Row> {
  const { rows } = await sql<Row>`
    select id, owner_user_id, owner_name, name, is_shared, view from worklist_views
    where lab_id = ${session.labId} and id = ${id} and (owner_user_id = ${session.userId} or is_shared) for update`.execute(tx);
  const [row] = rows;
  if (!row) throw new Refused(refusal('worklist.view-unknown', `view ${id} is unknown here`), 404);
  if (row.owner_user_id !== session.userId && !sessionMay(session, 'worklist.supervise')) {
    throw new Refused(
      refusal('worklist.view-not-yours', `view ${id} belongs to ${row.owner_name}`, { owner: row.owner_name }),
      403,
    );
  }
  return row;
}

export async function changeView(tx: Tx, session: LabSession, id: number, saved: SavedView, now: Date): Promise<WorklistView> {
  const before = await getOwn(tx, session, id);
  if (saved.isShared !== before.is_shared) requireMayShare(session);
  const { rows: taken } =
    await sql`select 1 from worklist_views where lab_id = ${session.labId} and owner_user_id = ${before.owner_user_id}
    and lower(name) = lower(${saved.name}) and id <> ${id}`.execute(tx);
  if (taken.length > 0) throw nameTaken(saved.name);
  await sql`update worklist_views set name = ${saved.name}, is_shared = ${saved.isShared}, view = ${JSON.stringify(saved.view)}::jsonb, updated_at = ${now}
    where lab_id = ${session.labId} and id = ${id}`.execute(tx);
  const row = { ...before, name: saved.name, is_shared: saved.isShared, view: saved.view };
  if (before.is_shared || saved.isShared) await tellShared(tx, session, row, 'changed', now);
  return present(row, session);
}

export async function deleteView(tx: Tx, session: LabSession, id: number, now: Date): Promise<void> {
  const row = await getOwn(tx, session, id);
  await sql`delete from worklist_views where lab_id = ${session.labId} and id = ${id}`.execute(tx);
  if (row.is_shared) await tellShared(tx, session, row, 'deleted', now);
}

/** A view of everybody is a setting of the laboratory; a private one is nobody's business. */
async function tellShared(
  tx: Tx,
  session: LabSession,
  row: Row,
  what: 'shared' | 'changed' | 'deleted',
  now: Date,
): Promise<void> {
  await appendEvents(tx, session.labId, [
    {
      at: now,
      category: VIEW_CATEGORY,
      type: 'worklist-view-changed',
      text: `Shared worklist view ${row.name} ${what} by - ${session.userName}`,
      actor: actorOf(session),
      view_id: row.id,
      what,
    },
  ]);
}
