import { type EarlierValue, foldCode, judgedCode, type Rules } from '@critical-callout/domain/evaluation';
import { identityOf } from '@critical-callout/domain/ingest';
import type { IncomingResult } from '@critical-callout/domain/result';
import { type EarlierRow, listEarlierResults, type PatientSpan } from '../evaluation/index.ts';
import type { Tx } from '../platform/db.ts';
import { isOlder, isTakenBack } from './result-version.ts';

/** Results of a report that is about to be judged. `isStored`: they are in the database already. */
export type ToCompare = {
  patientId: number;
  labReportId: number;
  sourceId: number;
  specimen: readonly string[];
  collectedAt: Date | null;
  results: readonly IncomingResult[];
  isStored: boolean;
};

/** `ownIdentity`: which result of the judged report itself it is; null of another report. A result is not its own previous one. */
export type Comparable = EarlierValue & { ownIdentity: string | null };

/** What a report of a patient may be compared with. */
export type EarlierOfPatients = (patientId: number, labReportId: number) => readonly Comparable[];

type Known = EarlierValue & { patientId: number; labReportId: number; identity: string };

const HOUR_MS = 3_600_000;
const NOTHING: Compared = { earlier: () => [], following: [] };

/** A stored result that a result which came now stands before, though it was collected later: its previous value may be another. */
export type Following = { resultId: number; labReportId: number };

export type Compared = { earlier: EarlierOfPatients; following: Following[] };

/**
 * Earlier results of the patients of these reports, for limits that ask for a change: those stored and those that come with
 * them; and what is stored of later samples. One statement whatever the number of reports, and none where no limit asks. The
 * patients are locked by whoever writes, so that of two results that come at once the later sees the other.
 */
export async function findEarlier(
  { tx, labId, rules, now }: { tx: Tx; labId: number; rules: Rules; now: Date },
  reports: readonly ToCompare[],
): Promise<Compared> {
  const need = rules.delta;
  if (need === null) return NOTHING;
  const asked = reports
    .map((report) => ({
      ...report,
      results: report.results.filter(({ parameterCode }) => need.codes.has(foldCode(parameterCode))),
    }))
    .filter(({ results }) => results.length > 0);
  if (asked.length === 0) return NOTHING;
  const spans = spansOf(asked, now, need.hours);
  const stored = await listEarlierResults(tx, labId, [...need.codes], spans);
  const groups = Map.groupBy(together(stored, asked, now), ({ patientId }) => patientId);
  return {
    earlier: (patientId, labReportId) =>
      (groups.get(patientId) ?? []).map((one) => ({
        ...one,
        ownIdentity: one.labReportId === labReportId ? one.identity : null,
      })),
    following: followingOf(rules, stored, asked, { now, hours: need.hours }),
  };
}

/** What is critical stays so, whatever its previous value turns out to be. */
function followingOf(
  { mappings }: Rules,
  stored: readonly EarlierRow[],
  asked: readonly ToCompare[],
  { now, hours }: { now: Date; hours: number },
): Following[] {
  const coming = asked.filter(({ isStored }) => !isStored);
  const own = new Set(
    coming.flatMap(({ labReportId, results }) => results.map((result) => keyOf(labReportId, identityOf(result)))),
  );
  const arrived = coming.flatMap((report) =>
    report.results.map((result) => ({
      patientId: report.patientId,
      code: judgedCode(mappings, report.sourceId, result),
      at: timeOf(result, report, now).getTime(),
    })),
  );
  return stored
    .filter((row) => !row.isCritical && !own.has(keyOf(row.labReportId, identityOf(row))))
    .filter((row) => {
      const [code, time] = [judgedCode(mappings, row.sourceId, row), row.at.getTime()];
      return arrived.some(
        ({ patientId, code: other, at }) =>
          patientId === row.patientId && other === code && at < time && time - at <= hours * HOUR_MS,
      );
    })
    .map(({ resultId, labReportId }) => ({ resultId, labReportId }));
}

const keyOf = (labReportId: number, identity: string): string => `${labReportId} ${identity}`;
const timeOf = (result: IncomingResult, { collectedAt }: ToCompare, now: Date): Date => result.observedAt ?? collectedAt ?? now;

function spansOf(reports: readonly ToCompare[], now: Date, hours: number): PatientSpan[] {
  return [...Map.groupBy(reports, ({ patientId }) => patientId)].map(([patientId, own]) => {
    const times = own.flatMap((report) => report.results.map((result) => timeOf(result, report, now).getTime()));
    // What is judged now may be the previous value of what came before it.
    const ahead = own.some(({ isStored }) => !isStored) ? hours * HOUR_MS + 1 : 0;
    return { patientId, from: new Date(Math.min(...times) - hours * HOUR_MS), to: new Date(Math.max(...times) + ahead) };
  });
}

/** What stands once these reports are written: a result that comes takes the place of the version of it that stands, unless it is older. */
function together(stored: readonly EarlierRow[], reports: readonly ToCompare[], now: Date): Known[] {
  const standing = new Map(stored.map((row) => [keyOf(row.labReportId, identityOf(row)), row]));
  const known = new Map<string, Known>();
  for (const [key, row] of standing) {
    const { patientId, labReportId, sourceId, specimen, parameterCode, codeSystem, value, unit, at } = row;
    const identity = identityOf(row);
    known.set(key, { patientId, labReportId, identity, sourceId, specimen, parameterCode, codeSystem, value, unit, at });
  }
  for (const report of reports) {
    if (report.isStored) continue;
    const { patientId, labReportId, sourceId, specimen } = report;
    for (const result of report.results) {
      const identity = identityOf(result);
      const key = keyOf(labReportId, identity);
      const before = standing.get(key);
      if (before && isOlder({ ...result, isCritical: before.isCritical }, before)) continue;
      known.delete(key);
      if (isTakenBack(result.status)) continue;
      const { parameterCode, codeSystem, value, unit } = result;
      const at = timeOf(result, report, now);
      known.set(key, { patientId, labReportId, identity, sourceId, specimen, parameterCode, codeSystem, value, unit, at });
    }
  }
  return [...known.values()];
}
