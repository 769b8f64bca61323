import type { Rules } from '@critical-callout/domain/evaluation';
import { type Ladder, type ReviewedReport, reviewReports } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import { findEarlier } from './earlier.ts';
import { evaluateResults } from './evaluate-results.ts';
import { type JudgedReport, listResultsOf, type StandingRow, toIncoming } from './judge-queries.ts';
import { insertResults, type NewResult, supersedeResults } from './result-queries.ts';
import { type EvaluatedResult, mergeResults } from './result-version.ts';
import { listSourcesById, type Source } from './sources.ts';

type Judging = {
  labId: number;
  now: Date;
  rules: Rules;
  reports: readonly JudgedReport[];
  /** Which of the standing results are judged, and which verdicts take the place of the one that stands. */
  isAsked: (row: StandingRow, report: JudgedReport) => boolean;
  isTaken: (evaluated: EvaluatedResult) => boolean;
};
export type Judged = { insert: NewResult[]; supersede: number[]; reviewed: ReviewedReport[]; count: number };

/** Results that stand, judged with today's rules and what is known today. A verdict that differs is a newer version of the same result. */
export async function judgeStanding(tx: Tx, { labId, now, rules, reports, isAsked, isTaken }: Judging): Promise<Judged> {
  const all: Judged = { insert: [], supersede: [], reviewed: [], count: 0 };
  if (reports.length === 0) return all;
  const sources = new Map(
    (await listSourcesById(tx, labId, [...new Set(reports.map(({ sourceId }) => sourceId))])).map((one) => [one.id, one]),
  );
  const ids = reports.map(({ id }) => id);
  const byReport = Map.groupBy(await listResultsOf(tx, labId, ids), ({ labReportId }) => labReportId);
  const asked = (report: JudgedReport): StandingRow[] => (byReport.get(report.id) ?? []).filter((row) => isAsked(row, report));
  const { earlier } = await findEarlier(
    { tx, labId, rules, now },
    reports.map((report) => ({ ...report, labReportId: report.id, results: asked(report).map(toIncoming), isStored: true })),
  );
  for (const report of reports) {
    const source = sources.get(report.sourceId);
    if (!source) continue;
    const rows = asked(report);
    const evaluated = evaluateResults(rules, rows.map(toIncoming), {
      ...contextOf(report, source, now),
      earlier: earlier(report.patientId, report.id),
    });
    const merged = mergeResults(byReport.get(report.id) ?? [], evaluated.filter(isTaken));
    all.count += rows.length;
    all.supersede.push(...merged.supersede);
    for (const { evaluated: one } of merged.insert) {
      const row = rows[evaluated.indexOf(one)];
      if (!row) continue;
      const { messageId, receivedAt } = row;
      all.insert.push({ ...one, labReportId: report.id, messageId, receivedAt, supersededAt: null });
    }
    const { id: labReportId, billId, testName, criticalValues: current, patientClass } = report;
    all.reviewed.push({ labReportId, billId, testName, current, patientClass, results: merged.after, changes: merged.changes });
  }
  return all;
}

const contextOf = (
  { sex, born, patientClass, ward, specimen, department, collectedAt }: JudgedReport,
  source: Source,
  now: Date,
) => ({ sex, born, patientClass, ward, specimen, department, collectedAt, now, source, isUnparsed: false });

export async function writeJudged(
  tx: Tx,
  { labId, now, ladder }: { labId: number; now: Date; ladder: Ladder | undefined },
  { supersede, insert, reviewed }: Judged,
): Promise<void> {
  if (supersede.length > 0) await supersedeResults(tx, labId, now, supersede);
  if (insert.length > 0) await insertResults(tx, labId, insert);
  await reviewReports(tx, { labId, now, reports: reviewed }, ladder);
}

/** How many orders were opened. */
export function openedBy(reviewed: readonly ReviewedReport[]): number {
  const opened = reviewed.filter(
    ({ current, results }) => (current === 0 || current === 3) && results.some(({ isCritical }) => isCritical),
  );
  return new Set(opened.map(({ billId }) => billId)).size;
}
