import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import type { CriticalParameter, OpenReport } from './load.ts';
import type { ProcessCallout } from './submit.ts';

/** What a message changed while somebody had the order open. `is` null: taken back. */
export type ValueChange = {
  labReportIds: number[];
  parameterName: string;
  was: { value: string; unit: string } | null;
  is: { value: string; unit: string } | null;
  at: string;
};

type StoredChange = { parameter: string; was: ValueChange['was']; is: ValueChange['is'] };

/** The changed values of an order since the version that was seen, in the order they arrived. */
export async function listChangesSince(tx: Tx, labId: number, billId: number, seenVersion: number): Promise<ValueChange[]> {
  const { rows } = await sql<{ at: Date; lab_report_ids: number[]; changes: StoredChange[] }>`
    select at, lab_report_ids, changes from (
      select seq, at, lab_report_ids, payload -> 'changes' as changes from events
      where lab_id = ${labId} and bill_id = ${billId} and payload -> 'changes' is not null and (payload ->> 'version')::integer > ${seenVersion}
      order by seq desc limit 20) newest
    order by seq`.execute(tx);
  return rows.flatMap(({ at, lab_report_ids, changes }) =>
    changes.map(({ parameter, was, is }) => ({
      labReportIds: lab_report_ids,
      parameterName: parameter,
      was: shown(was),
      is: shown(is),
      at: at.toISOString(),
    })),
  );
}

const shown = (one: ValueChange['was']): ValueChange['was'] => one && { value: one.value, unit: one.unit };

/**
 * A value was read back that has been replaced meanwhile: the call told what does not hold any more. It can be kept as an
 * attempt; closing needs the new value read back, which is named.
 */
export async function refuseOldValues(
  tx: Tx,
  { session: { labId }, notification: { readBack } }: ProcessCallout,
  selected: readonly OpenReport[],
  parameters: readonly CriticalParameter[],
): Promise<void> {
  if (!readBack || !('values' in readBack)) return;
  const unknown = readBack.values.map(({ resultId }) => resultId).filter((id) => !parameters.some((one) => one.resultId === id));
  if (unknown.length === 0) return;
  const { rows } = await sql<{
    id: number;
    labReportId: number;
    name: string;
    was: string;
    wasUnit: string;
    is: string;
    isUnit: string;
    newId: number;
  }>`
    select o.id, o.lab_report_id as "labReportId", o.parameter_name as name, o.value as was, coalesce(o.unit, '') as "wasUnit", n.value as is,
      coalesce(n.unit, '') as "isUnit", case when n.status in ('D', 'W', 'X') then null else n.id end as "newId"
    from results o left join results n on n.lab_id = o.lab_id and n.lab_report_id = o.lab_report_id and n.parameter_code = o.parameter_code
      and n.code_system = o.code_system and n.sub_id = o.sub_id and n.superseded_at is null
    where o.lab_id = ${labId} and o.id = any(${unknown}::bigint[]) and o.superseded_at is not null
      and o.lab_report_id = any(${selected.map(({ id }) => id)}::bigint[])
    order by o.id`.execute(tx);
  if (rows.length === 0) return;
  const changes = rows.map(({ id, labReportId, name, was, wasUnit, is, isUnit, newId }) => ({
    labReportIds: [labReportId],
    parameterName: name,
    readBackResultId: id,
    resultId: newId,
    was: { value: was, unit: wasUnit },
    is: newId === null ? null : { value: is, unit: isUnit },
  }));
  const words = changes
    .map(
      ({ parameterName, was, is }) =>
        `${parameterName} was ${was.value}, is ${is === null ? 'taken back' : `${is.value} ${is.unit}`}`,
    )
    .join('; ');
  throw new Refused(
    refusal('callout.value-changed', `${words}: the read-back must be given for what it is now`, { changes }),
    409,
  );
}
