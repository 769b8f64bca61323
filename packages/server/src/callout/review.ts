import { calloutPolicySchema } from '@critical-callout/contract/settings';
import {
  type CalloutEvent,
  CriticalValues,
  decide,
  evolve,
  OPEN_CRITICAL_VALUES,
  type ReportState,
  type ResultChange,
} from '@critical-callout/domain/callout';
import { dueAt } from '@critical-callout/domain/escalation';
import type { PatientClass } from '@critical-callout/domain/result';
import { appendEvents, type NewEvent, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { lockBills } from './load.ts';
import type { Ladder, PreparedLadder } from './ports.ts';
import {
  bumpBills,
  findSetting,
  listReviewStates,
  markForSearch,
  type ReportUpdate,
  supersedeIdleDrafts,
  updateCriticalValues,
} from './queries.ts';

/** A report as intake left it: all its current results, and what the message changed. */
export type ReviewedReport = {
  labReportId: number;
  billId: number;
  testName: string;
  current: CriticalValues;
  patientClass: PatientClass | null;
  results: readonly {
    identity: string;
    value: string;
    unit: string | null;
    isCritical: boolean;
    isAbnormal: boolean;
    status: string;
  }[];
  changes: readonly ResultChange[];
  /** The message could not be read and carries a critical flag: a person must look. */
  isUnparsed?: boolean;
  /** The message moved the order to another patient: a person must look at what was open or told. */
  isPatientChanged?: boolean;
};

/**
 * Decides what new results mean for the callouts of a batch of reports, and writes it: events, status, deadline, the
 * order's version. Called by intake in the transaction that wrote the results, so that no critical result is ever stored
 * without its open callout, and no open callout without its ladder. A constant number of statements whatever the batch.
 */
export async function reviewReports(
  tx: Tx,
  batch: { labId: number; now: Date; reports: readonly ReviewedReport[] },
  ladder?: Ladder,
): Promise<void> {
  const { labId, now } = batch;
  const touched = batch.reports.filter(needsReview);
  if (touched.length === 0) return;
  const policy = calloutPolicySchema.parse((await findSetting(tx, labId, 'callout_policy')) ?? {});
  await lockBills(
    tx,
    labId,
    touched.map((report) => report.billId),
  );
  const labReportIds = touched.map((report) => report.labReportId);
  const states = await listReviewStates(tx, labId, labReportIds);
  const prepared = await ladder?.prepare(tx, { labId, now, labReportIds, notifyWithin: policy.notify_within });

  const decided: Decided[] = [];
  for (const report of touched) {
    const state = states.get(report.labReportId);
    if (!state) throw new Error(`lab report ${report.labReportId} is not in lab ${labId}`);
    const decision = decide(
      state,
      {
        type: 'review',
        hasCritical: report.results.some((result) => result.isCritical),
        hasAbnormal: report.results.some((result) => result.isAbnormal),
        changes: report.changes,
        isUnparsed: report.isUnparsed ?? false,
        isPatientChanged: report.isPatientChanged ?? false,
        dueAt: prepared?.dueAt(report.labReportId) ?? dueAt(now, report.patientClass, policy.notify_within),
      },
      now,
    );
    if ('refusal' in decision) throw new Error(`a review is never refused: ${decision.message}`);
    for (const event of decision.events) decided.push({ report, event, after: evolve(state, event) });
  }
  if (decided.length === 0) return;
  const written = await write(tx, labId, now, decided);
  if (ladder && prepared) await follow(tx, { labId, now, ...written }, ladder, prepared);
}

type Decided = { report: ReviewedReport; event: CalloutEvent; after: ReportState };

type Written = { opened: { billId: number; labReportId: number; eventSeq: number }[]; withdrawn: number[] };

/** Ladders of orders with a report that opened start, those of orders where nothing is left stop. */
async function follow(
  tx: Tx,
  { labId, now, opened, withdrawn }: Written & { labId: number; now: Date },
  ladder: Ladder,
  prepared: PreparedLadder,
): Promise<void> {
  if (opened.length > 0) await prepared.start(opened);
  if (withdrawn.length > 0) await ladder.close(tx, { labId, billIds: withdrawn, reason: 'withdrawn', now });
}

async function write(tx: Tx, labId: number, now: Date, decided: readonly Decided[]): Promise<Written> {
  const firstSeq = await appendEvents(
    tx,
    labId,
    decided.map(({ report, event }) => describe(report, event, now)),
  );
  const updates: ReportUpdate[] = decided.map(({ report, event, after }, index) => ({
    labReportId: report.labReportId,
    criticalValues: after.criticalValues,
    reason: after.reason,
    criticalAt: after.criticalAt,
    dueAt: after.dueAt,
    eventSeq: firstSeq + index,
    isNew: event.type !== 'report-classified' && event.type !== 'callout-withdrawn',
  }));
  await updateCriticalValues(tx, labId, updates, now);
  const billsOf = (isMeant: (event: CalloutEvent) => boolean): number[] => [
    ...new Set(decided.filter(({ event }) => isMeant(event)).map(({ report }) => report.billId)),
  ];
  const withdrawn = billsOf(({ type }) => type === 'callout-withdrawn');
  if (withdrawn.length > 0) await supersedeIdleDrafts(tx, labId, withdrawn, now);
  const changed = billsOf(({ type }) => type !== 'report-classified');
  if (changed.length > 0) await bumpBills(tx, labId, changed);
  await markForSearch(
    tx,
    labId,
    billsOf(() => true),
    now,
  );
  const opened = decided.flatMap(({ report: { billId, labReportId }, event }, index) =>
    event.type === 'report-became-critical' || event.type === 'callout-reopened'
      ? [{ billId, labReportId, eventSeq: firstSeq + index }]
      : [],
  );
  return { opened, withdrawn };
}

/** Most reports are normal and stay so: they cost nothing here. */
function needsReview(report: ReviewedReport): boolean {
  if (report.isUnparsed || report.current === CriticalValues.CALLOUT_DONE) return true;
  if (OPEN_CRITICAL_VALUES.some((open) => open === report.current)) return true;
  if (report.results.some((result) => result.isCritical)) return true;
  return report.results.some((result) => result.isAbnormal) !== (report.current === CriticalValues.ABNORMAL);
}

const WORDS: Record<CalloutEvent['type'], string> = {
  'report-classified': 'Result classified',
  'report-became-critical': 'Critical result',
  'callout-reopened': 'Callout opened again',
  'critical-changed': 'Critical result changed',
  'callout-withdrawn': 'Callout withdrawn: nothing is critical any more and nobody was told',
  'callout-attempted': 'Callout attempted',
  'callout-done': 'Callout done',
  'report-not-selected': 'Callout pending again',
};

function describe(report: ReviewedReport, event: CalloutEvent, now: Date): NewEvent {
  const reason = 'reason' in event ? event.reason : null;
  return {
    at: now,
    category: 640,
    type: event.type,
    text: `${WORDS[event.type]}${reason ? ` (${reason})` : ''} - ${report.testName}`,
    actor: SYSTEM_ACTOR,
    bill_id: report.billId,
    lab_report_ids: [report.labReportId],
    ...(reason ? { reason } : {}),
    ...(report.isPatientChanged ? { is_patient_changed: true } : {}),
    ...('dueAt' in event ? { due_at: event.dueAt.toISOString() } : {}),
    ...('to' in event ? { critical_values: event.to } : {}),
  };
}
