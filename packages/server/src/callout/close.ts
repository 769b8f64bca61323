import type { CloseAnswer, CloseCallout } from '@critical-callout/contract/closing';
import { calloutPolicySchema } from '@critical-callout/contract/settings';
import type { LabSession } from '@critical-callout/domain/auth';
import {
  CALLOUT_CATEGORY,
  type CalloutOptions,
  decide,
  evolve,
  OPEN_CRITICAL_VALUES,
  type ReportState,
} from '@critical-callout/domain/callout';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { readSetting } from '../platform/settings.ts';
import { requireClosing } from './close-rules.ts';
import { endClosing, findWaitingClosing, insertClosing } from './closings.ts';
import { type LockedBill, listCriticalParameters, lockBill, lockOpenReports, type OpenReport } from './load.ts';
import type { Ladder } from './ports.ts';
import { orRefuse, refuseStale, selectReports } from './process.ts';
import { bumpBills, stateOf } from './queries.ts';
import { endRetries } from './retries.ts';
import { buildRows, orderTime, performerOf, presentRow } from './submit.ts';
import { writeRecords } from './write-records.ts';

export type AskedToClose = { session: LabSession; billId: number; seenVersion: number | null; now: Date };

type Opened = { bill: LockedBill; reports: OpenReport[]; needsSecond: boolean };

/** Everything that can be refused, before anything is written; the order is locked from here on. */
async function open(tx: Tx, asked: AskedToClose, code: CloseCallout['code']): Promise<Opened> {
  const { session, billId } = asked;
  const bill = await lockBill(tx, session.labId, billId);
  const reports = bill ? await lockOpenReports(tx, session, billId, false) : [];
  if (!bill || !reports.some((report) => report.is_visible))
    throw new Refused(refusal('callout.bill-unknown', `order ${billId} has no callout here`), 404);
  const policy = calloutPolicySchema.parse(await readSetting(tx, session.labId, 'callout_policy'));
  const { needsSecond } = requireClosing(code, session, policy);
  await refuseStale(tx, asked, bill);
  return { bill, reports, needsSecond };
}

/**
 * Closes reports nobody was told of, with a code, a comment and the name of who says so (screens.md 5.3, "Withdraw"). Where
 * the laboratory wants a second person it only writes down the wish: the order stays open and its ladder climbs on.
 */
export async function closeCallout(tx: Tx, asked: AskedToClose & CloseCallout, ladder?: Ladder): Promise<CloseAnswer> {
  const { session, billId, code, comment, labReportIds, now } = asked;
  const { labId } = session;
  const { bill, reports, needsSecond } = await open(tx, asked, code);
  const selected = selectReports(labReportIds, reports);
  const waiting = await findWaitingClosing(tx, labId, billId);
  if (waiting) {
    const message = `${waiting.requestedByName} wants to close order ${bill.bill_number} as ${waiting.code} already; it waits for a second person`;
    throw new Refused(refusal('callout.closing-waits', message, { closingId: waiting.closingId }), 409);
  }
  const closing = { code, comment, labReportIds: selected.map(({ id }) => id) };
  if (!needsSecond) return close(tx, asked, { bill, reports, selected, closing, with: null }, ladder);
  // What cannot be closed is refused now, not when the second person comes.
  for (const report of selected) after(report, true, now);
  const eventSeq = await appendEvents(tx, labId, [
    {
      ...head(asked, bill, selected),
      type: 'callout-closing-requested',
      text: `Closing as ${code} asked for by - ${session.userName}, Callout for - ${testsOf(selected)}, Comment - ${comment}`,
      closing_code: code,
      comment,
    },
  ]);
  const stored = await insertClosing(tx, labId, { billId, session, asked: closing, eventSeq, now });
  await bumpBills(tx, labId, [billId]);
  return { state: 'waiting', closing: stored, callouts: [], reports: statesOf(reports), version: bill.version + 1 };
}

