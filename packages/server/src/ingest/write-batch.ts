import type { Rules } from '@critical-callout/domain/evaluation';
import { type Ladder, type ReviewedReport, reviewReports } from '../callout/index.ts';
import { loadRules } from '../evaluation/index.ts';
import type { Tx } from '../platform/db.ts';
import { type BatchPlan, keyOfReport, type PlannedOrder, type PlannedReport, planBatch } from './batch-plan.ts';
import { type EarlierOfPatients, type Following, findEarlier, type ToCompare } from './earlier.ts';
import { evaluateResults } from './evaluate-results.ts';
import { type ForeignMessage, foreignOf, isForeign } from './foreign.ts';
import { recordIntake } from './intake-events.ts';
import { judgeFollowing } from './judge-following.ts';
import { mergePatients } from './merge-patients.ts';
import {
  type EarlierMessage,
  finishMessages,
  insertMessages,
  lockEarlierMessages,
  lockStoredMessages,
} from './message-queries.ts';
import {
  insertUnidentifiedPatients,
  listCallableReports,
  type StoredOrder,
  type StoredPatient,
  type StoredReport,
  upsertOrders,
  upsertPatients,
  upsertReports,
} from './order-queries.ts';
import { insertResults, listStandingResults, type NewResult, supersedeResults } from './result-queries.ts';
import { mergeResults, type StoredResult } from './result-version.ts';
import { findTwins, onlyWhatStands } from './twins.ts';
import { keyOfOrder, type Stored, type Work } from './work.ts';

type Context = { tx: Tx; labId: number; now: Date; rules: Rules; messageIds: Map<Work, number>; earlier?: EarlierOfPatients };

/**
 * Writes a batch of messages of one lab in the caller's transaction: raw bytes, patients, orders, reports, results with
 * their verdicts, and what they mean for callouts. A constant number of statements whatever the batch (a merge of two
 * records of a patient adds its own, and so does a value that comes after the one it stands before); each takes its locks in sorted order; the transaction is one opened `isByKey`. The batch holds at most one message of an order and never the same bytes twice.
 * Nothing in the result is true before the transaction is committed.
 */
export async function writeBatch(tx: Tx, labId: number, now: Date, works: readonly Work[], ladder?: Ladder): Promise<Stored[]> {
  const rules = await loadRules(tx, labId);
  const { stored, messageIds, toFinish } = await storeMessages(tx, labId, works);
  const fresh = works.filter((work) => messageIds.has(work));
  // Before the results: one that comes under a number just given up goes to the record that stays.
  const merging = fresh.filter(({ read }) => read.merges && read.merges.length > 0);
  const merged = await mergePatients(tx, labId, now, withIds(merging, messageIds));
  const plan = planBatch(fresh);
  const context: Context = { tx, labId, now, rules, messageIds };
  const written = plan.reports.length > 0 ? await writeOrders(context, plan) : NOTHING_WRITTEN;
  if (toFinish.length > 0) await finishMessages(tx, labId, now, toFinish);
  await reviewReports(tx, { labId, now, reports: written.reviewed }, ladder);
  await judgeFollowing(tx, { labId, now, rules, ladder }, written.following);
  await recordIntake(tx, labId, now, {
    quarantined: withIds(
      fresh.filter((work) => work.read.state === 'QUARANTINED'),
      messageIds,
    ),
    merged,
    moved: written.formerPatients,
    foreign: written.foreign,
  });
  return stored;
}

const withIds = (works: readonly Work[], ids: ReadonlyMap<Work, number>): { work: Work; messageId: number }[] =>
  works.map((work) => ({ work, messageId: ids.get(work) ?? 0 }));

type StoredMessages = { stored: Stored[]; messageIds: Map<Work, number>; toFinish: Work[] };

