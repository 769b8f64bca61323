import type { Handover, HandoverDetail, Situation } from '@critical-callout/contract/ownership';
import type { LabSession } from '@critical-callout/domain/auth';
import { sessionMay } from '@critical-callout/domain/auth';
import type { HandoverState } from '@critical-callout/domain/ownership';
import { type RawBuilder, sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';

export type HandoverRow = {
  id: number;
  from_user_id: string;
  from_name: string;
  to_user_id: string | null;
  to_name: string | null;
  department: { departmentId: number; name: string } | null;
  is_whole_queue: boolean;
  note: string;
  situation: Situation;
  state: Handover['state'];
  created_at: Date;
  due_at: Date;
  alarmed_at: Date | null;
  ended_at: Date | null;
  ended_by_user_id: string | null;
  ended_by_name: string | null;
  end_text: string;
  counts: Handover['counts'];
};

const columns = sql`h.id, h.from_user_id, h.from_name, h.to_user_id, h.to_name, h.is_whole_queue, h.note, h.situation, h.state, h.created_at, h.due_at,
  h.alarmed_at, h.ended_at, h.ended_by_user_id, h.ended_by_name, h.end_text,
  (select jsonb_build_object('departmentId', d.id, 'name', d.name) from departments d where d.lab_id = h.lab_id and d.id = h.department_id) as department,
  (select jsonb_build_object('waiting', count(*) filter (where i.state = 'waiting'), 'accepted', count(*) filter (where i.state = 'accepted'),
    'gone', count(*) filter (where i.state = 'gone')) from handover_items i where i.lab_id = h.lab_id and i.handover_id = h.id) as counts`;

/** An order of a hand-over that the session may see; one that was deleted is still named by its number to everybody. */
const visibleItem = (session: LabSession): RawBuilder<boolean> => sql<boolean>`(i.bill_id is null or exists (
  select from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
  where r.lab_id = i.lab_id and r.bill_id = i.bill_id and ${visibleReports(session)}))`;

export async function listHandoverRows(
  tx: Tx,
  labId: number,
  query: { state: 'offered' | 'over' | 'all'; before: number | null; limit: number },
): Promise<HandoverRow[]> {
  const state = { offered: sql`h.state = 'offered'`, over: sql`h.state <> 'offered'`, all: sql`true` }[query.state];
  const { rows } = await sql<HandoverRow>`
    select ${columns} from handovers h where h.lab_id = ${labId} and ${state} and (${query.before}::bigint is null or h.id < ${query.before})
    order by h.id desc limit ${query.limit}`.execute(tx);
  return rows;
}

export async function findHandoverRow(tx: Tx, labId: number, id: number): Promise<HandoverRow | undefined> {
  const { rows } = await sql<HandoverRow>`select ${columns} from handovers h where h.lab_id = ${labId} and h.id = ${id}`.execute(
    tx,
  );
  return rows[0];
}

export type ItemRow = {
  bill_id: number | null;
  bill_number: string;
  summary: string;
  actions: string;
  if_then: string;
  state: HandoverDetail['items'][number]['state'];
  settled_at: Date | null;
  settled_by_name: string | null;
  gone_reason: string | null;
  is_visible: boolean;
};

export async function listItemRows(tx: Tx, session: LabSession, handoverId: number): Promise<ItemRow[]> {
  const { rows } = await sql<ItemRow>`
    select i.bill_id, i.bill_number, i.summary, i.actions, i.if_then, i.state, i.settled_at, i.settled_by_name, i.gone_reason,
      ${visibleItem(session)} as is_visible
    from handover_items i where i.lab_id = ${session.labId} and i.handover_id = ${handoverId} order by i.position`.execute(tx);
  return rows;
}

export async function listNoteRows(tx: Tx, labId: number, handoverId: number): Promise<HandoverDetail['notes']> {
  const { rows } = await sql<{ id: number; at: Date; author_name: string; text: string; bill_id: number | null }>`
    select id, at, author_name, text, bill_id from handover_notes where lab_id = ${labId} and handover_id = ${handoverId} order by id limit 500`.execute(
    tx,
  );
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    authorName: row.author_name,
    text: row.text,
    billId: row.bill_id,
  }));
}

/** The state the rules of the domain speak of. Orders that were deleted wait for nobody. */
export function handoverStateOf(row: HandoverRow, items: readonly ItemRow[]): HandoverState {
  return {
    state: row.state,
    from: { userId: row.from_user_id, name: row.from_name },
    to: row.to_user_id === null ? null : { userId: row.to_user_id, name: row.to_name ?? '' },
    dueAt: row.due_at,
    isAlarmed: row.alarmed_at !== null,
    items: items.flatMap(({ bill_id, state }) => (bill_id === null ? [] : [{ billId: bill_id, state }])),
  };
}

export function presentHandover(row: HandoverRow, session: LabSession, now: Date): Handover {
  const isOffered = row.state === 'offered';
  const isAddressed = row.to_user_id === null || row.to_user_id === session.userId || sessionMay(session, 'worklist.supervise');
  return {
    id: row.id,
    from: { userId: row.from_user_id, name: row.from_name },
    to: row.to_user_id === null ? null : { userId: row.to_user_id, name: row.to_name ?? '' },
    department: row.department,
    isWholeQueue: row.is_whole_queue,
    note: row.note,
    state: row.state,
    createdAt: row.created_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    isLate: isOffered && row.due_at <= now,
    endedAt: row.ended_at?.toISOString() ?? null,
    endedBy: row.ended_by_user_id === null ? null : { userId: row.ended_by_user_id, name: row.ended_by_name ?? '' },
    endText: row.end_text,
    counts: row.counts,
    isForMe: isOffered && row.from_user_id !== session.userId && isAddressed && sessionMay(session, 'callout.write'),
  };
}
