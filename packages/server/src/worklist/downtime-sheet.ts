import { type DowntimeSheet, worklistQuerySchema } from '@critical-callout/contract/worklist';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { ResolveContacts } from './ports.ts';
import { readWorklist } from './service.ts';

/** Orders on one sheet: more nobody carries about, and nobody calls before the sheet is old. */
const MOST_ITEMS = 600;
const PAGE = 200;

/** Lines for calls: one for each order, and some for what arrives by telephone meanwhile. */
const SPARE_LINES = 8;

/**
 * Every open order the session may see, most urgent first, numbered by the event that says who printed it. The number
 * stands on the paper, and on each record that is entered from it later.
 */
export async function printDowntimeSheet(
  tx: Tx,
  session: LabSession,
  now: Date,
  resolveContacts: ResolveContacts,
): Promise<DowntimeSheet> {
  const items: DowntimeSheet['items'] = [];
  let cursor: string | undefined;
  do {
    const query = worklistQuerySchema.parse({ tab: 'pending', limit: PAGE, ...(cursor ? { cursor } : {}) });
    const page = await readWorklist(tx, session, query, now, resolveContacts);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor && items.length < MOST_ITEMS);
  const { rows } = await sql<{ name: string }>`select name from labs where id = ${session.labId}`.execute(tx);
  const number = await appendEvents(tx, session.labId, [
    {
      at: now,
      category: 660,
      type: 'downtime-sheet-printed',
      text: `Downtime sheet printed by - ${session.userName}, Orders - ${items.length}`,
      actor: actorOf(session),
      bill_ids: items.map(({ billId }) => billId),
    },
  ]);
  return {
    number,
    labName: rows[0]?.name ?? '',
    printedAt: now.toISOString(),
    printedByName: session.userName,
    items,
    isComplete: cursor === undefined,
    blankLines: items.length + SPARE_LINES,
  };
}
