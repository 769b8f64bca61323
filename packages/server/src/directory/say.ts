import type { LabSession } from '@critical-callout/domain/auth';
import { type Actor, actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';

/** Changes of limits, settings and the directory are of one category in the audit trail. */
export const CATEGORY_CONFIGURATION = 620;

/** Who changes the directory, where, and when. */
export type Change = { labId: number; actor: Actor; now: Date };

export const changeBy = (session: LabSession, now: Date): Change => ({ labId: session.labId, actor: actorOf(session), now });

/** The one event of the directory's changes; `before` is null for what is new. */
export async function sayChanged(
  tx: Tx,
  { labId, actor, now }: Change,
  what: string,
  rows: { before?: unknown; after: unknown } & Record<string, unknown>,
): Promise<void> {
  await appendEvents(tx, labId, [
    {
      at: now,
      category: CATEGORY_CONFIGURATION,
      type: 'directory-changed',
      text: `Directory changed by - ${actor.name}, For - ${what}`,
      actor,
      ...rows,
    },
  ]);
}
