import type { CriticalCallout, Notification, SubmitCallout } from '@critical-callout/contract/callout';
import type { Contact } from '@critical-callout/contract/order-contacts';
import type { LabSession } from '@critical-callout/domain/auth';
import {
  activityText,
  buildCriticalCallout,
  CALLOUT_CATEGORY,
  type CalloutOptions,
  communicationMethods,
  type NewCriticalCallout,
  OPEN_CRITICAL_VALUES,
  type Performer,
  type SubmitFacts,
  type SubmitRuling,
  standing,
} from '@critical-callout/domain/callout';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, type NewEvent } from '../audit/index.ts';
import { Refused } from '../platform/http.ts';
import type { CriticalParameter, LockedBill, OpenReport } from './load.ts';
import type { DeliveryChannel } from './ports.ts';

export type ProcessCallout = SubmitCallout & {
  session: LabSession;
  billId: number;
  /** The version of the order the user saw; null where the client sends none (an attempt needs none). */
  seenVersion: number | null;
  /** Address of this service as people reach it, for links in messages. */
  baseUrl: string;
  now: Date;
  /** A call about several orders: the name all their records share, and the orders. */
  conversation?: { id: string; billIds: readonly number[] };
};

/** How far back a call may lie without a reason, and how far a client's clock may run ahead. */
const BACK_DATE_MS = 5 * 60_000;
const CLOCK_SKEW_MS = 60_000;

/** When a call was made, and when it is written down. */
export type CallTimes = { performedAt: Date; recordedAt: Date };

type Known = Pick<OpenReport, 'critical_at' | 'received_at' | 'critical_values'>;

/**
 * When the call was: not before anybody here knew of the results, nor, where it closes something, before that opened (domain.md
 * I12: received ≤ attempted ≤ done). The order's own time never runs backwards: where this machine's clock was set back, a
 * call made now is written down at the latest time the order knows.
 */
export function whenPerformed(input: ProcessCallout, selected: readonly Known[], lastPerformed: Date | null): CallTimes {
  const { notification, now, isDraft } = input;
  const known = selected.flatMap((report) => [report.critical_at, report.received_at]).filter((one) => one !== null);
  const recordedAt = latest([now, ...known, ...(lastPerformed ? [lastPerformed] : [])]);
  const stated = notification.performedAt ?? notification.notifiedByCall?.at ?? notification.notifiedByFax?.at;
  if (!stated) return { performedAt: recordedAt, recordedAt };
  const at = new Date(stated);
  const field = { field: 'notification.performedAt', value: stated };
  if (at.getTime() > recordedAt.getTime() + CLOCK_SKEW_MS) {
    const message = `performedAt ${stated} lies in the future; it is ${now.toISOString()}`;
    throw new Refused(refusal('callout.performed-in-future', message, field));
  }
  if (now.getTime() - at.getTime() > BACK_DATE_MS && !notification.backDatedReason) {
    const message = `performedAt ${stated} is more than 5 minutes ago; backDatedReason must say why`;
    throw new Refused(refusal('callout.back-dated-reason-missing', message, { field: 'notification.backDatedReason' }));
  }
  const earliest = new Date(Math.min(...known.map((one) => one.getTime())));
  // Whatever clock the caller looked at may run behind ours.
  if (known.length > 0 && at.getTime() < earliest.getTime() - CLOCK_SKEW_MS) {
    const message = `performedAt ${stated} lies before the results were received, at ${earliest.toISOString()}`;
    throw new Refused(refusal('callout.performed-before-received', message, field));
  }
  const opened = isDraft ? [] : selected.filter(isOpenReport).flatMap(({ critical_at }) => critical_at ?? []);
  const lastOpened = latest([earliest, ...opened]);
  if (opened.length > 0 && at.getTime() < lastOpened.getTime() - CLOCK_SKEW_MS) {
    const message = `performedAt ${stated} lies before this result opened, at ${lastOpened.toISOString()}: that call cannot have told it; save it as an attempt`;
    throw new Refused(refusal('callout.performed-before-opened', message, { ...field, openedAt: lastOpened.toISOString() }));
  }
  const performedAt = new Date(
    Math.min(latest(opened.length > 0 ? [at, lastOpened] : [at, earliest]).getTime(), recordedAt.getTime()),
  );
  return { performedAt, recordedAt };
}

/**
 * When something that happens now to an order is written down: an order's own time never runs backwards, whatever this
 * machine's clock does (received ≤ attempted ≤ done).
 */
