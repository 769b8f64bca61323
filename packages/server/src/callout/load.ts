import type { LabSession } from '@critical-callout/domain/auth';
import type { CriticalValueMeta, CriticalValues } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';

export type LockedBill = {
  id: number;
  bill_number: string;
  patient_id: number;
  version: number;
  organization: Record<string, unknown> | null;
  /** When the latest call about the order was made, as it was recorded. */
  last_performed_at: Date | null;
};

/** Locks the order: two people closing it at once are put in a row here. */
export async function lockBill(tx: Tx, labId: number, billId: number): Promise<LockedBill | undefined> {
  const { rows } = await sql<LockedBill>`
    select b.id, b.bill_number, b.patient_id, b.version,
      (select jsonb_build_object('name', o.name, 'email', address_for(o.lab_id, 'organization', o.id, 'email'),
         'fax', address_for(o.lab_id, 'organization', o.id, 'fax'), 'phone', address_for(o.lab_id, 'organization', o.id, 'phone'))
       from organizations o where o.lab_id = b.lab_id and o.id = b.organization_id) as organization,
      (select max(k.performed_at) from critical_callouts k where k.lab_id = b.lab_id and k.bill_id = b.id) as last_performed_at
    from bills b where b.lab_id = ${labId} and b.id = ${billId} for update of b
  `.execute(tx);
  return rows[0];
}

/** Locks several orders, in the order of their numbers so that nobody waits for each other in a circle. Answers their versions. */
export async function lockBills(tx: Tx, labId: number, billIds: readonly number[]): Promise<Map<number, number>> {
  const ids = [...new Set(billIds)].sort((a, b) => a - b);
  const { rows } = await sql<{
    id: number;
    version: number;
  }>`/* prepared */ select id, version from bills where lab_id = ${labId} and id = any(${ids}::bigint[]) order by id for update`.execute(
    tx,
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}

export type OpenReport = {
  id: number;
  test_name: string;
  critical_values: CriticalValues;
  critical_reason: string | null;
  critical_at: Date | null;
  received_at: Date;
  due_at: Date | null;
  /** In the session's scope; the others of the order change state with it but cannot be selected. */
  is_visible: boolean;
};

/**
 * Reports of the order in 1, 2 or 4, not dismissed, sample collected; locked. With `isPast` also those that were critical once
 * and are calm now: a call about them may have happened before anybody here knew.
 */
export async function lockOpenReports(tx: Tx, session: LabSession, billId: number, isPast: boolean): Promise<OpenReport[]> {
  const { rows } = await sql<OpenReport>`
    select r.id, r.test_name, r.critical_values, r.critical_reason, r.critical_at, r.received_at, r.due_at, ${visibleReports(session)} as is_visible
    from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
    where r.lab_id = ${session.labId} and r.bill_id = ${billId} and (r.critical_values in ${IS.callable} or (${isPast} and r.critical_at is not null))
      and r.dismissed_at is null and r.is_collected
    order by r.id for update of r
  `.execute(tx);
  return rows;
}

export type CriticalParameter = {
  resultId: number;
  labReportId: number;
  /** Taken back by the sender (OBX-11 D, W, X): told as such, not read back as a value. */
  isWithdrawn: boolean;
  meta: CriticalValueMeta;
};

type ParameterRow = {
  id: number;
  lab_report_id: number;
  parameter_name: string;
  value: string;
  unit: string | null;
  reference_range: string | null;
  bounds: CriticalValueMeta['bounds'] | null;
  status: string;
};

const NO_BOUNDS: CriticalValueMeta['bounds'] = {
  lower_bound: null,
  upper_bound: null,
  critical_lower: null,
  critical_upper: null,
};

/**
 * The seed's `get_critical_report_params` for any number of reports in one statement: parameters that are critical now,
 * and those whose earlier version was (a correction is told by its new value).
 */
export async function listCriticalParameters(
  tx: Tx,
  labId: number,
  labReportIds: readonly number[],
): Promise<CriticalParameter[]> {
  const { rows } = await sql<ParameterRow>`
    select p.id, p.lab_report_id, p.parameter_name, p.value, p.unit, p.reference_range, p.bounds, p.status
    from results p
    where p.lab_id = ${labId} and p.lab_report_id = any(${[...labReportIds]}::bigint[]) and p.superseded_at is null
      and (p.is_critical or exists (
        select from results old where old.lab_id = p.lab_id and old.lab_report_id = p.lab_report_id and old.parameter_code = p.parameter_code
          and old.code_system = p.code_system and old.sub_id = p.sub_id and old.superseded_at is not null and old.is_critical))
    order by p.lab_report_id, p.id
  `.execute(tx);
  return rows.map((row) => ({
    resultId: row.id,
    labReportId: row.lab_report_id,
    isWithdrawn: ['D', 'W', 'X'].includes(row.status),
    meta: {
      parameter_name: row.parameter_name,
      value: row.value,
      unit: row.unit ?? '',
      reference_range: row.reference_range ?? '',
      bounds: row.bounds ?? NO_BOUNDS,
    },
  }));
}

/** Who acted last on the order and what they did, for the answer to somebody who saw an older version. */
export async function findLastAction(
  tx: Tx,
  labId: number,
  billId: number,
): Promise<{ at: Date; text: string; name: string } | undefined> {
  const { rows } = await sql<{ at: Date; text: string; name: string }>`
    select at, text, payload#>>'{actor,name}' as name from events
    where lab_id = ${labId} and bill_id = ${billId} order by seq desc limit 1
  `.execute(tx);
  return rows[0];
}

export async function listSettings(tx: Tx, labId: number): Promise<Map<string, unknown>> {
  const { rows } = await sql<{ key: string; value: unknown }>`
    select key, value from lab_settings where lab_id = ${labId} and key in ('critical_notification_settings', 'callout_policy')`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.key, row.value]));
}
