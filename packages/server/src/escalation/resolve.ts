import type { Role } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { ResolveStep, StepContact } from './ports.ts';

/** Addresses the program makes up for users without one (users.email must be unique and not empty). */
const NO_MAIL = '%@no-mail.invalid';

/**
 * Who a step tells, from what every laboratory has: the order's doctor and organization, and the users of a role. Nobody
 * is on call and no ward has numbers here; the directory knows those.
 */
export const resolveFromOrder: ResolveStep = async (tx, { labId, billId, who }) => {
  switch (who) {
    case 'ordering-doctor':
      return billId === null ? [] : orderingDoctor(tx, labId, billId);
    case 'organization':
      return billId === null ? [] : organization(tx, labId, billId);
    case 'supervisor':
    case 'director':
      return usersOf(tx, labId, who);
    case 'pathologist':
      return pathologists(tx, labId, billId);
    default:
      return [];
  }
};

async function orderingDoctor(tx: Tx, labId: number, billId: number): Promise<StepContact[]> {
  const { rows } = await sql<StepContact>`
    select coalesce(d.name, b.ordering_name) as name, d.email, coalesce(d.phone, b.ordering_phone) as phone, d.fax, null as webhook,
      case when d.id is null then 'ordering provider as the message names it' else 'ordering doctor' end as reason
    from bills b left join doctors d on d.lab_id = b.lab_id and d.id = b.doctor_id and d.is_active
    where b.lab_id = ${labId} and b.id = ${billId} and coalesce(d.name, b.ordering_name) is not null`.execute(tx);
  return rows;
}

async function organization(tx: Tx, labId: number, billId: number): Promise<StepContact[]> {
  const { rows } = await sql<StepContact>`
    select o.name, coalesce(nullif(v.email, ''), o.email) as email, coalesce(nullif(v.phone, ''), o.phone) as phone,
      coalesce(nullif(v.fax, ''), o.fax) as fax, null as webhook,
      case when v.purpose is null then 'organization, general address' else 'organization, critical notification' end as reason
    from bills b join organizations o on o.lab_id = b.lab_id and o.id = b.organization_id and o.is_active
    left join communication_variants v on v.lab_id = o.lab_id and v.organization_id = o.id and v.purpose = 'critical-notification'
    where b.lab_id = ${labId} and b.id = ${billId}`.execute(tx);
  return rows;
}

async function usersOf(tx: Tx, labId: number, role: Role): Promise<StepContact[]> {
  const { rows } = await sql<StepContact>`
    select u.name, case when u.email like ${NO_MAIL} then null else u.email end as email, null as phone, null as fax, null as webhook,
      ${`user with the role ${role}`} as reason
    from memberships m join users u on u.id = m.user_id
    where m.lab_id = ${labId} and m.is_active and m.role = ${role} order by u.name limit 50`.execute(tx);
  return rows;
}

/** In-house doctors (docType 0) of a department with an open report of the order; all of them where none is. */
async function pathologists(tx: Tx, labId: number, billId: number | null): Promise<StepContact[]> {
  const { rows } = await sql<StepContact & { is_near: boolean }>`
    select u.name, case when u.email like ${NO_MAIL} then d.email else u.email end as email, d.phone, d.fax, null as webhook, 'in-house doctor' as reason,
      exists (select from user_departments t join lab_reports r on r.lab_id = t.lab_id and r.department_id = t.department_id
        where t.lab_id = m.lab_id and t.user_id = m.user_id and r.bill_id = ${billId}) as is_near
    from memberships m join users u on u.id = m.user_id join doctors d on d.lab_id = m.lab_id and d.id = m.doctor_id
    where m.lab_id = ${labId} and m.is_active and m.kind = 'doctor' and m.doc_type = 0 order by u.name limit 50`.execute(tx);
  const near = rows.filter((row) => row.is_near);
  return (near.length > 0 ? near : rows).map(({ is_near, ...contact }) => ({
    ...contact,
    reason: is_near ? `${contact.reason} of the department` : contact.reason,
  }));
}
