import type { Contact } from '@critical-callout/contract/order-contacts';
import type { Role } from '@critical-callout/domain/auth';
import { isNamed } from '@critical-callout/domain/escalation';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { ResolveStep, StepContact } from './ports.ts';

/** Whom the directory names for an order at a moment, best first. */
export type ResolveContacts = (
  tx: Tx,
  labId: number,
  billIds: readonly number[],
  now: Date,
) => Promise<ReadonlyMap<number, { contacts: Contact[] }>>;

/** Who has the on-call duty of every place, where no order says which place is meant; or the duty of one rota. */
export type ResolveOnDuty = (tx: Tx, labId: number, at: Date, scheduleId?: number) => Promise<Contact[]>;

/** A doctor or a person of the directory whom a policy names, and who covers for them. */
export type ResolveParty = (
  tx: Tx,
  labId: number,
  party: { kind: 'doctor' | 'person'; id: number },
  at: Date,
) => Promise<Contact[]>;

/** The three questions a step asks the directory. */
export type DirectoryLookUp = { resolveContacts: ResolveContacts; resolveOnDuty: ResolveOnDuty; resolveParty: ResolveParty };

/** Addresses the program makes up for users without one (users.email must be unique and not empty). */
const NO_MAIL = '%@no-mail.invalid';

/**
 * Who a step tells at this moment: those the directory names for the order (doctor and cover, duty, organization, ward), and
 * the laboratory's own people by their role. A call goes to the first number that is usable now, whatever its purpose.
 */
export const resolveStepsOver =
  ({ resolveContacts, resolveOnDuty, resolveParty }: DirectoryLookUp): ResolveStep =>
  async (tx, { labId, billId, who, whoId = null, now }) => {
    if (isNamed(who)) {
      if (whoId === null) return [];
      if (who === 'department') return peopleOf(tx, labId, whoId);
      const named =
        who === 'rota'
          ? await resolveOnDuty(tx, labId, now, whoId)
          : await resolveParty(tx, labId, { kind: who, id: whoId }, now);
      return named.map((one) => present(one, null));
    }
    if (who === 'supervisor' || who === 'director') return usersOf(tx, labId, who);
    if (who === 'pathologist') return pathologists(tx, labId, billId);
    if (billId === null) return who === 'on-call' ? (await resolveOnDuty(tx, labId, now)).map((one) => present(one, null)) : [];
    const contacts = (await resolveContacts(tx, labId, [billId], now)).get(billId)?.contacts ?? [];
    const webhook = who === 'organization' ? await findWebhook(tx, labId, billId) : null;
    return contacts.filter(isMeant(who)).map((contact) => present(contact, webhook));
  };

const isMeant =
  (who: 'ordering-doctor' | 'on-call' | 'ward' | 'organization') =>
  ({ kind, party, isOnDuty, reason }: Contact): boolean => {
    switch (who) {
      case 'ordering-doctor':
        return kind === 'referral' || reason.includes('covers for');
      case 'on-call':
        return isOnDuty;
      default:
        return party?.kind === who;
    }
  };

function present({ party, name, reason, phone, email, fax, points }: Contact, webhook: string | null): StepContact {
  const sms = points.find((point) => point.channel === 'sms')?.value ?? null;
  return { party, name, reason, phone, sms, email, fax, webhook };
}

/** Where the system of the order's organization is told. */
async function findWebhook(tx: Tx, labId: number, billId: number): Promise<string | null> {
  const { rows } = await sql<{ url: string }>`
    select w.url from bills b join organization_webhooks w on w.lab_id = b.lab_id and w.organization_id = b.organization_id
    where b.lab_id = ${labId} and b.id = ${billId}`.execute(tx);
  return rows[0]?.url ?? null;
}

async function usersOf(tx: Tx, labId: number, role: Role): Promise<StepContact[]> {
  const { rows } = await sql<StepContact>`
    select u.name, case when u.email like ${NO_MAIL} then null else u.email end as email, null as phone, null as sms, null as fax, null as webhook,
      ${`user with the role ${role}`} as reason
    from memberships m join users u on u.id = m.user_id
    where m.lab_id = ${labId} and m.is_active and m.role = ${role} order by u.name limit 50`.execute(tx);
  return rows;
}

/**
 * Everybody who works in a department. No plan says which of the laboratory's own people are at work, so all of them count as on duty: more
 * people are told rather than fewer.
 */
async function peopleOf(tx: Tx, labId: number, departmentId: number): Promise<StepContact[]> {
  const { rows } = await sql<StepContact>`
    select u.name, case when u.email like ${NO_MAIL} then address_for(m.lab_id, 'doctor', m.doctor_id, 'email') else u.email end as email,
      address_for(m.lab_id, 'doctor', m.doctor_id, 'phone') as phone, address_for(m.lab_id, 'doctor', m.doctor_id, 'sms') as sms,
      address_for(m.lab_id, 'doctor', m.doctor_id, 'fax') as fax, null as webhook, 'of the department ' || d.name as reason,
      case when m.doctor_id is not null then jsonb_build_object('kind', 'doctor', 'id', m.doctor_id) end as party
    from user_departments t join departments d on d.lab_id = t.lab_id and d.id = t.department_id
    join memberships m on m.lab_id = t.lab_id and m.user_id = t.user_id and m.is_active and m.role <> 'support' join users u on u.id = m.user_id
    where t.lab_id = ${labId} and t.department_id = ${departmentId} order by u.name limit 50`.execute(tx);
  return rows;
}

/** In-house doctors (docType 0) of a department with an open report of the order; all of them where none is. */
async function pathologists(tx: Tx, labId: number, billId: number | null): Promise<StepContact[]> {
  const { rows } = await sql<StepContact & { is_near: boolean }>`
    select u.name, case when u.email like ${NO_MAIL} then address_for(d.lab_id, 'doctor', d.id, 'email') else u.email end as email,
      address_for(d.lab_id, 'doctor', d.id, 'phone') as phone, address_for(d.lab_id, 'doctor', d.id, 'sms') as sms,
      address_for(d.lab_id, 'doctor', d.id, 'fax') as fax, null as webhook, 'in-house doctor' as reason,
      jsonb_build_object('kind', 'doctor', 'id', d.id) as party,
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
