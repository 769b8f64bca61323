import { type Actor, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { insertLimits, type NewLimit } from './limit-queries.ts';
import { bumpRulesVersion } from './load-rules.ts';
import { insertOptions, type NewOption } from './option-queries.ts';

export type Publishing = { labId: number; actor: Actor; now: Date; reason: string };
export type Published = { id: number; key: string; version: number };

/** Changes of limits, options and settings are of one category in the audit trail. */
const CATEGORY_CONFIGURATION = 620;
// An event names its limits with their bounds up to this many; of a whole list, the keys and versions are enough: the
// rows themselves are never changed.
const MAX_DETAILED = 20;

/** Writes new limit versions, tells every node, and says so in the audit trail. The only way a limit is written. */
export async function publishLimits(tx: Tx, publishing: Publishing, rows: readonly NewLimit[]): Promise<Published[]> {
  if (rows.length === 0) return [];
  const { labId, now } = publishing;
  await bumpRulesVersion(tx, labId);
  const inserted = (await insertLimits(tx, labId, rows, now)).map(({ id, limitKey, version }) => ({
    id,
    key: limitKey,
    version,
  }));
  const isApproval = rows.every((row) => row.approvedBy !== null);
  const what = rows.length === 1 ? `${rows[0]?.parameterName} (${rows[0]?.limitKey})` : `${rows.length} limits`;
  await say(
    tx,
    publishing,
    isApproval ? 'limit-approved' : 'limit-published',
    `${isApproval ? 'Limit approved' : 'Limit published'} by - ${publishing.actor.name}, For - ${what}`,
    {
      limits: inserted,
      ...(rows.length <= MAX_DETAILED ? { after: rows } : {}),
    },
  );
  return inserted;
}

export async function publishOptions(tx: Tx, publishing: Publishing, rows: readonly NewOption[]): Promise<Published[]> {
  if (rows.length === 0) return [];
  const { labId, now } = publishing;
  await bumpRulesVersion(tx, labId);
  const inserted = (await insertOptions(tx, labId, rows, now)).map(({ id, optionKey, version }) => ({
    id,
    key: optionKey,
    version,
  }));
  const what = rows.length === 1 ? `${rows[0]?.parameterName}: ${rows[0]?.option}` : `${rows.length} options`;
  await say(tx, publishing, 'list-option-published', `List option published by - ${publishing.actor.name}, For - ${what}`, {
    options: inserted,
    ...(rows.length <= MAX_DETAILED ? { after: rows } : {}),
  });
  return inserted;
}

async function say(
  tx: Tx,
  { labId, actor, now, reason }: Publishing,
  type: string,
  text: string,
  more: Record<string, unknown>,
): Promise<void> {
  await appendEvents(tx, labId, [{ at: now, category: CATEGORY_CONFIGURATION, type, text, actor, reason, ...more }]);
}
