import { directorySettingsSchema } from '@critical-callout/contract/directory';
import {
  type ContactPoint,
  type Delegation,
  type DirectoryFacts,
  normalAddress,
  type Party,
  type PartyRef,
  type WeeklyHours,
} from '@critical-callout/domain/directory';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { holdersOf, listSchedulesOf, scheduleOf } from './schedule-queries.ts';

export async function readZone(tx: Tx, labId: number): Promise<string> {
  const { rows } = await sql<{ zone: string }>`select zone from labs where id = ${labId}`.execute(tx);
  return rows[0]?.zone ?? 'UTC';
}

type OrderRow = {
  id: number;
  bill_number: string;
  ordering_code: string | null;
  ward: string | null;
  ordering_name: string | null;
  ordering_phone: string | null;
  doctor_id: number | null;
  organization_id: number | null;
  ward_id: number | null;
};
export type OrderFacts = {
  billId: number;
  billNumber: string;
  orderingCode: string | null;
  ward: string | null;
  facts: DirectoryFacts;
};

/** What is known of whom to tell, for any number of orders: five statements, however many they are. */
export async function loadFacts(tx: Tx, labId: number, billIds: readonly number[], now: Date): Promise<OrderFacts[]> {
  const { rows: orders } = await sql<OrderRow>`
    select b.id, b.bill_number, b.ordering_code, b.ward, b.ordering_name, b.ordering_phone, b.doctor_id,
      -- The ward's organization stands in where the order names none.
      coalesce(b.organization_id, w.organization_id) as organization_id, w.id as ward_id
    from bills b left join wards w on w.lab_id = b.lab_id and lower(w.code) = lower(b.ward) and w.is_active
    where b.lab_id = ${labId} and b.id = any(${[...billIds]}::bigint[]) order by b.id`.execute(tx);
  if (orders.length === 0) return [];
  const idsOf = (pick: (order: OrderRow) => number | null): number[] => [
    ...new Set(orders.flatMap((order) => pick(order) ?? [])),
  ];
  const [doctorIds, organizationIds, wardIds] = [
    idsOf((o) => o.doctor_id),
    idsOf((o) => o.organization_id),
    idsOf((o) => o.ward_id),
  ];
  const delegations = await listCover(tx, labId, doctorIds, now);
  const schedules = (
    await listSchedulesOf(tx, labId, wardIds, organizationIds, { from: now, until: new Date(now.getTime() + 1) })
  ).map(scheduleOf);
  const { zone, name, callingCode } = await readLab(tx, labId);
  const parties = await listDirectoryParties(
    tx,
    labId,
    [
      ...doctorIds.map((id) => ({ kind: 'doctor' as const, id })),
      ...organizationIds.map((id) => ({ kind: 'organization' as const, id })),
      ...wardIds.map((id) => ({ kind: 'ward' as const, id })),
      ...delegations.map(({ coveredBy }) => coveredBy),
      ...schedules.flatMap(holdersOf),
      { kind: 'lab', id: labId },
    ],
    { name, callingCode },
  );
  return orders.map((order) => ({
    billId: order.id,
    billNumber: order.bill_number,
    orderingCode: order.ordering_code,
    ward: order.ward,
    facts: {
      zone,
      labId,
      orderingDoctorId: order.doctor_id,
      orderingName: order.ordering_name,
      orderingPhone: order.ordering_phone,
      organizationId: order.organization_id,
      wardId: order.ward_id,
      parties,
      delegations,
      schedules,
    },
  }));
}

/** Who covers for these doctors now, and who covers for those in turn. */
export async function listCover(tx: Tx, labId: number, doctorIds: readonly number[], now: Date): Promise<Delegation[]> {
  const { rows } = await sql<{ doctor_id: number; doctor: number | null; person: number | null; from_at: Date; to_at: Date }>`
    with recursive cover as (
      select d.*, 1 as depth from delegations d
      where d.lab_id = ${labId} and d.doctor_id = any(${[...doctorIds]}::bigint[]) and d.is_active and d.from_at <= ${now} and d.to_at > ${now}
      union all
      select d.*, c.depth + 1 from cover c join delegations d on d.lab_id = c.lab_id and d.doctor_id = c.covering_doctor_id
      where d.is_active and d.from_at <= ${now} and d.to_at > ${now} and c.depth < 5)
    select distinct on (id) doctor_id, covering_doctor_id as doctor, covering_person_id as person, from_at, to_at from cover order by id`.execute(
    tx,
  );
  return rows.map(({ doctor_id, doctor, person, from_at, to_at }) => ({
    doctorId: doctor_id,
    coveredBy: doctor !== null ? { kind: 'doctor', id: doctor } : { kind: 'person', id: person ?? 0 },
    from: from_at,
    to: to_at,
  }));
}

