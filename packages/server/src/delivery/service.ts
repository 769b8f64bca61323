import type { Deliveries, DeliveriesQuery, Delivery, DeliveryDetail } from '@critical-callout/contract/deliveries';
import type { LabSession } from '@critical-callout/domain/auth';
import { mayMove, plannedTries } from '@critical-callout/domain/delivery';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents, recordAccess } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { LATE_MINUTES } from './channel-health.ts';
import { wakeSenders } from './compose-queries.ts';
import { deliveryEvent } from './event.ts';
import type { Links } from './links.ts';
import {
  cancelDelivery,
  countDeliveries,
  type DeliveryRow,
  findDelivery,
  insertResend,
  listAttempts,
  listDeliveries,
  listFollowers,
  listStatusReports,
  lockDelivery,
  requeueDelivery,
} from './queries.ts';
import { shownAddress } from './shown-address.ts';

/** Who asks, and from where: what a line of the access log needs. */
export type Reader = { session: LabSession; requestId: string; address: string };

type ServiceDeps = Pick<Deps, 'db' | 'clock'>;

export function readDeliveries({ db, clock }: ServiceDeps, reader: Reader, query: DeliveriesQuery): Promise<Deliveries> {
  const { session } = reader;
  return db.inLab(session.labId, async (tx) => {
    const now = clock.now();
    const rows = await listDeliveries(tx, session, query, lateBefore(now));
    await noteAccess(tx, reader, 'deliveries.list', rows, now);
    return {
      deliveries: rows.map((row) => present(row, session, now)),
      nextCursor: rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null,
      counts: await countDeliveries(tx, session, now, lateBefore(now)),
      serverTime: now.toISOString(),
    };
  });
}

export function readDelivery({ db, clock }: ServiceDeps, reader: Reader, id: number): Promise<DeliveryDetail> {
  return db.inLab(reader.session.labId, async (tx) => {
    await noteAccess(tx, reader, 'deliveries.read', [await getDelivery(tx, reader.session, id)], clock.now());
    return detail(tx, reader.session, id, clock.now());
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
    return detail(tx, session, id, now);
  });
}

export function cancel({ db, clock }: ServiceDeps, session: LabSession, id: number, reason: string): Promise<DeliveryDetail> {
  return db.inLab(session.labId, async (tx) => {
    const now = clock.now();
    const row = await lockFor(tx, session, id, 'cancelled');
    await cancelDelivery(tx, session.labId, id, reason, now);
    await appendEvents(tx, session.labId, [deliveryEvent('cancelled', row, { at: now, actor: actorOf(session), reason })]);
    return detail(tx, session, id, now);
  });
}

/** Another laboratory's delivery, one outside the session's scope and an unknown one answer alike. */
export async function getDelivery(tx: Tx, session: LabSession, id: number): Promise<DeliveryRow & { all_seen: boolean }> {
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

export async function detail(tx: Tx, session: LabSession, id: number, now: Date): Promise<DeliveryDetail> {
  const row = await getDelivery(tx, session, id);
  const reports = await listStatusReports(tx, session.labId, id);
  const content = row.all_seen ? { subject: row.content.subject, text: row.content.text } : null;
  return {
    ...present(row, session, now),
    messageId: row.message_id,
    content,
    tries: await listAttempts(tx, session.labId, id),
    reports: reports.map(({ at, ...report }) => ({ at: at.toISOString(), ...report })),
    plannedTries:
      row.state === 'queued' && row.due_at
        ? plannedTries(row.due_at, row.attempts - row.attempts_before).map((at) => at.toISOString())
        : [],
    followedBy: await listFollowers(tx, session.labId, id),
  };
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

function lateBefore(now: Date): Date {
  return new Date(now.getTime() - LATE_MINUTES * 60_000);
}

function present(row: DeliveryRow, session: LabSession, now: Date): Delivery {
  const isWaiting = row.state === 'queued' || row.state === 'sending';
  const isLate = isWaiting && row.queued_at < lateBefore(now);
  const hasFailed = row.state === 'failed' || row.state === 'unknown';
  return {
    id: row.id,
    billId: row.bill_id,
    billNumber: row.bill_number,
    accessionNumber: row.accession_number,
    patientInitials: [row.family_name, row.given_name].flatMap((name) => (name ? `${[...name][0]}.` : [])).join(' '),
    labReportIds: row.lab_report_ids,
    channel: row.channel,
    recipientKind: row.recipient_kind,
    recipientName: row.recipient_name,
    address: shownAddress(session, row.channel, row.address),
    state: row.state,
    reason: row.reason,
    attempts: row.attempts,
    dueAt: row.due_at?.toISOString() ?? null,
    queuedAt: row.queued_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    isTest: row.is_test,
    isLate,
    needsAttention: !row.is_test && (hasFailed || isLate) && row.handled_at === null,
    lastAnswer: row.last_answer,
    ...presentLinks(row),
  };
}

function presentLinks(row: DeliveryRow): Pick<Delivery, 'template' | 'followUp' | 'follows' | 'handled'> {
  const { template_purpose: purpose, template_language: language, template_version: version } = row;
  return {
    template: purpose === null || language === null ? null : { purpose, language, version },
    followUp: row.cause && { cause: row.cause, outcome: row.outcome, nextDeliveryId: row.next_delivery_id, step: row.next_step },
    follows: row.follows_id === null || row.follows_how === null ? null : { deliveryId: row.follows_id, how: row.follows_how },
    handled: row.handled_at && {
      at: row.handled_at.toISOString(),
      byName: row.handled_by ?? '',
      reason: row.handled_reason ?? '',
    },
  };
}
