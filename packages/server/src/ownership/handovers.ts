import type { AcceptHandover, HandoverDetail, Handovers } from '@critical-callout/contract/ownership';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import {
  decideHandover,
  decideOwner,
  evolveOwner,
  type HandoverEvent,
  NOBODY,
  type OwnerState,
} from '@critical-callout/domain/ownership';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { OWNERSHIP_CATEGORY, ownerEvent } from './events.ts';
import {
  findHandoverRow,
  type HandoverRow,
  handoverStateOf,
  type ItemRow,
  listHandoverRows,
  listItemRows,
  listNoteRows,
  presentHandover,
} from './handover-queries.ts';
import { listOwners, lockVisibleBills, notifyPresence, saveOwners } from './owner-queries.ts';
import { personOf } from './owners.ts';

export async function listHandovers(
  tx: Tx,
  session: LabSession,
  query: { state: 'offered' | 'over' | 'all'; cursor?: number | undefined; limit: number },
  now: Date,
): Promise<Handovers> {
  const { state, cursor, limit } = query;
  const rows = await listHandoverRows(tx, session.labId, { state, before: cursor ?? null, limit });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { items: rows.map((row) => presentHandover(row, session, now)), nextCursor: last ? String(last.id) : null };
}

const unknown = (id: number): Refused =>
  new Refused(refusal('ownership.handover-unknown', `hand-over ${id} is unknown here`), 404);

/** The whole hand-over; orders the session may not see are left out of it. */
export async function readHandover(tx: Tx, session: LabSession, id: number, now: Date): Promise<HandoverDetail> {
  const row = await findHandoverRow(tx, session.labId, id);
  if (!row) throw unknown(id);
  const items = (await listItemRows(tx, session, id)).filter((item) => item.is_visible);
  const seen = new Set(items.map(({ bill_id }) => bill_id));
  const notes = (await listNoteRows(tx, session.labId, id)).filter(({ billId }) => billId === null || seen.has(billId));
  return {
    ...presentHandover(row, session, now),
    situation: row.situation,
    items: items.map((item) => ({
      billId: item.bill_id,
      billNumber: item.bill_number,
      summary: item.summary,
      actions: item.actions,
      ifThen: item.if_then,
      state: item.state,
      settledAt: item.settled_at?.toISOString() ?? null,
      settledByName: item.settled_by_name,
      goneReason: item.gone_reason,
    })),
    notes,
    serverTime: now.toISOString(),
  };
}

/** Locks the orders first and the hand-over behind them, as everything does that changes who has an order. */
async function lockHandover(tx: Tx, session: LabSession, id: number) {
  const waiting = (await listItemRows(tx, session, id)).flatMap(({ bill_id, state }) =>
    bill_id !== null && state === 'waiting' ? [bill_id] : [],
  );
  const bills = await lockVisibleBills(tx, session, waiting);
  const { rows } = await sql`select 1 from handovers where lab_id = ${session.labId} and id = ${id} for update`.execute(tx);
  const row = rows.length > 0 ? await findHandoverRow(tx, session.labId, id) : undefined;
  if (!row) throw unknown(id);
  const items = await listItemRows(tx, session, id);
  return { row, items, openBillIds: new Set(bills.filter(({ isOpen }) => isOpen).map(({ billId }) => billId)) };
}

