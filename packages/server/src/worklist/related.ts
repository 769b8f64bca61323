import type { RelatedOrders } from '@critical-callout/contract/worklist';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { visibleReports } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { openReports } from './filters.ts';
import { listItems } from './items.ts';
import type { ResolveContacts } from './ports.ts';

/** Orders of one call beyond which nobody listens any more. */
const MAX_ORDERS = 50;

type Kind = RelatedOrders['sameRecipient'][number]['kind'];
type Row = { bill_id: number; due_at: Date; is_same_patient: boolean; kind: Kind | null; name: string | null };

/**
 * The other open orders that one telephone call would serve: of the same patient, and of other patients whose ordering
 * doctor, ward or organization is the same. Each is named once, by the nearest of them.
 */
export async function readRelated(
  tx: Tx,
  session: LabSession,
  billId: number,
  now: Date,
  resolveContacts: ResolveContacts,
): Promise<RelatedOrders> {
  const { rows: known } = await sql`
    select 1 from bills b where b.lab_id = ${session.labId} and b.id = ${billId}
      and exists (select from lab_reports r where r.lab_id = b.lab_id and r.bill_id = b.id and ${visibleReports(session)})`.execute(
    tx,
  );
  if (known.length === 0) throw new Refused(refusal('callout.bill-unknown', `order ${billId} has no callout here`), 404);
  const { rows } = await sql<Row>`
    select t.bill_id, t.due_at, t.is_same_patient, t.kind, case t.kind when 'doctor' then coalesce(t.doctor, t.ordering_name) when 'ward' then t.ward else t.organization end as name
    from (
      select b.id as bill_id, min(r.due_at) as due_at, b.patient_id = me.patient_id as is_same_patient,
        case when b.doctor_id = me.doctor_id or (b.doctor_id is null and me.doctor_id is null and b.ordering_code = me.ordering_code) then 'doctor'
          when lower(b.ward) = lower(me.ward) then 'ward' when b.organization_id = me.organization_id then 'organization' end as kind,
        (select d.name from doctors d where d.lab_id = b.lab_id and d.id = b.doctor_id) as doctor, b.ordering_name, b.ward,
        (select o.name from organizations o where o.lab_id = b.lab_id and o.id = b.organization_id) as organization
      from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id
      join bills me on me.lab_id = ${session.labId} and me.id = ${billId}
      where ${openReports(session)} and b.id <> me.id
      group by b.lab_id, b.id, me.lab_id, me.id) t
    where t.is_same_patient or t.kind is not null
    order by t.is_same_patient desc, t.due_at, t.bill_id limit ${MAX_ORDERS}`.execute(tx);
  const items = new Map(
    (await listItems(tx, session, rows, { isPending: true, now, resolveContacts })).map((item) => [item.billId, item]),
  );
  const groups = new Map<string, RelatedOrders['sameRecipient'][number]>();
  for (const { bill_id, is_same_patient, kind, name } of rows) {
    const item = items.get(bill_id);
    if (is_same_patient || kind === null || !item) continue;
    const group = groups.get(kind) ?? { kind, name: name ?? '', items: [] };
    group.items.push(item);
    groups.set(kind, group);
  }
  return {
    samePatient: rows.flatMap((row) => (row.is_same_patient ? (items.get(row.bill_id) ?? []) : [])),
    sameRecipient: [...groups.values()],
    serverTime: now.toISOString(),
  };
}