/** Stores the bytes; what was stored and answered before keeps its answer, what was stored and never finished is finished now. */
async function storeMessages(tx: Tx, labId: number, works: readonly Work[]): Promise<StoredMessages> {
  const messageIds = new Map<Work, number>();
  const toFinish: Work[] = [];
  const answered = new Map<Work, Stored>();
  const settle = (work: Work, earlier: Omit<EarlierMessage, 'ord'>, expected: 'RECEIVED' | 'QUARANTINED'): void => {
    const { id, state, reason, acks } = earlier;
    if (state === expected) {
      messageIds.set(work, id);
      toFinish.push({ ...work, stored: { id, expected } });
    } else if (state !== 'RECEIVED') answered.set(work, { messageId: id, state, reason, acks, isDuplicate: true });
  };

  const known = new Map(works.flatMap((work) => (work.stored ? [[work.stored.id, work]] : [])));
  for (const earlier of known.size > 0 ? await lockStoredMessages(tx, labId, [...known.keys()]) : []) {
    const work = known.get(earlier.id);
    if (work?.stored) settle(work, earlier, work.stored.expected);
  }
  const arrived = works.filter((work) => work.stored === null);
  const repeated: { ord: number; work: Work }[] = [];
  for (const { ord, id } of arrived.length > 0 ? await insertMessages(tx, labId, arrived, 'final') : []) {
    const work = arrived[ord];
    if (work && id !== null) messageIds.set(work, id);
    else if (work) repeated.push({ ord, work });
  }
  for (const earlier of repeated.length > 0 ? await lockEarlierMessages(tx, labId, repeated) : []) {
    const work = arrived[earlier.ord];
    if (work) settle(work, earlier, 'RECEIVED');
  }
  const stored = works.map((work) => {
    const messageId = messageIds.get(work);
    if (messageId !== undefined)
      return { messageId, state: work.read.state, reason: work.read.reason, acks: work.read.acks, isDuplicate: false };
    const earlier = answered.get(work);
    // Bytes that are neither new nor found cannot be: a stored message is kept for ever.
    if (!earlier) throw new Error(`a message of source ${work.source.code} was neither stored nor found`);
    return earlier;
  });
  return { stored, messageIds, toFinish };
}

type WrittenOrders = {
  formerPatients: StoredOrder[];
  foreign: ForeignMessage[];
  reviewed: ReviewedReport[];
  following: Following[];
};
const NOTHING_WRITTEN: WrittenOrders = { formerPatients: [], foreign: [], reviewed: [], following: [] };

async function writeOrders(context: Context, plan: BatchPlan): Promise<WrittenOrders> {
  const { tx, labId, now } = context;
  const patients =
    plan.patients.size > 0 ? await upsertPatients(tx, labId, now, plan.patients) : new Map<string, StoredPatient>();
  const nameless = plan.orders.filter((order) => order.patientKey === null);
  const unidentified =
    nameless.length > 0 ? await insertUnidentifiedPatients(tx, labId, now, nameless) : new Map<string, number>();
  const orders = await upsertOrders(
    tx,
    labId,
    plan.orders.map((planned) => ({
      planned,
      patientId: (planned.patientKey === null ? unidentified.get(planned.key) : patients.get(planned.patientKey)?.id) ?? null,
    })),
  );
  const orderByKey = new Map(orders.map((order) => [keyOfOrder(order.sourceId, order.billNumber), order]));
  const placed = plan.reports.map((planned) => ({ planned, order: get(orderByKey, planned.order.key) }));
  const reports = await upsertReports(
    tx,
    labId,
    now,
    placed.map(({ planned, order }) => ({ planned, billId: order.id })),
  );
  const reportByKey = new Map(reports.map((report) => [keyOfReport(report.billId, report), report]));
  const patientOf = ({ patientKey }: PlannedOrder): StoredPatient | null =>
    patientKey === null ? null : (patients.get(patientKey) ?? null);
  const twins = await findTwins(context, placed);
  const known = [...reports.filter((report) => !report.isNew), ...twins.map(({ report }) => report)].map(({ id }) => id);
  const standing = groupByReport(known.length > 0 ? await listStandingResults(tx, labId, known) : []);
  const { earlier, following } = await findEarlier(
    context,
    placed.map(({ planned, order }) => toCompare(planned, order, get(reportByKey, keyOfReport(order.id, planned.report)))),
  );
  const judging = { ...context, earlier };
  const judged = [
    ...placed.map(({ planned, order }) =>
      judgeReport(judging, {
        planned,
        order,
        patient: patientOf(planned.order),
        report: get(reportByKey, keyOfReport(order.id, planned.report)),
        standing,
      }),
    ),
    ...twins.map((twin) =>
      judgeReport(judging, { ...onlyWhatStands(twin, standing), patient: patientOf(twin.planned.order), standing }),
    ),
  ];
  const supersede = judged.flatMap((one) => one.supersede);
  if (supersede.length > 0) await supersedeResults(tx, labId, now, supersede);
  const insert = judged.flatMap((one) => one.insert);
  if (insert.length > 0) await insertResults(tx, labId, insert);
  const formerPatients = orders.filter((order) => order.formerPatientId !== null);
  return {
    following,
    formerPatients,
    foreign: placed.flatMap(({ planned, order }) => foreignOf(planned, order, patientOf(planned.order))),
    reviewed: [...judged.map((one) => one.reviewed), ...(await reviewUnnamed(context, formerPatients, reports))],
  };
}