async function readLab(tx: Tx, labId: number): Promise<{ zone: string; name: string; callingCode: string }> {
  const { rows } = await sql<{ zone: string; name: string; settings: unknown }>`
    select l.zone, l.name, (select value from lab_settings s where s.lab_id = l.id and s.key = 'directory_settings') as settings
    from labs l where l.id = ${labId}`.execute(tx);
  const [row] = rows;
  const settings = directorySettingsSchema.parse(row?.settings ?? {});
  return { zone: row?.zone ?? 'UTC', name: row?.name ?? '', callingCode: settings.default_calling_code };
}

type PartyRow = PartyRef & {
  name: string;
  receives: Party['receives'];
  is_active: boolean;
  points: {
    id: number | null;
    purpose: ContactPoint['purpose'];
    channel: ContactPoint['channel'];
    value: string;
    dialled: string;
    hours: WeeklyHours;
    preference: number;
    verified_at: string | null;
  }[];
};

/** Parties with every way to reach them, in one statement. */
export async function listDirectoryParties(
  tx: Tx,
  labId: number,
  refs: readonly PartyRef[],
  lab: { name: string; callingCode: string } = { name: '', callingCode: '' },
): Promise<Party[]> {
  const { rows } = await sql<PartyRow>`
    select w.kind, w.id, coalesce(d.name, o.name, a.name, p.name, ${lab.name}::text) as name,
      coalesce(d.receives, o.receives, a.receives, p.receives, 'may-receive') as receives,
      coalesce(d.is_active, o.is_active, a.is_active, p.is_active, true) as is_active,
      coalesce((select jsonb_agg(jsonb_build_object('id', r.contact_point_id, 'purpose', r.purpose, 'channel', r.channel, 'value', r.value,
          'dialled', r.dialled, 'hours', r.hours, 'preference', r.preference, 'verified_at', r.verified_at) order by r.preference, r.contact_point_id)
        from reachable_addresses r where r.lab_id = ${labId} and r.owner_kind = w.kind and r.owner_id = w.id), '[]') as points
    from (select distinct kind, id from jsonb_to_recordset(${JSON.stringify(refs)}::jsonb) as x (kind text, id bigint)) w
    left join doctors d on w.kind = 'doctor' and d.lab_id = ${labId} and d.id = w.id
    left join organizations o on w.kind = 'organization' and o.lab_id = ${labId} and o.id = w.id
    left join wards a on w.kind = 'ward' and a.lab_id = ${labId} and a.id = w.id
    left join persons p on w.kind = 'person' and p.lab_id = ${labId} and p.id = w.id
    where w.kind = 'lab' or coalesce(d.id, o.id, a.id, p.id) is not null`.execute(tx);
  return rows.map(({ kind, id, name, receives, is_active, points }) => ({
    kind,
    id,
    name,
    receives,
    isActive: is_active,
    points: points.map(({ verified_at, ...point }) => ({
      ...dialledOf(point, lab.callingCode),
      verifiedAt: verified_at ? new Date(verified_at) : null,
    })),
  }));
}

/** A general address is stored as typed: what is dialled is made here, so that it and the same number of a contact point are one. */
export function dialledOf<T extends Pick<PartyRow['points'][number], 'id' | 'channel' | 'value' | 'dialled'>>(
  point: T,
  callingCode: string,
): T {
  if (point.id !== null) return point;
  const dialled = normalAddress(point.channel, point.value, callingCode);
  return { ...point, dialled: typeof dialled === 'string' ? dialled : point.value };
}
