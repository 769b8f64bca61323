import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import type { Ladder } from './ports.ts';
import { bumpBills, markForSearch } from './queries.ts';

export type DismissReport = { session: LabSession; labReportId: number; isDismissed: boolean; reason: string; now: Date };

/**
 * Takes a report off every list, or puts it back (domain.md section 3): its status and history stay as they are. A new or
 * changed critical result puts a dismissed report back by itself. Doing it twice changes nothing.
 */
export async function dismissReport(
  tx: Tx,
  input: DismissReport,
  ladder?: Ladder,
): Promise<{ labReportId: number; dismissedAt: string | null }> {
  const { session, labReportId, isDismissed, reason, now } = input;
  const { labId } = session;
  const { rows } = await sql<{ bill_id: number; test_name: string; critical_values: number; dismissed_at: Date | null }>`
    select r.bill_id, r.test_name, r.critical_values, r.dismissed_at
    from bills b join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id
    where r.lab_id = ${labId} and r.id = ${labReportId} and ${visibleReports(session)} for update of b, r
  `.execute(tx);
  const [report] = rows;
  if (!report) throw new Refused(refusal('callout.report-unknown', `lab report ${labReportId} is unknown here`), 404);
  if ((report.dismissed_at !== null) === isDismissed)
    return { labReportId, dismissedAt: report.dismissed_at?.toISOString() ?? null };
  const type = isDismissed ? 'report-dismissed' : 'report-restored';
  await appendEvents(tx, labId, [
    {
      at: now,
      category: 641,
      type,
      text: `Report ${isDismissed ? 'dismissed' : 'restored'} by - ${session.userName}, Test - ${report.test_name}, Reason - ${reason}`,
      actor: actorOf(session),
      bill_id: report.bill_id,
      lab_report_ids: [labReportId],
      reason,
      critical_values: report.critical_values,
    },
  ]);
  await sql`update lab_reports set dismissed_at = ${isDismissed ? now : null}, updated_at = ${now} where lab_id = ${labId} and id = ${labReportId}`.execute(
    tx,
  );
  await bumpBills(tx, labId, [report.bill_id]);
  await markForSearch(tx, labId, [report.bill_id], now);
  if (isDismissed) await ladder?.close(tx, { labId, billIds: [report.bill_id], reason: 'dismissed', now });
  return { labReportId, dismissedAt: isDismissed ? now.toISOString() : null };
}