export function orderTime(now: Date, reports: readonly { critical_at: Date | null }[], lastPerformed: Date | null): Date {
  return latest([now, ...reports.flatMap(({ critical_at }) => critical_at ?? []), ...(lastPerformed ? [lastPerformed] : [])]);
}

const latest = (times: readonly Date[]): Date => new Date(Math.max(...times.map((one) => one.getTime())));
const isOpenReport = ({ critical_values }: Known): boolean => OPEN_CRITICAL_VALUES.some((open) => open === critical_values);

export function channelsOf(notification: Notification): DeliveryChannel[] {
  const channels: DeliveryChannel[] = [];
  if (notification.sendEmail) channels.push('email');
  if (notification.sendFax) channels.push('fax');
  if (notification.sendSms) channels.push('sms');
  if (notification.sendWhatsapp) channels.push('whatsapp');
  return channels;
}

/** The submit as the rules of the domain see it. */
export function submitFacts(
  { notification, isDraft }: ProcessCallout,
  parameters: readonly CriticalParameter[],
): Omit<SubmitFacts, 'relay' | 'relayDesk'> {
  const { readBack } = notification;
  return {
    isDraft,
    hasRecipients: notification.recipients.length > 0,
    isSending: channelsOf(notification).length > 0,
    calledName: notification.notifiedByCall?.name ?? null,
    faxedName: notification.notifiedByFax?.name ?? null,
    otherName: notification.other?.name ?? null,
    outcome: notification.outcome ?? null,
    heard: readBack && 'values' in readBack ? readBack.values : null,
    exception: readBack && 'exception' in readBack ? readBack : null,
    sentTo: notification.sentTo ?? null,
    comment: notification.comment ?? '',
    readOut: parameters
      .filter((parameter) => !parameter.isWithdrawn)
      .map(({ resultId, meta }) => ({ resultId, parameterName: meta.parameter_name, value: meta.value, unit: meta.unit })),
  };
}

/** A doctor's session sets the doctor, a user's the user; support acting for someone sets both, with the reason in the event. */
export function performerOf(session: LabSession): Performer {
  if (session.kind === 'doctor') return { userId: null, doctorId: session.doctorId };
  if (session.kind === 'support') return { userId: session.userId, doctorId: session.actingFor?.doctorId ?? null };
  return { userId: session.userId, doctorId: null };
}

export function calloutOptions(
  input: ProcessCallout,
  ruling: SubmitRuling,
  selected: readonly OpenReport[],
  { performedAt, recordedAt }: CallTimes,
): Omit<CalloutOptions, 'reportParams'> {
  const { notification, session, now } = input;
  const { isDraft, outcome } = ruling;
  const leavesNothingOpen = !selected.some((report) => OPEN_CRITICAL_VALUES.some((open) => open === report.critical_values));
  return {
    isDraft,
    calloutFor: selected.map((report) => report.id),
    recipients: notification.recipients,
    sendEmail: notification.sendEmail,
    sendFax: notification.sendFax,
    sendSms: notification.sendSms,
    sendWhatsapp: notification.sendWhatsapp,
    other: notification.other,
    notifiedByCall: notification.notifiedByCall,
    notifiedByFax: notification.notifiedByFax,
    comment: notification.comment,
    logMessage: activityText({
      isDraft,
      who: session.userName,
      tests: selected.map((report) => report.test_name),
      methods: communicationMethods(notification),
      recipients: notification.recipients,
      comment: notification.comment ?? '',
    }),
    outcome,
    readBack: readBackRecord(notification, ruling, session),
    performer: performerOf(session),
    performedAt,
    backDatedReason: notification.backDatedReason,
    downtimeSheet: notification.downtimeSheet,
    sentTo: notification.sentTo,
    recordedAt,
    // An attempt on reports that are all done already is history at once: nothing is left for a live draft to restore.
    supersededAt: isDraft && leavesNothingOpen ? now : undefined,
  };
}

function readBackRecord(
  { readBack, notifiedByCall, identifiedBy }: Notification,
  ruling: SubmitRuling,
  session: LabSession,
): Record<string, unknown> | null {
  const people = {
    by: session.userName,
    told: notifiedByCall?.name ?? null,
    role: notifiedByCall?.role ?? null,
    ...(identifiedBy && { identified_by: identifiedBy }),
  };
  if (ruling.readBack) {
    const values = ruling.readBack.map(({ resultId, heard, expected, isMatch }) => ({ resultId, heard, expected, isMatch }));
    return { ...people, values, isMatch: standing(values).every((value) => value.isMatch) };
  }
  return readBack && 'exception' in readBack ? { ...people, ...readBack } : null;
}

