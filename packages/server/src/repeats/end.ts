import { appendEvents, type NewEvent } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { describeEnd } from './suppress.ts';
import { type Ending, endSuppressions, listSuppressed, type Suppressed } from './suppression-queries.ts';

export type EndRepeats = {
  labId: number;
  now: Date;
  of: { labReportIds?: readonly number[]; earlierLabReportIds?: readonly number[] };
  reason: Ending['reason'];
  by: { actor: NewEvent['actor']; comment: string };
};

/** Ends what is suppressed on these reports, each with its event, and answers what was. The callout room opens them then. */
export async function endRepeats(tx: Tx, { labId, now, of, reason, by }: EndRepeats): Promise<Suppressed[]> {
  const ended = await listSuppressed(tx, labId, of);
  if (ended.length === 0) return [];
  const firstSeq = await appendEvents(
    tx,
    labId,
    ended.map((one) => describeEnd(one, { id: one.id, reason }, now, by)),
  );
  const endings = ended.map(({ id }, index) => ({ id, reason, by: by.actor.name, eventSeq: firstSeq + index }));
  await endSuppressions(tx, labId, now, endings);
  return ended;
}
