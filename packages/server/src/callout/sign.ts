import { criticalNotificationSettingsSchema } from '@critical-callout/contract/settings';
import type { LabSession } from '@critical-callout/domain/auth';
import { type CriticalValues, maySign, type SignVia } from '@critical-callout/domain/callout';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { readSetting } from '../platform/settings.ts';

type SignedReport = {
  id: number;
  bill_id: number | null;
  test_name: string;
  critical_values: CriticalValues;
  signed_at: Date | null;
};

/**
 * Signs a report. With `always_notify` a report is not signed while its callout is open, unless the way of signing is
 * exempt (domain.md section 7). Signing twice answers with the first signature.
 */
export async function signReport(
  tx: Tx,
  input: { session: LabSession; labReportId: number; via: SignVia; now: Date },
): Promise<{ labReportId: number; signedAt: string }> {
  const { session, labReportId, via, now } = input;
  const report = await lockReport(tx, session, labReportId);
  if (!report) throw new Refused(refusal('callout.report-unknown', `lab report ${labReportId} is unknown here`), 404);
  if (report.signed_at) return { labReportId, signedAt: report.signed_at.toISOString() };
  const settings = criticalNotificationSettingsSchema.parse(
    await readSetting(tx, session.labId, 'critical_notification_settings'),
  );
  const refused = maySign({ criticalValues: report.critical_values, isAlwaysNotify: settings.always_notify === 1, via });
  if (refused) throw new Refused(refused, 409);
  await appendEvents(tx, session.labId, [
    {
      at: now,
      category: 641,
      type: 'report-signed',
      text: `Report signed by - ${session.userName}, Test - ${report.test_name}, Via - ${via}`,
      actor: actorOf(session),
      ...(report.bill_id === null ? {} : { bill_id: report.bill_id }),
      lab_report_ids: [labReportId],
      via,
      critical_values: report.critical_values,
    },
  ]);
  await sql`update lab_reports set signed_at = ${now}, updated_at = ${now} where lab_id = ${session.labId} and id = ${labReportId}`.execute(
    tx,
  );
  return { labReportId, signedAt: now.toISOString() };
}

async function lockReport(tx: Tx, session: LabSession, labReportId: number): Promise<SignedReport | undefined> {
  const { rows } = await sql<SignedReport>`
    select r.id, r.bill_id, r.test_name, r.critical_values, r.signed_at
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = ${session.labId} and r.id = ${labReportId} and r.dismissed_at is null and ${visibleReports(session)}
    for update of r
  `.execute(tx);
  return rows[0];
}

/** The order a report belongs to, for the single-report path; undefined where the session may not see it. */
export async function findBillOfReport(tx: Tx, session: LabSession, labReportId: number): Promise<number | undefined> {
  const { rows } = await sql<{ bill_id: number }>`
    select r.bill_id from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = ${session.labId} and r.id = ${labReportId} and ${visibleReports(session)}
  `.execute(tx);
  return rows[0]?.bill_id;
}
