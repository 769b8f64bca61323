import type { SubmitCalloutAnswer } from '@critical-callout/contract/callout';
import { calloutPolicySchema, criticalNotificationSettingsSchema, outcomeRulesOf } from '@critical-callout/contract/settings';
import {
  CriticalValues,
  decide,
  evolve,
  nextStepOf,
  OPEN_CRITICAL_VALUES,
  type ReportState,
  ruleOnSubmit,
  type SubmitRuling,
} from '@critical-callout/domain/callout';
import { dueAt } from '@critical-callout/domain/escalation';
import { type Refusal, refusal } from '@critical-callout/domain/kernel';
import { appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { listChangesSince, refuseOldValues } from './changes.ts';
import { closingCodeOf } from './close-rules.ts';
import { refuseUnknownSheet } from './downtime.ts';
import { followSubmit, wishedTry } from './follow.ts';
import {
  findLastAction,
  type LockedBill,
  listCriticalParameters,
  listSettings,
  lockBill,
  lockOpenReports,
  type OpenReport,
} from './load.ts';
import { insertOpenings, listTold } from './openings.ts';
import { addContact } from './order-contacts.ts';
import type { CalloutDirectory, Ladder, NextRung, QueueDeliveries } from './ports.ts';
import { stateOf } from './queries.ts';
import { refuseFutureRelay, relayFacts, relayMeta, withEarlierReadBack } from './relay.ts';
import {
  buildRows,
  calloutEvent,
  calloutOptions,
  channelsOf,
  type ProcessCallout,
  presentRow,
  submitFacts,
  whenPerformed,
  wrongNumber,
} from './submit.ts';
import { writeRecords } from './write-records.ts';

/** What a callout works on; a report in another state is calm. */
const CALLABLE = [CriticalValues.CALLOUT_PENDING, CriticalValues.CALLOUT_DONE, CriticalValues.CALLOUT_ATTEMPTED];

/** What a submit works on, locked, with everything that could refuse it already asked. */
async function readSubmit(tx: Tx, input: ProcessCallout, directory: CalloutDirectory) {
  const { session, billId, now } = input;
  const { labId } = session;
  const bill = await lockBill(tx, labId, billId);
  const reports = bill ? await lockOpenReports(tx, session, billId, input.isDraft) : [];
  // An order of another laboratory, an unknown one and one without a report in scope answer alike.
  if (!bill || !reports.some((report) => report.is_visible))
    throw new Refused(refusal('callout.bill-unknown', `order ${billId} has no callout here`), 404);
  const selected = selectReports(input.labReportIds, reports);
  if (!input.isDraft) await refuseStale(tx, input, bill);
  const times = whenPerformed(input, selected, bill.last_performed_at);
  const parameters = await listCriticalParameters(
    tx,
    labId,
    selected.map((report) => report.id),
  );
  if (!input.isDraft) await refuseOldValues(tx, input, selected, parameters);
  refuseFutureRelay(input);
  const resolved = (await directory.resolveContacts(tx, labId, [billId], now)).get(billId)?.contacts ?? [];
  const relay = relayFacts(input, times.performedAt, resolved);
  const settings = await listSettings(tx, labId);
  const policy = calloutPolicySchema.parse(settings.get('callout_policy') ?? {});
  const wishes = criticalNotificationSettingsSchema.parse(settings.get('critical_notification_settings') ?? {});
  const ruling = orRefuse(
    ruleOnSubmit(
      { ...submitFacts(input, parameters), ...relay },
      {
        completion: policy.completion,
        isCommentMandatory: wishes.mandatory_comments === 1,
        isFullNameRequired: policy.full_name_required === 1,
        isRelayRequired: policy.relay_required === 1,
      },
    ),
  );
  const closingCode = closingCodeOf(input, ruling, policy);
  await refuseUnknownSheet(tx, input);
  // A desk that will call back is waited for as long as somebody who was left a message.
  const isRelayOpen = relay.relay?.state === 'will-call-back';
  const nextStep = nextStepOf(isRelayOpen ? 'left-message' : ruling.outcome, outcomeRulesOf(policy), {
    performedAt: times.performedAt,
    now,
    wishedAt: wishedTry(input),
  });
  return { bill, reports, selected, times, parameters, policy, ruling, closingCode, nextStep, resolved, relay };
}

/**
 * One callout of an order, in one transaction (domain.md section 5; the specification's BulkCriticalCalloutManager).
 * Everything is refused before anything is written; the number of statements does not depend on the number of reports.
 */
export async function processCallout(
  tx: Tx,
  asked: ProcessCallout,
  queueDeliveries: QueueDeliveries,
  directory: CalloutDirectory,
  ladder?: Ladder,
  nextRung?: NextRung,
): Promise<SubmitCalloutAnswer> {
  const { session, billId, now } = asked;
  const { labId } = session;
  const input = await withEarlierReadBack(tx, asked);
  const read = await readSubmit(tx, input, directory);
  const { bill, reports, selected, parameters, ruling, nextStep, resolved } = read;

  const calm = selected.filter(({ critical_values: status }) => !CALLABLE.some((one) => one === status)).map(({ id }) => id);
  const notifyWithin = read.policy.notify_within;
  const prepared = calm.length > 0 ? await ladder?.prepare(tx, { labId, now, labReportIds: calm, notifyWithin }) : undefined;
  const deadline = (id: number): Date => (prepared && calm.includes(id) ? prepared.dueAt(id) : dueAt(now, null, notifyWithin));
  const states = reports.map((report) => moved(report, selected.includes(report), ruling, deadline, now));

  const options = {
    ...calloutOptions(input, ruling, selected, read.times),
    closingCode: read.closingCode,
    relay: relayMeta(read.relay),
  };
  // Before the event of the callout: whoever mends the directory takes a task first and the audit trail after it, too.
  if (nextStep.isDirectoryTask) await directory.reportWrongNumber(tx, wrongNumber(input, bill));
  await addSentTo(tx, input, directory);
  const eventSeq = await appendEvents(tx, labId, [calloutEvent(input, bill, selected, options, resolved)]);
  const rows = buildRows(bill, selected, parameters, options);
  const conversationId = input.conversation?.id ?? null;
  const { stored, changed } = await writeRecords(tx, { labId, billId, eventSeq, rows, moves: states, conversationId, now });
  const reopened = calm.filter((id) => changed.some(({ report }) => report.id === id));
  if (reopened.length > 0) {
    await prepared?.start(reopened.map((labReportId) => ({ billId, labReportId, eventSeq })));
    await openAgain(tx, labId, reopened, { eventSeq, now, deadline });
  }
  await ladder?.close(tx, { labId, billIds: [billId], reason: 'done', now });
  await sendMessages(tx, input, selected, eventSeq, queueDeliveries);
  const isLeftOpen = states.some(({ report, after }) => selected.includes(report) && isOpen(after));
  const acted = { labId, billId, eventSeq, session, now, outcome: options.outcome, isAttempt: options.isDraft && isLeftOpen };
  return {
    callouts: rows.map((row, index) => presentRow(row, stored[index]?.id, input)),
    reports: states
      .filter(({ report }) => report.is_visible)
      .map(({ report, after }) => ({ labReportId: report.id, criticalValues: after.criticalValues })),
    version: bill.version + 1,
    eventSeq,
    nextStep: await followSubmit(tx, acted, nextStep, nextRung),
  };
}

/** Whoever answered named somebody else: a contact of this order from now on, and the next to be called. */
async function addSentTo(tx: Tx, { session, billId, now, notification }: ProcessCallout, directory: CalloutDirectory) {
  const { sentTo, notifiedByCall } = notification;
  if (!sentTo) return;
  const sentBy = notifiedByCall?.name ?? '';
  const note = sentBy === '' ? '' : `Sent on by ${sentBy}`;
  await addContact(tx, { session, billId, now, ...sentTo, role: '', note, sentBy }, directory.suggestContact);
}

/** The call was about a value that had been taken back: whoever was told must hear of it, from now on. */
async function openAgain(
  tx: Tx,
  labId: number,
  labReportIds: readonly number[],
  { eventSeq, now, deadline }: { eventSeq: number; now: Date; deadline: (id: number) => Date },
): Promise<void> {
  const told = await listTold(tx, labId, labReportIds);
  const opening = { eventSeq, kind: 'again' as const, reason: 'correction', criticalAt: now };
  await insertOpenings(
    tx,
    labId,
    labReportIds.map((id) => ({ ...opening, labReportId: id, dueAt: deadline(id), told: told.get(id) ?? [] })),
  );
}

const isOpen = ({ criticalValues }: ReportState): boolean => OPEN_CRITICAL_VALUES.some((open) => open === criticalValues);

/** One report of the order before and after the submit. */
function moved(
  report: OpenReport,
  isSelected: boolean,
  { isDraft, toldSomebody }: SubmitRuling,
  deadline: (id: number) => Date,
  now: Date,
) {
  const before = stateOf(report, false);
  const { events } = orRefuse(
    decide(before, { type: 'submit', isDraft, isSelected, toldSomebody, dueAt: deadline(report.id) }, now),
  );
  return { report, after: events.reduce(evolve, before) };
}

export function orRefuse<T extends object>(value: T | Refusal): T {
  if ('refusal' in value) throw new Refused(value as Refusal, 422);
  return value as T;
}

/** The selection, in the order given; an id that is not open to this session refuses the whole request, by name. */
export function selectReports(labReportIds: readonly number[], reports: readonly OpenReport[]): OpenReport[] {
  const visible = new Map(reports.filter((report) => report.is_visible).map((report) => [report.id, report]));
  const unknown = labReportIds.filter((id) => !visible.has(id));
  if (unknown.length > 0) {
    throw new Refused(
      refusal('callout.not-open', `lab reports ${unknown.join(', ')} of this order are not open for a callout`, {
        labReportIds: unknown,
      }),
      422,
    );
  }
  return [...new Set(labReportIds)].flatMap((id) => visible.get(id) ?? []);
}

/** Only closing is contested: an attempt happened, whatever the order has become meanwhile. */
export async function refuseStale(
  tx: Tx,
  input: Pick<ProcessCallout, 'seenVersion' | 'session' | 'billId'>,
  bill: LockedBill,
): Promise<void> {
  if (input.seenVersion === bill.version) return;
  if (input.seenVersion === null) {
    throw new Refused(
      refusal('callout.version-missing', 'closing needs the If-Match header with the version of the order that was seen'),
      428,
    );
  }
  const last = await findLastAction(tx, input.session.labId, input.billId);
  const changes = await listChangesSince(tx, input.session.labId, input.billId, input.seenVersion);
  throw new Refused(
    refusal('callout.stale-version', `order ${bill.bill_number} is at version ${bill.version}, seen was ${input.seenVersion}`, {
      version: bill.version,
      ...(last ? { by: last.name, at: last.at.toISOString(), text: last.text } : {}),
      // The values that changed under the caller: the read-back is given for what they are now.
      ...(changes.length > 0 ? { changes } : {}),
    }),
    409,
  );
}

async function sendMessages(
  tx: Tx,
  input: ProcessCallout,
  selected: readonly OpenReport[],
  eventSeq: number,
  queue: QueueDeliveries,
): Promise<void> {
  const channels = channelsOf(input.notification);
  if (channels.length === 0) return;
  const { session, notification, billId, now, baseUrl } = input;
  const { missing } = await queue(tx, {
    labId: session.labId,
    billId,
    labReportIds: selected.map((report) => report.id),
    eventSeq,
    now,
    channels,
    recipients: notification.recipients,
    other: notification.other
      ? {
          name: notification.other.name,
          email: notification.other.email ?? '',
          faxNumber: notification.other.faxNumber ?? '',
          contactNumber: notification.other.contactNumber ?? '',
        }
      : null,
    comment: notification.comment ?? '',
    performedByName: session.userName,
    baseUrl,
  });
  // A message somebody believes was sent and was not is the worst answer: the whole submit is refused, nothing was written.
  if (missing.length > 0) {
    const words = missing.map(({ recipientKind, channel, reason }) => `${channel} to ${recipientKind}: ${reason}`).join('; ');
    throw new Refused(refusal('callout.no-address', words, { missing }), 422);
  }
}
