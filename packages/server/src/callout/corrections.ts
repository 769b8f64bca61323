import type { ToldBefore } from '@critical-callout/contract/callout';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export type NewCorrection = {
  labReportId: number;
  eventSeq: number;
  told: ReadonlyMap<number, ToldBefore[]>;
};

/** Written in the transaction that changed the value: nobody who had the old one is forgotten, whatever happens next. */
export async function insertCorrections(tx: Tx, labId: number, corrections: readonly NewCorrection[], now: Date): Promise<void> {
  const rows = corrections.map(({ labReportId, eventSeq, told }) => ({
    labReportId,
    eventSeq,
    told: told.get(labReportId) ?? [],
  }));
  await sql`
    insert into callout_corrections (lab_id, lab_report_id, event_seq, told, created_at)
    select ${labId}, c."labReportId", c."eventSeq", c.told, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c("labReportId" bigint, "eventSeq" bigint, told jsonb)`.execute(
    tx,
  );
}