/** The second person agrees, and the callout is closed; or declines, and it goes on as if nobody had asked. */
export async function endWaitingClosing(
  tx: Tx,
  asked: AskedToClose & { closingId: number; comment: string; isConfirmed: boolean },
  ladder?: Ladder,
): Promise<CloseAnswer> {
  const { session, billId, closingId, isConfirmed, now } = asked;
  const { labId } = session;
  const found = await findWaitingClosing(tx, labId, billId);
  const { bill, reports } = await open(tx, asked, found?.code ?? 'other');
  const waiting = await findWaitingClosing(tx, labId, billId);
  if (waiting?.closingId !== closingId || waiting.code !== found?.code) {
    throw new Refused(
      refusal('callout.closing-unknown', `order ${bill.bill_number} has no closing ${closingId} that waits`),
      404,
    );
  }
  if (isConfirmed && waiting.requestedBy === session.userId) {
    const message = `${session.userName} asked for this closing; somebody else has to agree`;
    throw new Refused(refusal('callout.second-person-needed', message, { closingId }), 403);
  }
  await endClosing(tx, labId, closingId, { ending: isConfirmed ? 'confirmed' : 'declined', session, now });
  const selected = selectReports(waiting.labReportIds, reports);
  if (isConfirmed) return close(tx, asked, { bill, reports, selected, closing: waiting, with: waiting.requestedByName }, ladder);
  await appendEvents(tx, labId, [
    {
      ...head(asked, bill, selected),
      type: 'callout-closing-declined',
      text: `Closing as ${waiting.code} declined by - ${session.userName}, Comment - ${asked.comment || '-'}`,
      closing_code: waiting.code,
      comment: asked.comment,
    },
  ]);
  await bumpBills(tx, labId, [billId]);
  return { state: 'declined', closing: null, callouts: [], reports: statesOf(reports), version: bill.version + 1 };
}

type Closing = Pick<CloseCallout, 'code' | 'comment' | 'labReportIds'>;
/** `with`: the name of who asked for it first, where it took two. */
type Prepared = { bill: LockedBill; reports: OpenReport[]; selected: OpenReport[]; closing: Closing; with: string | null };

async function close(tx: Tx, asked: AskedToClose, prepared: Prepared, ladder: Ladder | undefined): Promise<CloseAnswer> {
  const { session, billId, now } = asked;
  const { bill, reports, selected, closing } = prepared;
  const { labId } = session;
  const moves = reports.map((report) => ({ report, after: after(report, selected.includes(report), now) }));
  const parameters = await listCriticalParameters(
    tx,
    labId,
    selected.map(({ id }) => id),
  );
  const options = optionsOf(asked, prepared);
  const eventSeq = await appendEvents(tx, labId, [
    {
      ...head(asked, bill, selected),
      category: CALLOUT_CATEGORY,
      type: 'callout-closed',
      text: options.logMessage,
      callout_for: selected.map(({ test_name }) => test_name),
      callout_done_by: session.userName,
      closing_code: closing.code,
      comment: closing.comment,
      outcome: options.outcome,
      ...(prepared.with === null ? {} : { requested_by: prepared.with }),
    },
  ]);
  const rows = buildRows(bill, selected, parameters, options);
  const { stored } = await writeRecords(tx, { labId, billId, eventSeq, rows, moves, now });
  await endRetries(tx, labId, [billId], `closed as ${closing.code}`, now);
  await ladder?.close(tx, { labId, billIds: [billId], reason: 'withdrawn', now });
  return {
    state: 'closed',
    closing: null,
    callouts: rows.map((row, index) => presentRow(row, stored[index]?.id, { session })),
    reports: moves
      .filter(({ report }) => report.is_visible)
      .map(({ report, after }) => ({ labReportId: report.id, criticalValues: after.criticalValues })),
    version: bill.version + 1,
  };
}

function after(report: OpenReport, isSelected: boolean, now: Date): ReportState {
  const before = stateOf(report, false);
  const { events } = orRefuse(decide(before, { type: 'close', isSelected }, now));
  return events.reduce(evolve, before);
}

function optionsOf({ session, now }: AskedToClose, prepared: Prepared): Omit<CalloutOptions, 'reportParams'> {
  const { selected, closing } = prepared;
  const { code, comment } = closing;
  const at = orderTime(now, selected, prepared.bill.last_performed_at);
  const asked = prepared.with === null ? '' : `, Asked for by - ${prepared.with}`;
  return {
    isDraft: false,
    calloutFor: selected.map(({ id }) => id),
    recipients: [],
    comment,
    logMessage: `Callout closed as ${code} by - ${session.userName}${asked}, Callout for - ${testsOf(selected)}, Comment - ${comment}`,
    outcome: code === 'patient-deceased' ? 'patient-deceased' : 'declared',
    closingCode: code,
    readBack: null,
    performer: performerOf(session),
    performedAt: at,
    recordedAt: at,
  };
}

const testsOf = (selected: readonly OpenReport[]): string => selected.map(({ test_name }) => test_name).join(', ');

const statesOf = (reports: readonly OpenReport[]) =>
  reports
    .filter((report) => report.is_visible && OPEN_CRITICAL_VALUES.some((one) => one === report.critical_values))
    .map(({ id, critical_values }) => ({ labReportId: id, criticalValues: critical_values }));

function head({ session, now }: AskedToClose, bill: LockedBill, selected: readonly OpenReport[]) {
  return {
    at: now,
    category: 640,
    actor: actorOf(session),
    bill_id: bill.id,
    patient_id: bill.patient_id,
    lab_report_ids: selected.map(({ id }) => id),
  };
}