/** Accepts by name: each order moves to whoever accepts, with both names; what was closed or taken meanwhile is left out, and says so. */
export async function acceptHandover(
  tx: Tx,
  asked: { session: LabSession; id: number; body: AcceptHandover; now: Date },
): Promise<HandoverDetail> {
  const { session, id, body, now } = asked;
  const { labId } = session;
  const { row, items, openBillIds } = await lockHandover(tx, session, id);
  const handover = handoverStateOf(row, items);
  const me = personOf(session);
  const visible = items.flatMap((item) =>
    item.is_visible && item.state === 'waiting' && item.bill_id !== null ? [item.bill_id] : [],
  );
  const isWhole = items.every((item) => item.is_visible || item.state !== 'waiting');
  const billIds =
    body.billIds?.filter((billId) => items.some((item) => item.bill_id === billId && item.is_visible)) ??
    (isWhole ? undefined : visible);
  if (body.billIds && billIds?.length !== body.billIds.length) {
    throw new Refused(
      refusal('ownership.handover-items', 'billIds names orders that do not wait in this hand-over', { field: 'billIds' }),
      422,
    );
  }
  const moves = moveOf(await listOwners(tx, labId, visible), { from: handover.from, to: me, openBillIds, now });
  const maySupervise = sessionMay(session, 'worklist.supervise');
  const gone = [...moves.entries()].filter(([, move]) => move.goneReason !== null).map(([billId]) => billId);
  const decided = decideHandover(handover, { type: 'accept', by: me, maySupervise, gone, ...(billIds && { billIds }) }, now);
  if ('refusal' in decided) throw new Refused(decided, decided.refusal === 'ownership.handover-over' ? 409 : 422);
  await write(tx, { session, row, events: decided.events, moves, synthesis: body.synthesis, now });
  return readHandover(tx, session, id, now);
}

type Move = { state: OwnerState; goneReason: string | null };

/** What accepting would make of each order: whose it becomes, or why it cannot. */
function moveOf(
  owners: ReadonlyMap<number, OwnerState>,
  {
    from,
    to,
    openBillIds,
    now,
  }: {
    from: { userId: string; name: string };
    to: { userId: string; name: string };
    openBillIds: ReadonlySet<number>;
    now: Date;
  },
): Map<number, Move> {
  return new Map(
    [...owners].map(([billId, before]): [number, Move] => {
      if (!openBillIds.has(billId)) return [billId, { state: before, goneReason: 'closed' }];
      const decided = decideOwner(before, { type: 'hand-over', from, to }, now);
      if ('refusal' in decided) return [billId, { state: before, goneReason: decided.message }];
      return [billId, { state: decided.events.reduce(evolveOwner, before), goneReason: null }];
    }),
  );
}

type Accepted = {
  session: LabSession;
  row: HandoverRow;
  events: readonly HandoverEvent[];
  moves: ReadonlyMap<number, Move>;
  synthesis: string;
  now: Date;
};

async function write(tx: Tx, { session, row, events, moves, synthesis, now }: Accepted): Promise<void> {
  const { labId } = session;
  const me = personOf(session);
  const from = { userId: row.from_user_id, name: row.from_name };
  const settled = events.flatMap((event) => ('billId' in event ? [event] : []));
  const isOver = events.some(({ type }) => type === 'handover-accepted');
  const moved = settled.filter(({ type }) => type === 'item-accepted').map(({ billId }) => billId);
  const handed = { type: 'order-handed-over' as const, from, to: me };
  const lines = moved.map((billId) => ownerEvent(billId, handed, actorOf(session), now, { handover_id: row.id }));
  const over = {
    at: now,
    category: OWNERSHIP_CATEGORY,
    type: 'handover-accepted',
    text: `Hand-over accepted by ${me.name} - from ${from.name} - orders ${moved.length}`,
    actor: actorOf(session),
    lab_report_ids: [],
    handover_id: row.id,
    synthesis,
  };
  const all = isOver ? [...lines, over] : lines;
  if (all.length > 0) {
    const firstSeq = await appendEvents(tx, labId, all);
    const updates = moved.map((billId, index) => ({
      billId,
      state: moves.get(billId)?.state ?? NOBODY,
      isGivenUp: false,
      eventSeq: firstSeq + index,
    }));
    await saveOwners(tx, labId, updates, now);
    if (isOver)
      await endHandover(tx, labId, row.id, {
        state: 'accepted',
        by: me,
        text: synthesis,
        eventSeq: firstSeq + lines.length,
        now,
      });
  }
  const rows = settled.map(({ type, billId }) => ({
    billId,
    state: type === 'item-accepted' ? 'accepted' : 'gone',
    reason: type === 'item-accepted' ? null : (moves.get(billId)?.goneReason ?? 'closed'),
  }));
  await sql`
    update handover_items i set state = s.state, settled_at = ${now}, settled_by_user_id = ${me.userId}, settled_by_name = ${me.name}, gone_reason = s.reason
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s ("billId" bigint, state text, reason text)
    where i.lab_id = ${labId} and i.handover_id = ${row.id} and i.bill_id = s."billId" and i.state = 'waiting'`.execute(tx);
  await notifyPresence(tx, labId);
}

