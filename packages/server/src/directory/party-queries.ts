import type { PartiesQuery } from '@critical-callout/contract/directory';
import type { PartyRef, Receives } from '@critical-callout/domain/directory';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/** The four kinds with rows of their own; the laboratory itself is the fifth owner of contact points. */
export type StoredKind = Exclude<PartyRef['kind'], 'lab'>;

type Table = { table: string; columns: readonly string[] };
/** Columns of each kind besides id, in the order they are written. */
export const TABLES: Record<StoredKind, Table> = {
  doctor: {
    table: 'doctors',
    columns: ['code', 'name', 'receives', 'language', 'is_active', 'phone', 'email', 'fax', 'credential', 'organization_id'],
  },
  organization: {
    table: 'organizations',
    columns: ['code', 'name', 'receives', 'language', 'is_active', 'phone', 'email', 'fax'],
  },
  ward: { table: 'wards', columns: ['code', 'name', 'receives', 'language', 'is_active', 'organization_id'] },
  person: {
    table: 'persons',
    columns: ['code', 'name', 'receives', 'language', 'is_active', 'function', 'credential', 'organization_id'],
  },
};

export type PartyRow = {
  id: number;
  code: string;
  name: string;
  receives: Receives;
  language?: string | null;
  is_active: boolean;
  phone?: string | null;
  email?: string | null;
  fax?: string | null;
  function?: string | null;
  credential?: string | null;
  organization_id?: number | null;
  has_contact: boolean;
};
export type PartyFields = Omit<PartyRow, 'id' | 'has_contact'>;

const columnsOf = (kind: StoredKind, alias: string): RawBuilder<unknown> =>
  sql.join(TABLES[kind].columns.map((column) => sql.ref(`${alias}.${column}`)));
const hasContact = (kind: StoredKind): RawBuilder<boolean> => sql<boolean>`exists (select from reachable_addresses a
  where a.lab_id = p.lab_id and a.owner_kind = ${kind} and a.owner_id = p.id)`;

export async function listParties(
  tx: Tx,
  labId: number,
  kind: StoredKind,
  query: PartiesQuery,
  after: { name: string; id: number } | null,
): Promise<PartyRow[]> {
  const q = query.q.toLowerCase();
  const { rows } = await sql<PartyRow>`
    select p.id, ${columnsOf(kind, 'p')}, ${hasContact(kind)} as has_contact from ${sql.table(TABLES[kind].table)} p
    where p.lab_id = ${labId}
      and (${q} = '' or position(${q} in lower(p.name)) > 0 or position(${q} in lower(p.code)) > 0)
      and (${query.isActive ?? null}::boolean is null or p.is_active = ${query.isActive ?? null})
      and (${query.hasContact ?? null}::boolean is null or ${hasContact(kind)} = ${query.hasContact ?? null})
      and (${after?.name ?? null}::text is null or (p.name, p.id) > (${after?.name ?? null}::text, ${after?.id ?? null}::bigint))
    order by p.name, p.id limit ${query.limit + 1}
  `.execute(tx);
  return rows;
}

/** Locked for a change, without holding up orders that refer to it. */
export async function findParty(
  tx: Tx,
  labId: number,
  kind: StoredKind,
  id: number,
  lock: 'for-change' | 'none',
): Promise<PartyRow | undefined> {
  const { rows } = await sql<PartyRow>`
    select p.id, ${columnsOf(kind, 'p')}, ${hasContact(kind)} as has_contact from ${sql.table(TABLES[kind].table)} p
    where p.lab_id = ${labId} and p.id = ${id} ${lock === 'for-change' ? sql`for no key update of p` : sql``}
  `.execute(tx);
  return rows[0];
}

const valuesOf = (kind: StoredKind, fields: PartyFields): RawBuilder<unknown>[] =>
  TABLES[kind].columns.map((column) => sql`${fields[column as keyof PartyFields] ?? null}`);

export async function insertParty(tx: Tx, labId: number, kind: StoredKind, fields: PartyFields): Promise<number> {
  const { table, columns } = TABLES[kind];
  const { rows } = await sql<{ id: number }>`
    insert into ${sql.table(table)} (lab_id, ${sql.join(columns.map((column) => sql.ref(column)))})
    values (${labId}, ${sql.join(valuesOf(kind, fields))}) returning id
  `.execute(tx);
  return rows[0]?.id ?? 0;
}

export async function updateParty(tx: Tx, labId: number, kind: StoredKind, id: number, fields: PartyFields): Promise<void> {
  const { table, columns } = TABLES[kind];
  const values = valuesOf(kind, fields);
  const sets = columns.map((column, index) => sql`${sql.ref(column)} = ${values[index]}`);
  await sql`update ${sql.table(table)} set ${sql.join(sets)} where lab_id = ${labId} and id = ${id}`.execute(tx);
}

/** Which of these are in the lab's directory; what is named anywhere else must be. */
export async function listKnown(tx: Tx, labId: number, refs: readonly PartyRef[]): Promise<(PartyRef & { name: string })[]> {
  if (refs.length === 0) return [];
  const { rows } = await sql<PartyRef & { name: string }>`
    select w.kind, w.id, coalesce(d.name, o.name, a.name, p.name) as name
    from jsonb_to_recordset(${JSON.stringify(refs)}::jsonb) as w (kind text, id bigint)
    left join doctors d on w.kind = 'doctor' and d.lab_id = ${labId} and d.id = w.id
    left join organizations o on w.kind = 'organization' and o.lab_id = ${labId} and o.id = w.id
    left join wards a on w.kind = 'ward' and a.lab_id = ${labId} and a.id = w.id
    left join persons p on w.kind = 'person' and p.lab_id = ${labId} and p.id = w.id
    where coalesce(d.id, o.id, a.id, p.id) is not null
  `.execute(tx);
  return rows;
}
