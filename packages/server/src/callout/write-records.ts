import type { NewCriticalCallout, ReportState } from '@critical-callout/domain/callout';
import type { Tx } from '../platform/db.ts';
import {
  bumpBills,
  insertCriticalCallouts,
  markForSearch,
  type StoredCallout,
  type stateOf,
  supersedeLiveDraft,
  updateCriticalValues,
} from './queries.ts';

/** A report of the order as it was locked, and what it is from now on. */
export type Move = { report: Parameters<typeof stateOf>[0] & { id: number }; after: ReportState };

/**
 * What a call, an acknowledgement and a closing all write about an order once their event stands: the live draft is
 * superseded, the rows of the audit table, the reports that moved, the order's version, the mark for search.
 */
export async function writeRecords<T extends Move>(
  tx: Tx,
  records: {
    labId: number;
    billId: number;
    eventSeq: number;
    rows: readonly NewCriticalCallout[];
    moves: readonly T[];
    conversationId?: string | null;
    now: Date;
  },
): Promise<{ stored: StoredCallout[]; changed: T[] }> {
  const { labId, billId, eventSeq, rows, moves, conversationId = null, now } = records;
  await supersedeLiveDraft(tx, labId, billId, now);
  const stored = await insertCriticalCallouts(tx, labId, rows, eventSeq, conversationId);
  const changed = moves.filter(({ report, after }) => report.critical_values !== after.criticalValues);
  if (changed.length > 0) {
    const updates = changed.map(({ report, after }) => ({ labReportId: report.id, ...after, eventSeq }));
    await updateCriticalValues(tx, labId, updates, now);
  }
  await bumpBills(tx, labId, [billId]);
  await markForSearch(tx, labId, [billId], now);
  return { stored, changed };
}
