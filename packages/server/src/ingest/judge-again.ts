import type { JudgedAgain } from '@critical-callout/contract/mappings';
import type { LabSession } from '@critical-callout/domain/auth';
import { mappingFor } from '@critical-callout/domain/evaluation';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents } from '../audit/index.ts';
import { type ReviewedReport, reviewReports } from '../callout/index.ts';
import { getMapping, loadRules, type MappingRow } from '../evaluation/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { findEarlier } from './earlier.ts';
import { evaluateResults } from './evaluate-results.ts';
import { INTAKE_CATEGORY } from './intake-events.ts';
import { type JudgedReport, listReportsOf, listResultsOf, type StandingRow, toIncoming } from './judge-queries.ts';
import { insertResults, type NewResult, supersedeResults } from './result-queries.ts';
import { mergeResults } from './result-version.ts';
import { listSourcesById, type Source } from './sources.ts';
import type { IntakeDeps } from './work.ts';

/**
 * What came as a mapping says and still stands, judged with today's rules: a verdict that differs is a newer version of the same
 * result, and the callout hears of it as of any other. Nothing else of the message is read again.
 */
export function judgeAgain({ db, clock, ladder }: IntakeDeps, session: LabSession, key: string): Promise<JudgedAgain> {
  const { labId } = session;
  return db.inLab(labId, async (tx) => {
    const now = clock.now();
    const mapping = await getMapping(tx, labId, key);
    if (!mapping.isActive)
      throw new Refused(refusal('mappings.ended', `Mapping ${mapping.id} is ended; it judges nothing.`), 409);
    const reports = await listReportsOf(tx, labId, mapping);
    const judged = await judge(tx, { labId, now, mapping, reports });
    if (judged.supersede.length > 0) await supersedeResults(tx, labId, now, judged.supersede);
    if (judged.insert.length > 0) await insertResults(tx, labId, judged.insert);
    await reviewReports(tx, { labId, now, reports: judged.reviewed }, ladder);
    const answer = { judged: judged.count, changed: judged.insert.length, opened: openedBy(judged.reviewed) };
    await appendEvents(tx, labId, [
      {
        at: now,
        category: INTAKE_CATEGORY,
        type: 'results-judged-again',
        text: `Results judged again by - ${session.userName}, mapping ${mapping.id}: ${answer.judged} judged, ${answer.changed} changed, ${answer.opened} opened`,
        actor: actorOf(session),
        mapping: key,
        ...answer,
      },
    ]);
    return answer;
  });
}

type Judging = { labId: number; now: Date; mapping: MappingRow; reports: readonly JudgedReport[] };
type Judged = { insert: NewResult[]; supersede: number[]; reviewed: ReviewedReport[]; count: number };

async function judge(tx: Tx, { labId, now, mapping, reports }: Judging): Promise<Judged> {
  const rules = await loadRules(tx, labId);
  const sources = new Map(
    (await listSourcesById(tx, labId, [...new Set(reports.map(({ sourceId }) => sourceId))])).map((one) => [one.id, one]),
  );
  const standing = await listResultsOf(
    tx,
    labId,
    reports.map(({ id }) => id),
  );
  const all: Judged = { insert: [], supersede: [], reviewed: [], count: 0 };
  // What is critical stays so: codes beside a coded value are not kept, and nothing is taken off the list by renaming a test.
  const asked = (report: JudgedReport): StandingRow[] =>
    standing.filter(
      (row) => row.labReportId === report.id && !row.isCritical && mappingFor([mapping], report.sourceId, row) !== null,
    );
  const earlier = await findEarlier(
    { tx, labId, rules, now },
    reports.map((report) => ({ ...report, labReportId: report.id, results: asked(report).map(toIncoming), isStored: true })),
  );
  for (const report of reports) {
    const source = sources.get(report.sourceId);
    if (!source) continue;
    const own = standing.filter(({ labReportId }) => labReportId === report.id);
    const rows = asked(report);
    const evaluated = evaluateResults(rules, rows.map(toIncoming), {
      ...contextOf(report, source, now),
      earlier: earlier(report.patientId, report.id),
    });
    const merged = mergeResults(own, evaluated);
    const rowOf = (at: number): StandingRow | undefined => rows[at];
    all.count += rows.length;
    all.supersede.push(...merged.supersede);
    for (const { evaluated: one } of merged.insert) {
      const row = rowOf(evaluated.indexOf(one));
      if (row)
        all.insert.push({
          ...one,
          labReportId: report.id,
          messageId: row.messageId,
          receivedAt: row.receivedAt,
          supersededAt: null,
        });
    }
    all.reviewed.push({
      labReportId: report.id,
      billId: report.billId,
      testName: report.testName,
      current: report.criticalValues,
      patientClass: report.patientClass,
      results: merged.after,
      changes: merged.changes,
    });
  }
  return all;
}

const contextOf = (
  { sex, born, patientClass, ward, specimen, department, collectedAt }: JudgedReport,
  source: Source,
  now: Date,
) => ({
  sex,
  born,
  patientClass,
  ward,
  specimen,
  department,
  collectedAt,
  now,
  source,
  isUnparsed: false,
});

function openedBy(reviewed: readonly ReviewedReport[]): number {
  const opened = reviewed.filter(
    ({ current, results }) => (current === 0 || current === 3) && results.some(({ isCritical }) => isCritical),
  );
  return new Set(opened.map(({ billId }) => billId)).size;
}
