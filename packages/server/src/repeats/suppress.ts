import type { ResultChange } from '@critical-callout/domain/callout';
import {
  type CodeMapping,
  foldCode,
  isOneSeries,
  isSurelyOneSeries,
  mapResult,
  normalSystem,
} from '@critical-callout/domain/evaluation';
import { identityOf } from '@critical-callout/domain/ingest';
import { findRepeatRule, type RepeatRuling, ruleOnRepeat } from '@critical-callout/domain/repeats';
import { appendEvents, type NewEvent, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import {
  type CriticalNow,
  type Ending,
  endSuppressions,
  type HistoryRow,
  insertSuppressions,
  type LiveSuppression,
  listCriticalNow,
  listHistory,
  loadRepeats,
} from './suppression-queries.ts';

/** A report nobody was to be told of so far, as a message left it. */
export type RepeatCandidate = {
  labReportId: number;
  billId: number;
  testName: string;
  isCritical: boolean;
  /** The message could not be read, or moved the order to another patient. */
  isDoubtful: boolean;
  changes: readonly ResultChange[];
};

type Suppression = { ruling: RepeatRuling & { isSuppressed: true }; result: CriticalNow };
type Judged = {
  candidate: RepeatCandidate;
  isSuppressed: boolean;
  fresh: Suppression[];
  ended: (LiveSuppression & { reason: Ending['reason'] })[];
};

/**
 * Which of these reports need not be called, because every critical value on them repeats one that was told and a rule says
 * so. Writes the suppressions with their events and ends those that hold no longer; answers the suppressed reports. A
 * report with one value that must be called is called whole.
 */
export async function suppressRepeats(
  tx: Tx,
  { labId, now, candidates }: { labId: number; now: Date; candidates: readonly RepeatCandidate[] },
): Promise<ReadonlySet<number>> {
  if (candidates.length === 0) return new Set();
  const ids = candidates.map((candidate) => candidate.labReportId);
  const { rules, live, mappings } = await loadRepeats(tx, labId, ids);
  if (rules.length === 0 && live.length === 0) return new Set();
  const critical = candidates.filter((candidate) => candidate.isCritical && !candidate.isDoubtful);
  const results = await listCriticalNow(
    tx,
    labId,
    critical.map((candidate) => candidate.labReportId),
  );
  const history =
    results.length > 0 ? await listHistory(tx, labId, now, askedOf(results, mappings)) : { rows: [], isComplete: true };
  const decided = new Map<number, boolean>();
  const judged = candidates.map((candidate): Judged => {
    const own = live.filter((one) => one.labReportId === candidate.labReportId);
    const mine = results.filter((one) => one.labReportId === candidate.labReportId);
    const judgement = judge(candidate, mine, own, (result) => {
      if (!history.isComplete) return { isSuppressed: false, because: 'earlier-open' };
      const read = readOf(mappings, result);
      // A rule may be written for the code a sender uses as well as for the one it is read as.
      const rule = findRepeatRule(rules, { ...read, location: result.location }) ?? findRepeatRule(rules, result);
      const earlier = historyOf(
        { ...result, ...read },
        history.rows.map((row) => ({ ...row, ...readOf(mappings, row) })),
        ids,
        decided,
      );
      return ruleOnRepeat(rule, { ...result, unit: read.unit }, earlier, now);
    });
    decided.set(candidate.labReportId, judgement.isSuppressed);
    return judgement;
  });
  await write(tx, labId, now, judged, history.rows);
  return new Set(judged.filter((one) => one.isSuppressed).map(({ candidate }) => candidate.labReportId));
}

/** Code, system and unit as the laboratory reads them, which is how they were judged. */
function readOf(
  mappings: readonly CodeMapping[],
  sent: CriticalNow | HistoryRow,
): Pick<CriticalNow, 'parameterCode' | 'codeSystem' | 'unit'> {
  const { parameterCode, codeSystem, unit } = mapResult(mappings, sent.sourceId, sent).result;
  return { parameterCode, codeSystem, unit };
}

/** Whose history is asked for, under every code that is read as one of these. */
function askedOf(results: readonly CriticalNow[], mappings: readonly CodeMapping[]): { patientIds: number[]; codes: string[] } {
  const codes = new Set(results.map((one) => foldCode(readOf(mappings, one).parameterCode)));
  const sent = mappings
    .filter(({ toCode }) => toCode !== null && codes.has(foldCode(toCode)))
    .map(({ fromCode }) => fromCode ?? '');
  const own = results.map(({ parameterCode }) => parameterCode);
  return {
    patientIds: [...new Set(results.map(({ patientId }) => patientId))],
    codes: [...new Set([...codes, ...[...sent, ...own].map(foldCode)])],
  };
}

/** The patient's other reports as if this batch had come one after the other: of what is decided later nothing is known yet. */
function historyOf(
  of: CriticalNow,
  rows: readonly HistoryRow[],
  batch: readonly number[],
  decided: ReadonlyMap<number, boolean>,
): HistoryRow[] {
  return rows
    .filter(
      (row) =>
        row.labReportId !== of.labReportId &&
        row.patientId === of.patientId &&
        row.parameterCode === of.parameterCode &&
        normalSystem(row.codeSystem) === normalSystem(of.codeSystem) &&
        isOfSeries(row, of) &&
        (!batch.includes(row.labReportId) || decided.has(row.labReportId) || !row.isCritical),
    )
    .map((row) => ({ ...row, isSuppressed: row.isSuppressed || decided.get(row.labReportId) === true }));
}

/**
 * A value told from urine is no reason to be silent about one from plasma under the same code. Where only one of the two says its
 * specimen, what speaks for a call is heard, and what was told is not.
 */
function isOfSeries(row: HistoryRow, of: CriticalNow): boolean {
  if (isSurelyOneSeries(row.specimen, of.specimen)) return true;
  return isOneSeries(row.specimen, of.specimen) && !(row.isCritical && row.told !== null);
}

function judge(
  candidate: RepeatCandidate,
  results: readonly CriticalNow[],
  live: readonly LiveSuppression[],
  rule: (result: CriticalNow & { isDoubtful: boolean }) => RepeatRuling,
): Judged {
  const changed = new Map(candidate.changes.map((change) => [change.identity, change]));
  const isLive = (identity: string): boolean => live.some((one) => identityOf(one) === identity);
  const fresh: Suppression[] = [];
  let mustCall = candidate.isDoubtful && candidate.isCritical;
  for (const result of results) {
    const identity = identityOf(result);
    const change = changed.get(identity);
    // The same value again is the same repeat: its window was judged when it came.
    if (isLive(identity) && (change === undefined || change.kind === 'same')) continue;
    const ruling = rule({ ...result, isDoubtful: isCorrection(result.status, change) });
    if (ruling.isSuppressed) fresh.push({ ruling, result });
    else mustCall = true;
  }
  const isCritical = candidate.isCritical;
  const isSuppressed = isCritical && !mustCall && results.length > 0;
  const standing = new Set(results.map(identityOf));
  const ended = live.flatMap((one): Judged['ended'] => {
    if (isCritical && !isSuppressed) return [{ ...one, reason: 'report-opened' }];
    return standing.has(identityOf(one)) ? [] : [{ ...one, reason: 'not-critical' }];
  });
  return { candidate, isSuppressed, fresh: isSuppressed ? fresh : [], ended };
}

/** Anything but a value that came for the first time: somebody may have seen the one before. */
function isCorrection(status: string, change: ResultChange | undefined): boolean {
  if (status === 'C' || status === 'A' || change === undefined || change.kind === 'same') return true;
  const { before, after } = change;
  return change.kind !== 'new' && (before?.value !== after?.value || before?.unit !== after?.unit);
}

async function write(tx: Tx, labId: number, now: Date, judged: readonly Judged[], history: readonly HistoryRow[]): Promise<void> {
  const fresh = judged.flatMap(({ candidate, fresh }) => fresh.map((one) => ({ candidate, ...one })));
  const ended = judged.flatMap(({ candidate, ended }) => ended.map((one) => ({ candidate, ...one })));
  if (fresh.length + ended.length === 0) return;
  const billNumbers = new Map(history.map((row) => [row.resultId, row.billNumber]));
  const firstSeq = await appendEvents(tx, labId, [
    ...fresh.map(({ candidate, ruling, result }) =>
      describeSuppression(candidate, ruling, result, billNumbers.get(ruling.earlier.resultId) ?? '', now),
    ),
    ...ended.map(({ candidate, ...one }) => describeEnd(candidate, one, now)),
  ]);
  if (ended.length > 0) {
    const endings = ended.map(({ id, reason }, index) => ({
      id,
      reason,
      by: SYSTEM_ACTOR.name,
      eventSeq: firstSeq + fresh.length + index,
    }));
    await endSuppressions(tx, labId, now, endings);
  }
  if (fresh.length === 0) return;
  const rows = fresh.map(({ ruling: { rule, earlier }, result }, index) => ({
    labReportId: result.labReportId,
    parameterCode: result.parameterCode,
    codeSystem: result.codeSystem,
    subId: result.subId,
    resultId: result.resultId,
    ruleId: rule.id,
    earlierLabReportId: earlier.labReportId,
    earlierResultId: earlier.resultId,
    earlierCalloutId: earlier.told.calloutId,
    eventSeq: firstSeq + index,
  }));
  await insertSuppressions(tx, labId, now, rows);
}

/** As what results mean for callouts. */
const REPEATS_CATEGORY = 640;

function describeSuppression(
  { billId, labReportId, testName }: RepeatCandidate,
  { rule, earlier }: Suppression['ruling'],
  result: CriticalNow,
  billNumber: string,
  now: Date,
): NewEvent {
  const scope = rule.scope === 'window' ? `not again within ${rule.windowHours} h` : 'the first of a stay';
  const unless = rule.worseByPercent === '0' ? 'unless worse' : `unless worse by ${rule.worseByPercent} %`;
  return {
    at: now,
    category: REPEATS_CATEGORY,
    type: 'repeat-suppressed',
    text: `Repeat not called - ${testName}: ${result.parameterName}, Rule - ${scope} ${unless} (version ${rule.version}), Earlier callout - ${earlier.told.calloutId} of order ${billNumber}`,
    actor: SYSTEM_ACTOR,
    bill_id: billId,
    lab_report_ids: [labReportId],
    result_id: result.resultId,
    rule: { id: rule.id, key: rule.ruleKey, version: rule.version },
    earlier: {
      callout_id: earlier.told.calloutId,
      told_at: earlier.told.at.toISOString(),
      lab_report_id: earlier.labReportId,
      result_id: earlier.resultId,
      bill_number: billNumber,
    },
  };
}

const END_WORDS: Record<Ending['reason'], string> = {
  opened: 'opened after all',
  'earlier-changed': 'what was told earlier no longer stands',
  'report-opened': 'the report must be called for another value',
  'not-critical': 'the value is critical no longer',
};

export function describeEnd(
  of: { billId: number; labReportId: number; testName: string },
  { id, reason }: { id: number; reason: Ending['reason'] },
  now: Date,
  by: { actor: NewEvent['actor']; comment?: string } = { actor: SYSTEM_ACTOR },
): NewEvent {
  return {
    at: now,
    category: REPEATS_CATEGORY,
    type: 'repeat-suppression-ended',
    text: `Repeat no longer suppressed - ${of.testName}, Reason - ${END_WORDS[reason]}${by.comment ? `, By - ${by.actor.name}, Comment - ${by.comment}` : ''}`,
    actor: by.actor,
    bill_id: of.billId,
    lab_report_ids: [of.labReportId],
    suppression_id: id,
    reason,
    ...(by.comment ? { comment: by.comment } : {}),
  };
}
