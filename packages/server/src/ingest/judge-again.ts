import type { JudgedAgain } from '@critical-callout/contract/mappings';
import type { LabSession } from '@critical-callout/domain/auth';
import { mappingFor } from '@critical-callout/domain/evaluation';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents } from '../audit/index.ts';
import { getMapping, loadRules } from '../evaluation/index.ts';
import { Refused } from '../platform/http.ts';
import { INTAKE_CATEGORY } from './intake-events.ts';
import { type JudgedReport, listReportsOf, type StandingRow } from './judge-queries.ts';
import { judgeStanding, openedBy, writeJudged } from './judge-standing.ts';
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
    const rules = await loadRules(tx, labId);
    // What is critical stays so: codes beside a coded value are not kept, and nothing is taken off the list by renaming a test.
    const isAsked = (row: StandingRow, { sourceId }: JudgedReport): boolean =>
      !row.isCritical && mappingFor([mapping], sourceId, row) !== null;
    const judged = await judgeStanding(tx, { labId, now, rules, reports, isAsked, isTaken: () => true });
    await writeJudged(tx, { labId, now, ladder }, judged);
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