type End = { state: 'accepted' | 'withdrawn'; by: { userId: string; name: string }; text: string; eventSeq: number; now: Date };

async function endHandover(tx: Tx, labId: number, id: number, { state, by, text, eventSeq, now }: End): Promise<void> {
  await sql`update handovers set state = ${state}, ended_at = ${now}, ended_by_user_id = ${by.userId}, ended_by_name = ${by.name}, end_text = ${text},
    event_seq = ${eventSeq} where lab_id = ${labId} and id = ${id}`.execute(tx);
}

/** Whoever gave it keeps what nobody accepted. */
export async function withdrawHandover(
  tx: Tx,
  asked: { session: LabSession; id: number; reason: string; now: Date },
): Promise<HandoverDetail> {
  const { session, id, reason, now } = asked;
  const { labId } = session;
  const { row, items } = await lockHandover(tx, session, id);
  const by = personOf(session);
  const command = { type: 'withdraw' as const, by, maySupervise: sessionMay(session, 'worklist.supervise'), reason };
  const decided = decideHandover(handoverStateOf(row, items), command, now);
  if ('refusal' in decided) throw new Refused(decided, decided.refusal === 'ownership.handover-over' ? 409 : 422);
  const text = `Hand-over withdrawn by ${by.name} - ${reason}`;
  const eventSeq = await appendEvents(tx, labId, [
    {
      at: now,
      category: OWNERSHIP_CATEGORY,
      type: 'handover-withdrawn',
      text,
      actor: actorOf(session),
      lab_report_ids: [],
      handover_id: id,
      reason,
    },
  ]);
  await sql`update handover_items set state = 'gone', settled_at = ${now}, settled_by_user_id = ${by.userId}, settled_by_name = ${by.name}, gone_reason = 'withdrawn'
    where lab_id = ${labId} and handover_id = ${id} and state = 'waiting'`.execute(tx);
  await endHandover(tx, labId, id, { state: 'withdrawn', by, text: reason, eventSeq, now });
  await notifyPresence(tx, labId);
  return readHandover(tx, session, id, now);
}

/** A question of the receiver, or its answer. */
export async function noteHandover(
  tx: Tx,
  asked: { session: LabSession; id: number; text: string; billId: number | null; now: Date },
): Promise<HandoverDetail> {
  const { session, id, text, billId, now } = asked;
  const { labId, userId, userName } = session;
  if (!(await findHandoverRow(tx, labId, id))) throw unknown(id);
  const items = await listItemRows(tx, session, id);
  if (billId !== null && !items.some((item: ItemRow) => item.bill_id === billId && item.is_visible)) {
    throw new Refused(
      refusal('ownership.handover-items', `order ${billId} is not in this hand-over`, { field: 'billId', billIds: [billId] }),
      422,
    );
  }
  await sql`insert into handover_notes (lab_id, handover_id, bill_id, author_user_id, author_name, text, at)
    values (${labId}, ${id}, ${billId}, ${userId}, ${userName}, ${text}, ${now})`.execute(tx);
  await appendEvents(tx, labId, [
    {
      at: now,
      category: OWNERSHIP_CATEGORY,
      type: 'handover-noted',
      text: `Hand-over, said by ${userName}`,
      actor: actorOf(session),
      ...(billId === null ? {} : { bill_id: billId }),
      lab_report_ids: [],
      handover_id: id,
      said: text,
    },
  ]);
  await notifyPresence(tx, labId);
  return readHandover(tx, session, id, now);
}