/** Reports the message does not name, of orders it moved to another patient: what was open or told there was the other one's. */
async function reviewUnnamed(
  { tx, labId }: Context,
  moved: readonly StoredOrder[],
  named: readonly StoredReport[],
): Promise<ReviewedReport[]> {
  if (moved.length === 0) return [];
  const orderById = new Map(moved.map((order) => [order.id, order]));
  const namedIds = named.map((report) => report.id);
  const reports = await listCallableReports(tx, labId, [...orderById.keys()], namedIds);
  if (reports.length === 0) return [];
  const ids = reports.map((report) => report.id);
  const standing = groupByReport(await listStandingResults(tx, labId, ids));
  return reports.map((report) => ({
    labReportId: report.id,
    billId: report.billId,
    testName: report.testName,
    current: report.criticalValues,
    patientClass: get(orderById, report.billId).patientClass,
    results: mergeResults(standing.get(report.id) ?? [], []).after,
    changes: [],
    isPatientChanged: true,
  }));
}

const toCompare = ({ report: { results } }: PlannedReport, order: StoredOrder, report: StoredReport): ToCompare => ({
  patientId: order.patientId,
  labReportId: report.id,
  sourceId: order.sourceId,
  specimen: report.specimen,
  collectedAt: report.collectedAt,
  results,
  isStored: false,
});

type ReportToJudge = {
  planned: PlannedReport;
  order: StoredOrder;
  patient: StoredPatient | null;
  report: StoredReport;
  standing: Map<number, StoredResult[]>;
};

type JudgedReport = { insert: NewResult[]; supersede: number[]; reviewed: ReviewedReport };

/** Verdicts of one report's results, against what stands on it. No I/O. */
function judgeReport(context: Context, { planned, order, patient, report, standing }: ReportToJudge): JudgedReport {
  const { work } = planned.order;
  const messageId = get(context.messageIds, work);
  const evaluated = evaluateResults(context.rules, planned.report.results, {
    sex: patient ? patient.sex : planned.order.order.patient.sex,
    born: patient ? patient.born : planned.order.order.patient.born,
    patientClass: order.patientClass,
    ward: order.ward,
    specimen: report.specimen,
    department: report.department,
    collectedAt: report.collectedAt,
    earlier: context.earlier?.(order.patientId, report.id) ?? [],
    now: context.now,
    source: work.source,
    isUnparsed: work.read.isUnparsed,
  });
  const merged = mergeResults(standing.get(report.id) ?? [], evaluated);
  return {
    insert: merged.insert.map(({ evaluated: one, isSuperseded }) => ({
      ...one,
      labReportId: report.id,
      messageId,
      receivedAt: work.receivedAt,
      supersededAt: isSuperseded ? context.now : null,
    })),
    supersede: merged.supersede,
    reviewed: {
      labReportId: report.id,
      billId: order.id,
      testName: planned.report.testName,
      current: report.criticalValues,
      patientClass: order.patientClass,
      results: merged.after,
      changes: merged.changes,
      ...(work.read.isUnparsed ? { isUnparsed: true } : {}),
      ...(order.formerPatientId !== null || (isForeign(order, patient) && merged.insert.some((one) => !one.isSuperseded))
        ? { isPatientChanged: true }
        : {}),
    },
  };
}

function groupByReport(results: readonly StoredResult[]): Map<number, StoredResult[]> {
  const groups = new Map<number, StoredResult[]>();
  for (const result of results) {
    const group = groups.get(result.labReportId);
    if (group) group.push(result);
    else groups.set(result.labReportId, [result]);
  }
  return groups;
}

function get<K, V>(map: Map<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error('a row that was just written was not returned');
  return value;
}
