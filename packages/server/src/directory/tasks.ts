import type { DirectoryTask, DirectoryTasksQuery } from '@critical-callout/contract/directory';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { type Actor, appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { decodeCursor, notFound, pageOf } from './refuse.ts';
import { CATEGORY_CONFIGURATION, type Change } from './say.ts';

type TaskRow = {
  id: number;
  kind: DirectoryTask['kind'];
  subject: string;
  detail: string;
  bill_id: number | null;
  bill_number: string;
  opened_at: Date;
  closed_at: Date | null;
  closed_by: string | null;
  closing_note: string | null;
};
const SELECTED = sql`
  select id, kind, subject, detail, bill_id, bill_number, opened_at, closed_at, closed_by, closing_note from directory_tasks`;

function taskOut(row: TaskRow): DirectoryTask {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    detail: row.detail,
    billId: row.bill_id,
    billNumber: row.bill_number,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    closedBy: row.closed_by,
    closingNote: row.closing_note,
  };
}

export async function readTasks(
  tx: Tx,
  labId: number,
  query: DirectoryTasksQuery,
): Promise<{ items: DirectoryTask[]; nextCursor: string | null }> {
  const isOpen = query.state === 'all' ? null : query.state === 'open';
  const { rows } = await sql<TaskRow>`
    ${SELECTED} where lab_id = ${labId} and id > ${decodeCursor(query.cursor)?.id ?? 0}::bigint
      and (${isOpen}::boolean is null or (closed_at is null) = ${isOpen})
    order by id limit ${query.limit + 1}`.execute(tx);
  const page = pageOf(rows, query.limit);
  return { ...page, items: page.items.map(taskOut) };
}

export type NewTask = { kind: DirectoryTask['kind']; subject: string; detail: string; billId: number | null; billNumber: string };

/** Opens what is not open already, and says so; answers how many were opened. */
export async function openTasks(tx: Tx, labId: number, actor: Actor, now: Date, tasks: readonly NewTask[]): Promise<number> {
  if (tasks.length === 0) return 0;
  const { rows } = await sql<TaskRow>`
    insert into directory_tasks (lab_id, kind, subject, detail, bill_id, bill_number, opened_at)
    select ${labId}, t.kind, t.subject, t.detail, t."billId", t."billNumber", ${now}
    from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as t (kind text, subject text, detail text, "billId" bigint, "billNumber" text)
    on conflict (lab_id, kind, subject) where closed_at is null do nothing
    returning id, kind, subject, detail, bill_id, bill_number, opened_at, closed_at, closed_by, closing_note`.execute(tx);
  if (rows.length === 0) return 0;
  await appendEvents(
    tx,
    labId,
    rows.map((row) => ({
      at: now,
      category: CATEGORY_CONFIGURATION,
      type: 'directory-task-opened',
      text: `Directory task opened - ${row.kind}, For - ${row.bill_number || row.subject}`,
      actor,
      ...(row.bill_id === null ? {} : { bill_id: row.bill_id }),
      task_id: row.id,
      kind: row.kind,
      subject: row.subject,
      detail: row.detail,
    })),
  );
  return rows.length;
}

/** What was wrong with this is put right: its task, if there is one, is closed by the program. */
export async function closeTaskOf(
  tx: Tx,
  labId: number,
  now: Date,
  kind: NewTask['kind'],
  subject: string,
  note: string,
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id from directory_tasks where lab_id = ${labId} and kind = ${kind} and subject = ${subject} and closed_at is null`.execute(
    tx,
  );
  for (const { id } of rows) await closeTask(tx, { labId, actor: SYSTEM_ACTOR, now }, id, note);
}

export async function closeTask(tx: Tx, { labId, actor, now }: Change, id: number, note: string): Promise<DirectoryTask> {
  const { rows } = await sql<TaskRow>`${SELECTED} where lab_id = ${labId} and id = ${id} for update`.execute(tx);
  const [task] = rows;
  if (!task) throw notFound('directory task', id);
  if (task.closed_at) {
    const message = `Directory task ${id} was closed ${task.closed_at.toISOString()} by ${task.closed_by}.`;
    throw new Refused(refusal('directory.task-closed', message, { id }), 409);
  }
  await sql`update directory_tasks set closed_at = ${now}, closed_by = ${actor.name}, closing_note = ${note}
    where lab_id = ${labId} and id = ${id}`.execute(tx);
  await appendEvents(tx, labId, [
    {
      at: now,
      category: CATEGORY_CONFIGURATION,
      type: 'directory-task-closed',
      text: `Directory task closed - ${task.kind}, By - ${actor.name}, Note - ${note}`,
      actor,
      ...(task.bill_id === null ? {} : { bill_id: task.bill_id }),
      task_id: id,
      kind: task.kind,
      note,
    },
  ]);
  return taskOut({ ...task, closed_at: now, closed_by: actor.name, closing_note: note });
}
