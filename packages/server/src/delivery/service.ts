import type { Deliveries, DeliveriesQuery, Delivery, DeliveryDetail } from '@critical-callout/contract/deliveries';
import type { LabSession } from '@critical-callout/domain/auth';
import { mayMove } from '@critical-callout/domain/delivery';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents, recordAccess } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { wakeSenders } from './compose-queries.ts';
import { deliveryEvent } from './event.ts';
import type { Links } from './links.ts';
import {
  cancelDelivery,
  type DeliveryRow,
  findDelivery,
  insertResend,
  listAttempts,
  listDeliveries,
  lockDelivery,
  requeueDelivery,
} from './queries.ts';

/** Who asks, and from where: what a line of the access log needs. */
export type Reader = { session: LabSession; requestId: string; address: string };

type ServiceDeps = Pick<Deps, 'db' | 'clock'>;

export function readDeliveries({ db, clock }: ServiceDeps, reader: Reader, query: DeliveriesQuery): Promise<Deliveries> {
  return db.inLab(reader.session.labId, async (tx) => {
    const rows = await listDeliveries(tx, reader.session, query);
    await noteAccess(tx, reader, 'deliveries.list', rows, clock.now());
    return { deliveries: rows.map(present), nextCursor: rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null };
  });
}

export function readDelivery({ db, clock }: ServiceDeps, reader: Reader, id: number): Promise<DeliveryDetail> {
  return db.inLab(reader.session.labId, async (tx) => {
    await noteAccess(tx, reader, 'deliveries.read', [await getDelivery(tx, reader.session, id)], clock.now());
    return detail(tx, reader.session, id);
  });
}

/** A person decides that a message that failed, is unknown or was cancelled goes out again, as the same message. */
export function sendAgain({ db, clock }: ServiceDeps, links: Links, session: LabSession, id: number): Promise<DeliveryDetail> {
  return db.inLab(session.labId, async (tx) => {
    const now = clock.now();
    const row = await lockFor(tx, session, id, 'queued');
    await requeueDelivery(tx, session.labId, id, now);
    await links.renew(tx, session.labId, id, now);
    const event = deliveryEvent('sent-again', row, { at: now, actor: actorOf(session), reason: row.reason });
    await insertResend(tx, session.labId, id, await appendEvents(tx, session.labId, [event]), now);
    await wakeSenders(tx, session.labId);
    return detail(tx, session, id);
  });
}

export function cancel({ db, clock }: ServiceDeps, session: LabSession, id: number, reason: string): Promise<DeliveryDetail> {
  return db.inLab(session.labId, async (tx) => {
    const now = clock.now();
    const row = await lockFor(tx, session, id, 'cancelled');
    await cancelDelivery(tx, session.labId, id, reason, now);
    await appendEvents(tx, session.labId, [deliveryEvent('cancelled', row, { at: now, actor: actorOf(session), reason })]);
    return detail(tx, session, id);
  });
}

/** Another laboratory's delivery, one outside the session's scope and an unknown one answer alike. */
async function getDelivery(tx: Tx, session: LabSession, id: number): Promise<DeliveryRow & { all_seen: boolean }> {
  const row = await findDelivery(tx, session, id);
  if (!row) throw new Refused(refusal('delivery.not-found', `delivery ${id} does not exist`), 404);
  return row;
}

async function lockFor(tx: Tx, session: LabSession, id: number, to: 'queued' | 'cancelled'): Promise<DeliveryRow> {
  const row = await getDelivery(tx, session, id);
  const locked = await lockDelivery(tx, session.labId, id);
  const state = locked?.state ?? row.state;
  if (!mayMove(state, to) || state === 'sending') {
    const [code, allowed] = to === 'queued' ? ['not-resendable', 'failed, unknown or cancelled'] : ['not-cancellable', 'queued'];
    const hint = state === 'sending' ? '; it is being sent at this moment, ask again when it has ended' : '';
    throw new Refused(refusal(`delivery.${code}`, `delivery ${id} is ${state}, this needs ${allowed}${hint}`, { state }), 409);
  }
  return { ...row, state, attempts: locked?.attempts ?? row.attempts };
}

async function detail(tx: Tx, session: LabSession, id: number): Promise<DeliveryDetail> {
  const row = await getDelivery(tx, session, id);
  const content = row.all_seen ? { subject: row.content.subject, text: row.content.text } : null;
  return { ...present(row), messageId: row.message_id, content, tries: await listAttempts(tx, session.labId, id) };
}

async function noteAccess(
  tx: Tx,
  { session, requestId, address }: Reader,
  action: string,
  rows: readonly DeliveryRow[],
  at: Date,
): Promise<void> {
  const billIds = [...new Set(rows.flatMap((row) => row.bill_id ?? []))];
  await recordAccess(tx, session, { action, billIds, at, requestId, address });
}

function present(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    billId: row.bill_id,
    billNumber: row.bill_number,
    labReportIds: row.lab_report_ids,
    channel: row.channel,
    recipientKind: row.recipient_kind,
    recipientName: row.recipient_name,
    address: row.address,
    state: row.state,
    reason: row.reason,
    attempts: row.attempts,
    dueAt: row.due_at?.toISOString() ?? null,
    queuedAt: row.queued_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
