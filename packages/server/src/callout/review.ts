import type { ToldBefore } from '@critical-callout/contract/callout';
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
import { type Actor, appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { readSetting } from '../platform/settings.ts';
import { endRepeats, listSuppressed, type RepeatCandidate, suppressRepeats } from '../repeats/index.ts';
import { overtakeClosings } from './closings.ts';
import { insertCorrections } from './corrections.ts';
import { lockBills } from './load.ts';
import { insertOpenings, listTold, type NewOpening } from './openings.ts';
import type { Ladder, PreparedLadder } from './ports.ts';
import {
  bumpBills,
  listReviewStates,
  markForSearch,
  type ReportUpdate,
  supersedeIdleDrafts,
  updateCriticalValues,
} from './queries.ts';
import { endRetries } from './retries.ts';
import { type DescribedReport, describeChange } from './review-events.ts';

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
  const policy = calloutPolicySchema.parse(await readSetting(tx, labId, 'callout_policy'));
  const versions = await lockBills(
    tx,
    labId,
    touched.map((report) => report.billId),
  );
  const labReportIds = touched.map((report) => report.labReportId);
  const states = await listReviewStates(tx, labId, labReportIds);
  const prepared = await ladder?.prepare(tx, { labId, now, labReportIds, notifyWithin: policy.notify_within });

  const suppressed = await suppressRepeats(tx, { labId, now, candidates: repeatCandidates(touched, states) });
  const decided: Decided[] = [];
  for (const report of touched) {
    const state = states.get(report.labReportId);
    if (!state) throw new Error(`lab report ${report.labReportId} is not in lab ${labId}`);
    const isSuppressed = suppressed.has(report.labReportId);
    const decision = decide(
      state,
      {
        type: 'review',
        // A suppressed repeat is critical and not to be called: the report stays outside the list of callouts, as abnormal.
        hasCritical: !isSuppressed && report.results.some((result) => result.isCritical),
        hasAbnormal: isSuppressed || report.results.some((result) => result.isAbnormal),
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
  const written = await write(tx, { labId, now, versions, states }, decided);
  if (ladder && prepared) await follow(tx, { labId, now, ...written }, ladder, prepared);
  const noLongerTold = decided.filter(({ report: { labReportId }, event }) => {
    return event.type === 'callout-reopened' && states.get(labReportId)?.criticalValues === CriticalValues.CALLOUT_DONE;
  });
  const earlierLabReportIds = noLongerTold.map(({ report }) => report.labReportId);
  await openRepeats(
    tx,
    { labId, now, of: { earlierLabReportIds }, reason: 'earlier-changed', actor: SYSTEM_ACTOR, comment: '' },
    ladder,
  );
}

/** Reports nobody was to be told of so far. What was opened once, whatever for, no rule closes. */
function repeatCandidates(reports: readonly ReviewedReport[], states: ReadonlyMap<number, ReportState>): RepeatCandidate[] {
  return reports
    .filter(({ labReportId, results, changes }) => {
      const status = states.get(labReportId)?.criticalValues;
      const isUncalled = status === CriticalValues.NORMAL || status === CriticalValues.ABNORMAL;
      return isUncalled && (results.some((result) => result.isCritical) || changes.some(({ before }) => before?.isCritical));
    })
    .map(({ labReportId, billId, testName, results, changes, isUnparsed, isPatientChanged }) => ({
      labReportId,
      billId,
      testName,
      changes,
      isCritical: results.some((result) => result.isCritical),
      isDoubtful: (isUnparsed ?? false) || (isPatientChanged ?? false),
    }));
}

export type OpenRepeats = {
  labId: number;
  now: Date;
  of: { labReportIds?: readonly number[]; earlierLabReportIds?: readonly number[] };
  reason: 'opened' | 'earlier-changed';
  actor: Actor;
  comment: string;
};

/**
 * Opens reports whose critical values were suppressed as repeats: somebody wants them called, or what was told earlier no
 * longer stands. The clock starts now. Answers the reports that opened.
 */
export async function openRepeats(tx: Tx, input: OpenRepeats, ladder?: Ladder): Promise<number[]> {
  const { labId, now, of, actor, comment } = input;
  if ((of.labReportIds ?? of.earlierLabReportIds ?? []).length === 0) return [];
  const suppressed = await listSuppressed(tx, labId, of);
  if (suppressed.length === 0) return [];
  const versions = await lockBills(
    tx,
    labId,
    suppressed.map(({ billId }) => billId),
  );
  const labReportIds = [...new Set(suppressed.map(({ labReportId }) => labReportId))];
  const states = await listReviewStates(tx, labId, labReportIds);
  const policy = calloutPolicySchema.parse(await readSetting(tx, labId, 'callout_policy'));
  const prepared = await ladder?.prepare(tx, { labId, now, labReportIds, notifyWithin: policy.notify_within });
  const ended = await endRepeats(tx, { labId, now, of: { labReportIds }, reason: input.reason, by: { actor, comment } });
  const decided: Decided[] = [];
  for (const { labReportId, billId, testName, patientClass } of ended) {
    const state = states.get(labReportId);
    const isUncalled = state?.criticalValues === CriticalValues.NORMAL || state?.criticalValues === CriticalValues.ABNORMAL;
    if (!state || !isUncalled || decided.some(({ report }) => report.labReportId === labReportId)) continue;
    const decision = decide(
      state,
      {
        type: 'review',
        hasCritical: true,
        hasAbnormal: true,
        changes: [],
        isUnparsed: false,
        dueAt: prepared?.dueAt(labReportId) ?? dueAt(now, patientClass, policy.notify_within),
      },
      now,
    );
    if ('refusal' in decision) throw new Error(`a review is never refused: ${decision.message}`);
    for (const event of decision.events)
      decided.push({ report: { labReportId, billId, testName, actor }, event, after: evolve(state, event) });
  }
  if (decided.length === 0) return [];
  const written = await write(tx, { labId, now, versions, states }, decided);
  if (ladder && prepared) await follow(tx, { labId, now, ...written }, ladder, prepared);
  return written.opened.map(({ labReportId }) => labReportId);
}

type Decided = { report: DescribedReport; event: CalloutEvent; after: ReportState };

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

type Writing = {
  labId: number;
  now: Date;
  /** Of the orders, before this. */
  versions: ReadonlyMap<number, number>;
  states: ReadonlyMap<number, ReportState>;
};

async function write(tx: Tx, { labId, now, versions, states }: Writing, decided: readonly Decided[]): Promise<Written> {
  const told = await listToldOf(tx, labId, decided, states);
  const firstSeq = await appendEvents(
    tx,
    labId,
    decided.map(({ report, event }) =>
      describeChange(report, event, { now, told, version: (versions.get(report.billId) ?? 0) + 1 }),
    ),
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
  if (withdrawn.length > 0) {
    const idle = await supersedeIdleDrafts(tx, labId, withdrawn, now);
    if (idle.length > 0) await endRetries(tx, labId, idle, 'withdrawn', now);
  }
  const changed = billsOf(({ type }) => type !== 'report-classified');
  if (changed.length > 0) await bumpBills(tx, labId, changed);
  if (touchesOpen(decided)) await overtakeClosings(tx, labId, changed, now);
  await markForSearch(
    tx,
    labId,
    billsOf(() => true),
    now,
  );
  const opened = decided.flatMap(({ report: { billId, labReportId }, event }, index) =>
    isOpening(event) ? [{ billId, labReportId, event, eventSeq: firstSeq + index }] : [],
  );
  if (opened.length > 0) {
    const openings = opened.map(({ labReportId, event, eventSeq }) => openingOf(labReportId, event, eventSeq, told));
    await insertOpenings(tx, labId, openings);
  }
  const corrections = decided.flatMap(({ report: { labReportId }, event }, index) =>
    event.type === 'critical-changed' && told.has(labReportId) ? [{ labReportId, eventSeq: firstSeq + index, told }] : [],
  );
  if (corrections.length > 0) await insertCorrections(tx, labId, corrections, now);
  return { opened, withdrawn };
}

type Opening = Extract<CalloutEvent, { type: 'report-became-critical' | 'callout-reopened' }>;
const isOpening = (event: CalloutEvent): event is Opening =>
  event.type === 'report-became-critical' || event.type === 'callout-reopened';

/** Who must be told again, by name: of reports that opened again, and of those whose value changed while a call went out. */
async function listToldOf(
  tx: Tx,
  labId: number,
  decided: readonly Decided[],
  states: ReadonlyMap<number, ReportState>,
): Promise<ReadonlyMap<number, ToldBefore[]>> {
  const changed = decided.filter(
    ({ report, event }) =>
      (event.type === 'callout-reopened' || event.type === 'critical-changed') && states.get(report.labReportId)?.wasTold,
  );
  if (changed.length === 0) return new Map();
  return listTold(
    tx,
    labId,
    changed.map(({ report }) => report.labReportId),
  );
}

function openingOf(
  labReportId: number,
  { type, reason, at, dueAt: due }: Opening,
  eventSeq: number,
  told: ReadonlyMap<number, ToldBefore[]>,
): NewOpening {
  const kind = type === 'report-became-critical' ? 'first' : 'again';
  return { labReportId, eventSeq, kind, reason, criticalAt: at, dueAt: due, told: told.get(labReportId) ?? [] };
}

/** A first critical result cannot overtake anything; it is by far the most frequent change. */
const touchesOpen = (decided: readonly Decided[]): boolean =>
  decided.some(({ event }) => event.type !== 'report-classified' && event.type !== 'report-became-critical');

/** Most reports are normal and stay so: they cost nothing here. */
function needsReview(report: ReviewedReport): boolean {
  if (report.isUnparsed || report.current === CriticalValues.CALLOUT_DONE) return true;
  if (OPEN_CRITICAL_VALUES.some((open) => open === report.current)) return true;
  if (report.results.some((result) => result.isCritical)) return true;
  // A repeat that was suppressed stands as abnormal: its suppression ends with its critical value.
  if (report.changes.some(({ before }) => before?.isCritical)) return true;
  return report.results.some((result) => result.isAbnormal) !== (report.current === CriticalValues.ABNORMAL);
}
