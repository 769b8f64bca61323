import type { OpenRepeatAnswer } from '@critical-callout/contract/repeats';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { actorOf } from '../audit/index.ts';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import type { Ladder } from './ports.ts';
import { openRepeats } from './review.ts';

/** A person wants a suppressed repeat called all the same. Asking again for one that is open already is refused by its state. */
export async function openRepeat(
  tx: Tx,
  input: { session: LabSession; labReportId: number; reason: string; now: Date },
  ladder?: Ladder,
): Promise<OpenRepeatAnswer> {
  const { session, labReportId, reason, now } = input;
  const { labId } = session;
  const { rows } = await sql<{ id: number }>`
    select r.id from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = ${labId} and r.id = ${labReportId} and ${visibleReports(session)}`.execute(tx);
  if (rows.length === 0) throw new Refused(refusal('callout.report-unknown', `lab report ${labReportId} is unknown here`), 404);
  const opened = await openRepeats(
    tx,
    { labId, now, of: { labReportIds: [labReportId] }, reason: 'opened', actor: actorOf(session), comment: reason },
    ladder,
  );
  if (opened.length === 0) {
    const message = `Nothing is suppressed on lab report ${labReportId}; it may have been opened meanwhile.`;
    throw new Refused(refusal('repeats.not-suppressed', message, { labReportId }), 409);
  }
  const { rows: states } = await sql<{ critical_values: number; due_at: Date | null }>`
    select critical_values, due_at from lab_reports where lab_id = ${labId} and id = ${labReportId}`.execute(tx);
  return { labReportId, criticalValues: states[0]?.critical_values ?? 0, dueAt: states[0]?.due_at?.toISOString() ?? null };
}
