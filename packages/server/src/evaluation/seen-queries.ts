import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/** In which units results of the kept period came, by parameter. */
export async function listSeenUnits(
  tx: Tx,
  labId: number,
  since: Date,
): Promise<{ code: string; codeSystem: string; unit: string | null; count: number }[]> {
  const { rows } = await sql<{ code: string; codeSystem: string; unit: string | null; count: number }>`
    select parameter_code as code, code_system as "codeSystem", unit, count(*) as count
    from (select parameter_code, code_system, unit from results where lab_id = ${labId} and received_at >= ${since}
      order by id desc limit 200000) recent
    group by 1, 2, 3 order by 4 desc limit 5000`.execute(tx);
  return rows;
}

/** From which specimens results of the kept period came, by parameter: the text and the code of each, none where it is not said. */
export async function listSeenSpecimens(
  tx: Tx,
  labId: number,
  since: Date,
): Promise<{ code: string; codeSystem: string; specimen: string[]; count: number }[]> {
  const { rows } = await sql<{ code: string; codeSystem: string; specimen: string[]; count: number }>`
    select v.parameter_code as code, v.code_system as "codeSystem", array_remove(array[r.specimen, r.specimen_code], null) as specimen, count(*) as count
    from (select parameter_code, code_system, lab_report_id from results where lab_id = ${labId} and received_at >= ${since}
      order by id desc limit 200000) v
    join lab_reports r on r.lab_id = ${labId} and r.id = v.lab_report_id
    group by 1, 2, 3 order by 4 desc limit 5000`.execute(tx);
  return rows;
}
