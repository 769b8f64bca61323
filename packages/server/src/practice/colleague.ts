import type { LabSession } from '@critical-callout/domain/auth';
import { CASE_SCRIPTS, caseOrderNumbers } from '@critical-callout/domain/practice';
import { sql } from 'kysely';
import { findMemberSession } from '../auth/index.ts';
import { dismissReport, listCriticalParameters, processCallout } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { findColleague } from './furnish.ts';
import type { PracticePorts } from './ports.ts';
import { listOpenReports, markTurnDone, type Run } from './queries.ts';

const COLLEAGUE_TOLD = 'Nurse Jonas Field';
const COLLEAGUE_COMMENT = 'Practice: the colleague was quicker.';

async function findColleagueSession(tx: Tx, labId: number): Promise<LabSession | undefined> {
  const userId = await findColleague(tx, labId);
  return userId === null ? undefined : findMemberSession(tx, labId, userId);
}

/** The colleague's call about the order somebody is just calling: by another account, through the service every call goes through. */
export function closeAsColleague({ db, clock, config }: Deps, ports: PracticePorts, run: Run): Promise<void> {
  return db.inLab(run.labId, async (tx) => {
    const { labId } = run;
    const now = clock.now();
    const session = await findColleagueSession(tx, labId);
    const open = await listOpenReports(tx, labId, caseOrderNumbers({ practiceCase: run.practiceCase, runId: run.id }));
    const [first] = open;
    // The player was quicker: there is nothing left to be contested.
    if (session && first) {
      const labReportIds = open.map(({ labReportId }) => labReportId);
      const parameters = await listCriticalParameters(tx, labId, labReportIds);
      const values = parameters.map(({ resultId, meta }) => ({ resultId, heard: meta.value }));
      const { recipient } = CASE_SCRIPTS[run.practiceCase];
      const notification = {
        recipients: [],
        sendEmail: false,
        sendFax: false,
        sendSms: false,
        sendWhatsapp: false,
        notifiedByCall: { name: COLLEAGUE_TOLD, contact: recipient.phone, role: recipient.role },
        outcome: 'reached-read-back' as const,
        readBack: { values },
        comment: COLLEAGUE_COMMENT,
      };
      const seenVersion = await findVersion(tx, labId, first.billId);
      const call = { session, billId: first.billId, labReportIds, isDraft: false, seenVersion, baseUrl: config.publicUrl, now };
      await processCallout(tx, { ...call, notification }, ports.queueDeliveries, ports.directory, ports.ladder, ports.nextRung);
    }
    await markTurnDone(tx, run, now);
  });
}

async function findVersion(tx: Tx, labId: number, billId: number): Promise<number | null> {
  const { rows } = await sql<{ version: number }>`
    select version from bills where lab_id = ${labId} and id = ${billId} for update`.execute(tx);
  return rows[0]?.version ?? null;
}

/** What a case leaves open is taken off every list, with the reason; its history stays. */
export async function dismissOpen(
  tx: Tx,
  ports: Pick<PracticePorts, 'ladder'>,
  run: Run,
  reason: string,
  now: Date,
): Promise<void> {
  const session = await findColleagueSession(tx, run.labId);
  if (!session) return;
  const open = await listOpenReports(tx, run.labId, caseOrderNumbers({ practiceCase: run.practiceCase, runId: run.id }));
  for (const { labReportId } of open)
    await dismissReport(tx, { session, labReportId, isDismissed: true, reason, now }, ports.ladder);
}