/** Done: one row per selected report. Attempt: one row for the order, built from the first selected report. */
export function buildRows(
  bill: LockedBill,
  selected: readonly Pick<OpenReport, 'id'>[],
  parameters: readonly CriticalParameter[],
  options: Omit<CalloutOptions, 'reportParams'>,
): NewCriticalCallout[] {
  const rows = options.isDraft ? selected.slice(0, 1) : selected;
  return rows.map((report) =>
    buildCriticalCallout(
      { labReportId: report.id, billId: bill.id, billNumber: bill.bill_number },
      {
        ...options,
        reportParams: parameters.filter((parameter) => parameter.labReportId === report.id).map((parameter) => parameter.meta),
      },
    ),
  );
}

/** Support says why, and for whom of the laboratory it acts. */
function supportOf({ reason, actingFor }: Extract<LabSession, { kind: 'support' }>): Record<string, unknown> {
  const person = actingFor && { user_id: actingFor.userId, doctor_id: actingFor.doctorId };
  return { support_reason: reason, ...(person ? { acting_for: person } : {}) };
}

/** The event of domain.md section 8: text and JSON under the specification's keys. */
export function calloutEvent(
  input: ProcessCallout,
  bill: LockedBill,
  selected: readonly OpenReport[],
  options: Omit<CalloutOptions, 'reportParams'>,
  resolved: readonly Contact[],
): NewEvent {
  const { session, notification, now } = input;
  return {
    at: now,
    category: CALLOUT_CATEGORY,
    type: options.isDraft ? 'callout-attempted' : 'callout-done',
    text: options.logMessage,
    actor: actorOf(session),
    bill_id: bill.id,
    // Whose result was told: the order may come to belong to somebody else.
    patient_id: bill.patient_id,
    lab_report_ids: selected.map((report) => report.id),
    callout_for: selected.map((report) => report.test_name),
    method: communicationMethods(notification),
    callout_done_by: session.userName,
    recipients: notification.recipients,
    comment: notification.comment ?? '',
    ...(options.isDraft ? { is_draft: true } : {}),
    ...(notification.recipients.includes('organization') && bill.organization ? { organization: bill.organization } : {}),
    outcome: options.outcome,
    told: notification.notifiedByCall ?? notification.notifiedByFax ?? null,
    // Whom the directory named at this moment, in order, and why: what the choice of recipient is measured by later.
    resolved_contacts: resolved.map(({ party, name, reason, isOnDuty, receives, points }) => ({
      party,
      name,
      reason,
      is_on_duty: isOnDuty,
      receives,
      points: points.map(({ channel, dialled, isUsableNow }) => ({ channel, dialled, is_usable_now: isUsableNow })),
    })),
    read_back: options.readBack,
    ...(notification.identifiedBy ? { identified_by: notification.identifiedBy } : {}),
    performed_at: options.performedAt.toISOString(),
    ...(options.backDatedReason ? { back_dated_reason: options.backDatedReason } : {}),
    ...(input.conversation ? { conversation_id: input.conversation.id, conversation_bill_ids: input.conversation.billIds } : {}),
    ...(options.downtimeSheet ? { downtime_sheet: options.downtimeSheet } : {}),
    ...(options.closingCode ? { closing_code: options.closingCode } : {}),
    ...(options.relay ? { relay: options.relay } : {}),
    ...(options.sentTo ? { sent_to: options.sentTo } : {}),
    ...(session.kind === 'support' ? supportOf(session) : {}),
  };
}

/** The call that led to somebody else: who was asked for, and the number, as far as they were written down. */
export function wrongNumber({ session, notification, now, billId }: ProcessCallout, bill: LockedBill) {
  const { notifiedByCall, notifiedByFax, other } = notification;
  return {
    labId: session.labId,
    billId,
    billNumber: bill.bill_number,
    actor: actorOf(session),
    now,
    name: notifiedByCall?.name ?? notifiedByFax?.name ?? other?.name ?? '',
    contact: notifiedByCall?.contact || notifiedByFax?.faxNumber || other?.contactNumber || '',
  };
}

export function presentRow(
  row: NewCriticalCallout,
  id: number | undefined,
  { session, conversation }: Pick<ProcessCallout, 'session' | 'conversation'>,
): CriticalCallout {
  if (id === undefined) throw new Error('a callout row was not stored');
  return {
    ...row,
    id,
    performedByName: session.userName,
    performedAt: row.performedAt.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
    supersededAt: row.supersededAt?.toISOString() ?? null,
    conversationId: conversation?.id ?? null,
  };
}
