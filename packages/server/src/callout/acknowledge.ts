import {
  activityText,
  CALLOUT_CATEGORY,
  type CalloutOptions,
  CriticalValues,
  decide,
  evolve,
  type ReadBackComparison,
  type ReportState,
  ruleOnAcknowledgement,
} from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { type Actor, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { overtakeClosings } from './closings.ts';
import { type CriticalParameter, type LockedBill, listCriticalParameters, lockBill } from './load.ts';
import type { DeliveryChannel, DeliveryRecipientKind, Ladder } from './ports.ts';
import { stateOf } from './queries.ts';
import { endRetries } from './retries.ts';
import { buildRows, orderTime } from './submit.ts';
import { writeRecords } from './write-records.ts';

/** What `performed_by_user` says where nobody of the laboratory acted. */
export const PERFORMED_BY_RECIPIENT = 'recipient';

/** What the recipient of one message said on the page its link leads to, after they proved who they are. */
export type Acknowledgement = {
  labId: number;
  billId: number;
  /** The reports the message was about. */
  labReportIds: readonly number[];
  message: { deliveryId: number; channel: DeliveryChannel; recipientKind: DeliveryRecipientKind; recipientName: string };
  /** How they proved it: `code` or `facts`. */
  proof: string;
  name: string;
  role: string;
  heard: readonly { resultId: number; heard: string }[];
  /** Results withdrawn by the sender whose withdrawal they ticked as understood. */
  understood: readonly number[];
  /** The reader sits at a desk that passes results on, and said to whom this one went. */
  relay: { desk: string; passedOnTo: string } | null;
  now: Date;
};

export type Acknowledged =
  | { type: 'acknowledged'; labReportIds: number[]; needsCall: number[]; wasDone: boolean; eventSeq: number }
  | { type: 'mismatch'; comparisons: ReadBackComparison[] }
  | { type: 'changed' }
  | { type: 'needs-call' };

type ReportRow = {
  id: number;
  test_name: string;
  critical_values: CriticalValues;
  critical_reason: string | null;
  critical_at: Date | null;
  due_at: Date | null;
};

/**
 * An acknowledgement with a matching read-back, in the caller's transaction: it completes the reports of its message under
 * every completion policy, stops the ladder, and writes the same rows as a call. What a caller completed before stays, and
 * this is a further record. Anything but a match writes nothing. Call it before anything that appends an event.
 */
export async function acknowledgeCallout(tx: Tx, asked: Acknowledgement, ladder: Ladder): Promise<Acknowledged> {
  const { labId, billId, now } = asked;
  const bill = await lockBill(tx, labId, billId);
  const reports = bill ? await lockReports(tx, labId, billId) : [];
  const meant = reports.filter(({ id }) => asked.labReportIds.includes(id));
  if (!bill || meant.length === 0) return { type: 'needs-call' };
  const labReportIds = meant.map(({ id }) => id);
  const parameters = await listCriticalParameters(tx, labId, labReportIds);
  const ruling = ruleOnAcknowledgement({ ...asked, labReportIds, values: readableValues(parameters) });
  if (ruling.type !== 'match') return ruling;

  const told = meant.filter(({ id }) => ruling.labReportIds.includes(id));
  const options = optionsOf(asked, told, ruling.comparisons, orderTime(now, told, bill.last_performed_at));
  const eventSeq = await appendEvents(tx, labId, [eventOf(asked, bill, told, options)]);
  const rows = buildRows(bill, told, parameters, options);
  const moves = reports.map((report) => ({ report, after: after(report, told.includes(report), now) }));
  await writeRecords(tx, { labId, billId, eventSeq, rows, moves, now });
  await endRetries(tx, labId, [billId], 'acknowledged', now);
  await overtakeClosings(tx, labId, [billId], now);
  await ladder.close(tx, { labId, billIds: [billId], reason: 'acknowledged', now });
  const wasDone = told.every((report) => report.critical_values === CriticalValues.CALLOUT_DONE);
  return { type: 'acknowledged', labReportIds: ruling.labReportIds, needsCall: ruling.needsCall, wasDone, eventSeq };
}

/** A value that was sent without any text can be read by nobody: its report is told on the telephone. */
export function readableValues(parameters: readonly CriticalParameter[]) {
  const blank = new Set(
    parameters.filter((one) => !one.isWithdrawn && one.meta.value.trim() === '').map(({ labReportId }) => labReportId),
  );
  return parameters
    .filter(({ labReportId }) => !blank.has(labReportId))
    .map(({ resultId, labReportId, isWithdrawn, meta }) => ({
      resultId,
      labReportId,
      isWithdrawn,
      parameterName: meta.parameter_name,
      value: meta.value,
      unit: meta.unit,
    }));
}

/** Every report of the order that stands on a list: a live draft ends for all of them. */
async function lockReports(tx: Tx, labId: number, billId: number): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    select id, test_name, critical_values, critical_reason, critical_at, due_at from lab_reports
    where lab_id = ${labId} and bill_id = ${billId} and critical_at is not null and dismissed_at is null and is_collected
    order by id for update
  `.execute(tx);
  return rows;
}

function after(report: ReportRow, isSelected: boolean, now: Date): ReportState {
  const before = stateOf(report, true);
  const decision = decide(before, { type: 'acknowledge', isSelected }, now);
  if ('refusal' in decision) throw new Error(`an acknowledgement is never refused: ${decision.message}`);
  return decision.events.reduce(evolve, before);
}

export function recipientActor(name: string): Actor {
  return { user_id: null, name, kind: 'recipient' };
}

/** A webhook's reader is whoever the other system showed it to; the specification knows no such method. */
function methodOf({ channel }: Acknowledgement['message']): Partial<CalloutOptions> {
  return {
    sendEmail: channel === 'email',
    sendFax: channel === 'fax',
    sendSms: channel === 'sms',
    sendWhatsapp: channel === 'whatsapp',
  };
}

function optionsOf(
  { message, labReportIds, proof, name, role, relay }: Acknowledgement,
  told: readonly ReportRow[],
  comparisons: readonly ReadBackComparison[],
  at: Date,
): Omit<CalloutOptions, 'reportParams'> {
  const { channel, recipientKind, recipientName, deliveryId } = message;
  return {
    isDraft: false,
    calloutFor: labReportIds,
    recipients: [recipientKind],
    ...methodOf(message),
    logMessage: activityText({
      isDraft: false,
      isAcknowledged: true,
      who: role === '' ? name : `${name} (${role})`,
      tests: told.map(({ test_name }) => test_name),
      methods: channel === 'webhook' ? [] : [channel],
      recipients: [recipientKind],
      comment: '',
    }),
    outcome: 'reached-read-back',
    readBack: {
      by: name,
      told: name,
      role: role || null,
      via: 'link',
      proof,
      sent_to: recipientName,
      delivery_id: deliveryId,
      values: comparisons.map(({ resultId, heard, expected, isMatch }) => ({ resultId, heard, expected, isMatch })),
      isMatch: true,
    },
    relay: relay
      ? {
          state: 'confirmed',
          desk: relay.desk,
          passed_on_to: relay.passedOnTo,
          confirmed_by: name,
          confirmed_at: at.toISOString(),
        }
      : undefined,
    performer: { userId: PERFORMED_BY_RECIPIENT, doctorId: null },
    performedAt: at,
    recordedAt: at,
  };
}

function eventOf(
  { message, proof, name, role, now }: Acknowledgement,
  bill: LockedBill,
  told: readonly ReportRow[],
  options: Omit<CalloutOptions, 'reportParams'>,
) {
  return {
    at: now,
    category: CALLOUT_CATEGORY,
    type: 'callout-acknowledged',
    text: options.logMessage,
    actor: recipientActor(name),
    bill_id: bill.id,
    patient_id: bill.patient_id,
    lab_report_ids: told.map(({ id }) => id),
    callout_for: told.map(({ test_name }) => test_name),
    method: message.channel === 'webhook' ? [] : [message.channel],
    recipients: [message.recipientKind],
    outcome: options.outcome,
    told: { name, role: role || null },
    delivery_id: message.deliveryId,
    sent_to: message.recipientName,
    proof,
    read_back: options.readBack,
    performed_at: options.performedAt.toISOString(),
    ...(options.relay ? { relay: options.relay } : {}),
  };
}
