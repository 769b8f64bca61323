import type { Rules } from '@critical-callout/domain/evaluation';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Ladder } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Following } from './earlier.ts';
import { INTAKE_CATEGORY } from './intake-events.ts';
import { listReportsById } from './judge-queries.ts';
import { judgeStanding, openedBy, writeJudged } from './judge-standing.ts';

/**
 * A value that came late stands before results that were judged without it. They are judged again by their true previous
 * value; only what becomes critical by it is taken, as a newer version of the same result, so that nobody misses a call for the
 * order in which messages came. After the batch that brought the value is written, in its transaction.
 */
export async function judgeFollowing(
  tx: Tx,
  { labId, now, rules, ladder }: { labId: number; now: Date; rules: Rules; ladder: Ladder | undefined },
  following: readonly Following[],
): Promise<void> {
  if (following.length === 0) return;
  const ids = new Set(following.map(({ resultId }) => resultId));
  const reports = await listReportsById(tx, labId, [...new Set(following.map(({ labReportId }) => labReportId))]);
  const judged = await judgeStanding(tx, {
    ...{ labId, now, rules, reports },
    isAsked: (row) => ids.has(row.id) && !row.isCritical,
    isTaken: ({ verdict }) => verdict.isCritical,
  });
  if (judged.insert.length === 0) return;
  await writeJudged(tx, { labId, now, ladder }, judged);
  await appendEvents(tx, labId, [
    {
      at: now,
      category: INTAKE_CATEGORY,
      type: 'results-judged-again',
      text: `Results judged again, an earlier value came after them: ${judged.count} judged, ${judged.insert.length} changed, ${openedBy(judged.reviewed)} opened`,
      actor: SYSTEM_ACTOR,
      lab_report_ids: [...new Set(judged.insert.map(({ labReportId }) => labReportId))],
    },
  ]);
}
