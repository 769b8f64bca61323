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
  verified_by: string | null;
  verified_how: ContactPointOut['verifiedHow'];
  is_active: boolean;
};
type PointFields = Omit<PointRow, 'id'>;
type ShownRow = PointRow & { owner_name: string; last_success_at: Date | null };

const SELECTED = sql`
  select c.lab_id, c.id, case when c.doctor_id is not null then 'doctor' when c.organization_id is not null then 'organization'
      when c.ward_id is not null then 'ward' when c.person_id is not null then 'person' else 'lab' end as owner_kind,
    coalesce(c.doctor_id, c.organization_id, c.ward_id, c.person_id) as owner_id,
    c.purpose, c.channel, c.value, c.dialled, c.hours, c.preference, c.verified_at, c.verified_by, c.verified_how, c.is_active
  from contact_points c`;
/** What a screen shows beside: whose it is, and when a message to it last arrived. */
const SHOWN = sql`coalesce((select name from doctors o where p.owner_kind = 'doctor' and o.lab_id = p.lab_id and o.id = p.owner_id),
    (select name from organizations o where p.owner_kind = 'organization' and o.lab_id = p.lab_id and o.id = p.owner_id),
    (select name from wards o where p.owner_kind = 'ward' and o.lab_id = p.lab_id and o.id = p.owner_id),
    (select name from persons o where p.owner_kind = 'person' and o.lab_id = p.lab_id and o.id = p.owner_id), '') as owner_name,
  (select max(d.finished_at) from deliveries d where d.lab_id = p.lab_id and d.channel = p.channel and d.address in (p.value, p.dialled)
    and d.state in ('accepted', 'delivered')) as last_success_at`;

function pointOut(row: ShownRow): ContactPointOut {
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
    ownerName: row.owner_name,
    verifiedAt: row.verified_at?.toISOString() ?? null,
    verifiedBy: row.verified_by,
    verifiedHow: row.verified_how,
    lastSuccessAt: row.last_success_at?.toISOString() ?? null,
    isActive: row.is_active,
  };
}

export async function readContactPoints(
  tx: Tx,
  labId: number,
  query: ContactPointsQuery,
  now: Date,
): Promise<{ items: ContactPointOut[]; nextCursor: string | null }> {
  const days = query.unverifiedDays;
  const provedBefore = days === undefined ? null : new Date(now.getTime() - days * 86_400_000);
  const { rows } = await sql<ShownRow>`
    select p.*, ${SHOWN} from (${SELECTED} where c.lab_id = ${labId}) p
    where (${query.ownerKind ?? null}::text is null or p.owner_kind = ${query.ownerKind ?? null})
      and (${query.ownerId ?? null}::bigint is null or p.owner_id = ${query.ownerId ?? null})
      and (${query.isActive ?? null}::boolean is null or p.is_active = ${query.isActive ?? null})
      and (${provedBefore}::timestamptz is null or (p.is_active and coalesce(p.verified_at, '-infinity') < ${provedBefore}))
      and p.id > ${decodeCursor(query.cursor)?.id ?? 0}::bigint
    order by p.id limit ${query.limit + 1}
  `.execute(tx);
  const page = pageOf(rows, query.limit);
  return { ...page, items: page.items.map(pointOut) };
}

export async function findPoint(tx: Tx, labId: number, id: number, lock: 'for-change' | 'none'): Promise<PointRow | undefined> {
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
  const { rows } = await sql<ShownRow>`
    select p.*, ${SHOWN} from (${SELECTED} where c.lab_id = ${labId} and c.id = ${id}) p`.execute(tx);
  const [row] = rows;
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
    ...proofOf(before ?? null, { value: dialled, verifiedAt: point.verifiedAt, by: change.actor.name }),
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

/**
 * What stays proved of a point that is saved. A proof is of one address: with another it is gone, unless a new one is
 * stated; and whoever states one is named.
 */
export function proofOf(
  before: PointRow | null,
  { value, verifiedAt, by }: { value: string; verifiedAt: string | null; by: string },
): Pick<PointRow, 'verified_at' | 'verified_by' | 'verified_how'> {
  const at = verifiedAt === null ? null : new Date(verifiedAt);
  const isStated = at !== null && at.getTime() !== before?.verified_at?.getTime();
  if (isStated) return { verified_at: at, verified_by: by, verified_how: 'stated' };
  if (!before || at === null || before.dialled !== value) return { verified_at: null, verified_by: null, verified_how: null };
  return { verified_at: before.verified_at, verified_by: before.verified_by, verified_how: before.verified_how };
}

const ownerColumn = (fields: PointFields, kind: PartyRef['kind']): number | null =>
  fields.owner_kind === kind ? fields.owner_id : null;
const hoursJson = ({ hours }: PointFields): string | null => (hours === null ? null : JSON.stringify(hours));

export async function insertPoint(tx: Tx, labId: number, fields: PointFields): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into contact_points (lab_id, doctor_id, organization_id, ward_id, person_id, purpose, channel, value, dialled, hours, preference, verified_at, verified_by, verified_how, is_active)
    values (${labId}, ${ownerColumn(fields, 'doctor')}, ${ownerColumn(fields, 'organization')}, ${ownerColumn(fields, 'ward')}, ${ownerColumn(fields, 'person')},
      ${fields.purpose}, ${fields.channel}, ${fields.value}, ${fields.dialled}, ${hoursJson(fields)}::jsonb, ${fields.preference}, ${fields.verified_at},
      ${fields.verified_by}, ${fields.verified_how}, ${fields.is_active})
    returning id`.execute(tx);
  return rows[0]?.id ?? 0;
}

export async function updatePoint(tx: Tx, labId: number, id: number, fields: PointFields): Promise<number> {
  await sql`
    update contact_points set doctor_id = ${ownerColumn(fields, 'doctor')}, organization_id = ${ownerColumn(fields, 'organization')},
      ward_id = ${ownerColumn(fields, 'ward')}, person_id = ${ownerColumn(fields, 'person')}, purpose = ${fields.purpose}, channel = ${fields.channel},
      value = ${fields.value}, dialled = ${fields.dialled}, hours = ${hoursJson(fields)}::jsonb, preference = ${fields.preference},
      verified_at = ${fields.verified_at}, verified_by = ${fields.verified_by}, verified_how = ${fields.verified_how}, is_active = ${fields.is_active}
    where lab_id = ${labId} and id = ${id}`.execute(tx);
  return id;
}
