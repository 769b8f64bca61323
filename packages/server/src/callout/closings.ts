import type { WaitingClosing } from '@critical-callout/contract/callout';
import type { CloseCallout } from '@critical-callout/contract/closing';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

type ClosingRow = Omit<WaitingClosing, 'requestedAt'> & { requestedAt: Date };

const present = ({ requestedAt, ...row }: ClosingRow): WaitingClosing => ({ ...row, requestedAt: requestedAt.toISOString() });

export async function findWaitingClosing(tx: Tx, labId: number, billId: number): Promise<WaitingClosing | undefined> {
  const { rows } = await sql<ClosingRow>`
    select id as "closingId", lab_report_ids as "labReportIds", code, comment, requested_by as "requestedBy", requested_by_name as "requestedByName",
      requested_at as "requestedAt"
    from callout_closings where lab_id = ${labId} and bill_id = ${billId} and ended_at is null`.execute(tx);
  return rows[0] && present(rows[0]);
}

type NewClosing = { billId: number; session: LabSession; asked: CloseCallout; eventSeq: number; now: Date };

export async function insertClosing(
  tx: Tx,
  labId: number,
  { billId, session, asked, eventSeq, now }: NewClosing,
): Promise<WaitingClosing> {
  const { labReportIds, code, comment } = asked;
  const { rows } = await sql<{ id: number }>`
    insert into callout_closings (lab_id, bill_id, lab_report_ids, code, comment, requested_by, requested_by_name, requested_at, event_seq)
    values (${labId}, ${billId}, ${labReportIds}::bigint[], ${code}, ${comment}, ${session.userId}, ${session.userName}, ${now}, ${eventSeq})
    returning id`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('the closing was not stored');
  return present({
    closingId: row.id,
    labReportIds,
    code,
    comment,
    requestedBy: session.userId,
    requestedByName: session.userName,
    requestedAt: now,
  });
}

export type ClosingEnd = { ending: 'confirmed' | 'declined'; session: LabSession; now: Date };

export async function endClosing(tx: Tx, labId: number, closingId: number, { ending, session, now }: ClosingEnd): Promise<void> {
  await sql`update callout_closings set ended_at = ${now}, ending = ${ending}, ended_by = ${session.userId}, ended_by_name = ${session.userName}
    where lab_id = ${labId} and id = ${closingId} and ended_at is null`.execute(tx);
}

/** What somebody wanted to close has changed or was told meanwhile: the wish is void, and nobody agrees to it by mistake. */
export async function overtakeClosings(tx: Tx, labId: number, billIds: readonly number[], now: Date): Promise<void> {
  await sql`/* prepared */ update callout_closings set ended_at = ${now}, ending = 'overtaken'
    where lab_id = ${labId} and bill_id = any(${[...billIds]}::bigint[]) and ended_at is null`.execute(tx);
}
