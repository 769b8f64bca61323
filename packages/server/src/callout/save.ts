import { buildCriticalCallout, type CalloutOptions } from '@critical-callout/domain/callout';
import type { Tx } from '../platform/db.ts';
import { insertCriticalCallouts, type StoredCallout } from './queries.ts';

/**
 * Builds and stores one callout record (data-model specification, `save_critical_callout` with `do_save` True). The bulk
 * path builds with buildCriticalCallout and stores all rows by one insert.
 */
export async function saveCriticalCallout(
  tx: Tx,
  labReport: { labId: number; labReportId: number; billId: number; billNumber: string },
  options: CalloutOptions & { eventSeq: number },
): Promise<StoredCallout> {
  const [stored] = await insertCriticalCallouts(
    tx,
    labReport.labId,
    [buildCriticalCallout(labReport, options)],
    options.eventSeq,
  );
  if (!stored) throw new Error('the callout row was not stored');
  return stored;
}
