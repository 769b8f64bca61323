import type { NextTry, WaitingClosing } from '@critical-callout/contract/callout';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export type NextSteps = { nextTry: NextTry | null; closing: WaitingClosing | null };

/** What an attempt planned, and a closing that waits for a second person: for many orders in one statement. */
export async function listNextSteps(
  tx: Tx,
  labId: number,
  billIds: readonly number[],
  now: Date,
): Promise<Map<number, NextSteps>> {
  const { rows } = await sql<{
    billId: number;
    nextTry: { at: string; outcome: string } | null;
    closing: (Omit<WaitingClosing, 'requestedAt'> & { requestedAt: string }) | null;
  }>`
    select b.id as "billId",
      (select jsonb_build_object('at', t.next_try_at, 'outcome', t.outcome) from callout_retries t
        where t.lab_id = ${labId} and t.bill_id = b.id and t.ended_at is null) as "nextTry",
      (select jsonb_build_object('closingId', c.id, 'labReportIds', c.lab_report_ids, 'code', c.code, 'comment', c.comment,
          'requestedBy', c.requested_by, 'requestedByName', c.requested_by_name, 'requestedAt', c.requested_at)
        from callout_closings c where c.lab_id = ${labId} and c.bill_id = b.id and c.ended_at is null) as closing
    from unnest(${[...billIds]}::bigint[]) as b(id)`.execute(tx);
  return new Map(
    rows.map(({ billId, nextTry, closing }) => [
      billId,
      {
        nextTry: nextTry && {
          at: new Date(nextTry.at).toISOString(),
          outcome: nextTry.outcome,
          isPassed: new Date(nextTry.at) <= now,
        },
        closing: closing && { ...closing, requestedAt: new Date(closing.requestedAt).toISOString() },
      },
    ]),
  );
}
