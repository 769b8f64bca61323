import { identityOf } from '@critical-callout/domain/ingest';
import { sql } from 'kysely';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';
import type { PlannedReport } from './batch-plan.ts';
import { toJsonRows } from './database-text.ts';
import type { StoredOrder, StoredReport } from './order-queries.ts';
import type { StoredResult } from './result-version.ts';

/** OBX-11 of results that say something about an earlier one: corrections, and what was taken back. */
const REVISING = new Set(['C', 'A', 'D', 'W', 'X']);

/** A report of another order with the same filler number and test: to the sender it is the same result, only its order number changed. */
export type Twin = { planned: PlannedReport; order: StoredOrder; report: StoredReport };

type TwinRow = Omit<StoredReport, 'isNew'> &
  Pick<StoredOrder, 'sourceId' | 'billNumber' | 'patientId' | 'patientClass' | 'ward'> & { ord: number };

/**
 * Results are identified by source, filler number and parameter; the order number is no part of that. A correction or
 * deletion under another order number must reach whoever was told under the old one. Asked only for such results, and only
 * among reports that are open or done for the same patient.
 */
export async function findTwins(
  { tx, labId }: { tx: Tx; labId: number },
  placed: readonly { planned: PlannedReport; order: StoredOrder }[],
): Promise<Twin[]> {
  const revising = placed.filter(({ planned }) => planned.report.results.some(({ status }) => REVISING.has(status)));
  if (revising.length === 0) return [];
  const input = revising.map(({ planned: { report }, order }, ord) => ({
    ord,
    bill_id: order.id,
    source_id: order.sourceId,
    patient_id: order.patientId,
    filler_order_number: report.fillerOrderNumber,
    test_code: report.testCode,
  }));
  const { rows } = await sql<TwinRow>`
    select u.ord, r.id, r.bill_id as "billId", r.filler_order_number as "fillerOrderNumber", r.test_code as "testCode", r.critical_values as "criticalValues",
      array_remove(array[r.specimen, r.specimen_code], null) as specimen, r.collected_at as "collectedAt",
      (select d.code from departments d where d.lab_id = r.lab_id and d.id = r.department_id) as department,
      b.source_id as "sourceId", b.bill_number as "billNumber", b.patient_id as "patientId", b.patient_class as "patientClass", b.ward
    from json_to_recordset(${toJsonRows(input)}::json) as u(ord int, bill_id bigint, source_id bigint, patient_id bigint, filler_order_number text, test_code text)
    join bills b on b.lab_id = ${labId} and b.source_id = u.source_id and b.patient_id = u.patient_id and b.id <> u.bill_id
    join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id and r.filler_order_number = u.filler_order_number and r.test_code = u.test_code
    where r.critical_values in ${IS.callable}
    order by b.id, r.id for update of b, r`.execute(tx);
  return rows.flatMap(({ ord, sourceId, billNumber, patientId, patientClass, ward, ...report }) => {
    const found = revising[ord];
    if (!found) return [];
    const order = { id: report.billId, sourceId, billNumber, patientId, formerPatientId: null, patientClass, ward };
    return [{ planned: found.planned, order, report: { ...report, isNew: false } }];
  });
}

/** Only what revises a result that stands on the old order; everything else belongs to the order the message names. */
export function onlyWhatStands({ planned, order, report }: Twin, standing: ReadonlyMap<number, StoredResult[]>): Twin {
  const known = new Set((standing.get(report.id) ?? []).map(identityOf));
  const results = planned.report.results.filter((result) => REVISING.has(result.status) && known.has(identityOf(result)));
  return { planned: { ...planned, report: { ...planned.report, results } }, order, report };
}
