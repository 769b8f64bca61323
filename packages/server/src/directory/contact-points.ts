import type { ContactPointOut, ContactPointsQuery, SaveContactPoint } from '@critical-callout/contract/directory';
import { directorySettingsSchema } from '@critical-callout/contract/directory';
import { type ContactPoint, normalAddress, type PartyRef } from '@critical-callout/domain/directory';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { requireKnown } from './parties.ts';
import { decodeCursor, notFound, pageOf, refuseTwice } from './refuse.ts';
import { type Change, sayChanged } from './say.ts';

export type PointRow = {
  id: number;
  owner_kind: PartyRef['kind'];
  owner_id: number | null;
  purpose: ContactPoint['purpose'];
  channel: ContactPoint['channel'];
  value: string;
  dialled: string;
  hours: SaveContactPoint['hours'];
  preference: number;
  verified_at: Date | null;
  is_active: boolean;
};
type PointFields = Omit<PointRow, 'id'>;

const SELECTED = sql`
  select c.id, case when c.doctor_id is not null then 'doctor' when c.organization_id is not null then 'organization'
      when c.ward_id is not null then 'ward' when c.person_id is not null then 'person' else 'lab' end as owner_kind,
    coalesce(c.doctor_id, c.organization_id, c.ward_id, c.person_id) as owner_id,
    c.purpose, c.channel, c.value, c.dialled, c.hours, c.preference, c.verified_at, c.is_active
  from contact_points c`;

function pointOut(row: PointRow): ContactPointOut {
  const owner =
    row.owner_kind === 'lab' || row.owner_id === null ? { kind: 'lab' as const } : { kind: row.owner_kind, id: row.owner_id };
  const { id, purpose, channel, value, dialled, hours, preference } = row;
  return {
    id,
    owner,
    purpose,
    channel,
    value,
    dialled,
    hours,
    preference,
    verifiedAt: row.verified_at?.toISOString() ?? null,
    isActive: row.is_active,
  };
}

export async function readContactPoints(
  tx: Tx,
  labId: number,
  query: ContactPointsQuery,
): Promise<{ items: ContactPointOut[]; nextCursor: string | null }> {
  const { rows } = await sql<PointRow>`
    select * from (${SELECTED} where c.lab_id = ${labId}) p
    where (${query.ownerKind ?? null}::text is null or p.owner_kind = ${query.ownerKind ?? null})
      and (${query.ownerId ?? null}::bigint is null or p.owner_id = ${query.ownerId ?? null})
      and (${query.isActive ?? null}::boolean is null or p.is_active = ${query.isActive ?? null})
      and p.id > ${decodeCursor(query.cursor)?.id ?? 0}::bigint
    order by p.id limit ${query.limit + 1}
  `.execute(tx);
  const page = pageOf(rows, query.limit);
  return { ...page, items: page.items.map(pointOut) };
}

async function findPoint(tx: Tx, labId: number, id: number, lock: 'for-change' | 'none'): Promise<PointRow | undefined> {
  const { rows } =
    await sql<PointRow>`${SELECTED} where c.lab_id = ${labId} and c.id = ${id} ${lock === 'for-change' ? sql`for update of c` : sql``}`.execute(
      tx,
    );
  return rows[0];
}

/** All contact points of the lab, for reading a file of them; a few thousand at most. */
export async function listAllPoints(tx: Tx, labId: number): Promise<PointRow[]> {
  const { rows } = await sql<PointRow>`${SELECTED} where c.lab_id = ${labId} order by c.id`.execute(tx);
  return rows;
}

export async function readCallingCode(tx: Tx, labId: number): Promise<string> {
  const { rows } = await sql<{ value: unknown }>`
    select value from lab_settings where lab_id = ${labId} and key = 'directory_settings'`.execute(tx);
  return directorySettingsSchema.parse(rows[0]?.value ?? {}).default_calling_code;
}

export async function readContactPoint(tx: Tx, labId: number, id: number): Promise<ContactPointOut> {
  const row = await findPoint(tx, labId, id, 'none');
  if (!row) throw notFound('contact point', id);
  return pointOut(row);
}

export async function saveContactPoint(
  tx: Tx,
  change: Change,
  id: number | null,
  point: SaveContactPoint,
): Promise<ContactPointOut> {
  const { labId } = change;
  const before = id === null ? null : await findPoint(tx, labId, id, 'for-change');
  if (id !== null && !before) throw notFound('contact point', id);
  const dialled = normalAddress(point.channel, point.value, await readCallingCode(tx, labId));
  if (typeof dialled !== 'string') throw new Refused(dialled);
  const { owner } = point;
  await requireKnown(tx, labId, owner.kind === 'lab' ? [] : [owner], 'owner');
  const fields: PointFields = {
    owner_kind: owner.kind,
    owner_id: owner.kind === 'lab' ? null : owner.id,
    purpose: point.purpose,
    channel: point.channel,
    value: point.value,
    dialled,
    hours: point.hours,
    preference: point.preference,
    verified_at: point.verifiedAt ? new Date(point.verifiedAt) : null,
    is_active: point.isActive,
  };
  const saved = await refuseTwice('value', `This owner has that ${point.channel} for ${point.purpose} already.`, () =>
    id === null ? insertPoint(tx, labId, fields) : updatePoint(tx, labId, id, fields),
  );
  await sayChanged(tx, change, `contact point ${saved} of ${owner.kind}`, {
    kind: 'contact-point',
    id: saved,
    before,
    after: fields,
  });
  return readContactPoint(tx, labId, saved);
}

const ownerColumn = (fields: PointFields, kind: PartyRef['kind']): number | null =>
  fields.owner_kind === kind ? fields.owner_id : null;
const hoursJson = ({ hours }: PointFields): string | null => (hours === null ? null : JSON.stringify(hours));

export async function insertPoint(tx: Tx, labId: number, fields: PointFields): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into contact_points (lab_id, doctor_id, organization_id, ward_id, person_id, purpose, channel, value, dialled, hours, preference, verified_at, is_active)
    values (${labId}, ${ownerColumn(fields, 'doctor')}, ${ownerColumn(fields, 'organization')}, ${ownerColumn(fields, 'ward')}, ${ownerColumn(fields, 'person')},
      ${fields.purpose}, ${fields.channel}, ${fields.value}, ${fields.dialled}, ${hoursJson(fields)}::jsonb, ${fields.preference}, ${fields.verified_at},
      ${fields.is_active})
    returning id`.execute(tx);
  return rows[0]?.id ?? 0;
}

export async function updatePoint(tx: Tx, labId: number, id: number, fields: PointFields): Promise<number> {
  await sql`
    update contact_points set doctor_id = ${ownerColumn(fields, 'doctor')}, organization_id = ${ownerColumn(fields, 'organization')},
      ward_id = ${ownerColumn(fields, 'ward')}, person_id = ${ownerColumn(fields, 'person')}, purpose = ${fields.purpose}, channel = ${fields.channel},
      value = ${fields.value}, dialled = ${fields.dialled}, hours = ${hoursJson(fields)}::jsonb, preference = ${fields.preference},
      verified_at = ${fields.verified_at}, is_active = ${fields.is_active}
    where lab_id = ${labId} and id = ${id}`.execute(tx);
  return id;
}
