import type { Bill, CriticalRecord } from '@critical-callout/contract/callout';
import type { LabSession } from '@critical-callout/domain/auth';
import { CriticalValues } from '@critical-callout/domain/callout';
import type { Tx } from '../platform/db.ts';
import { listBills } from './bills.ts';
import { listRecords } from './records.ts';

/**
 * The reports a message was about, for its recipient: what may be shown is decided by the message and by the proof, not by
 * a session of the laboratory, so no department limits it. Whoever calls this writes the line of the access log.
 */
export async function readMessageReports(
  tx: Tx,
  labId: number,
  billId: number,
  labReportIds: readonly number[],
): Promise<{ bill: Bill; reports: CriticalRecord[] }> {
  const session: LabSession = {
    labId,
    userId: 'recipient',
    userName: 'Recipient',
    role: 'support',
    kind: 'support',
    reason: 'recipient of a message',
    actingFor: null,
  };
  const scope = { billIds: [billId], criticalValues: Object.values(CriticalValues), onlyCritical: false };
  const reports = await listRecords(tx, session, scope);
  const bill = (await listBills(tx, labId, [billId])).get(billId);
  if (!bill) throw new Error(`order ${billId} is not in laboratory ${labId}`);
  return { bill, reports: reports.filter((report) => labReportIds.includes(report.labReportId)) };
}
