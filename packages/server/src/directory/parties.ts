import type { PartiesQuery, SaveParty } from '@critical-callout/contract/directory';
import { normalAddress, type PartyRef } from '@critical-callout/domain/directory';
import { refusal } from '@critical-callout/domain/kernel';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import {
  findParty,
  insertParty,
  listKnown,
  listParties,
  type PartyFields,
  type PartyRow,
  type StoredKind,
  updateParty,
} from './party-queries.ts';
import { decodeCursor, notFound, pageOf, refuseTwice } from './refuse.ts';
import { type Change, sayChanged } from './say.ts';

export type PartyOut = ReturnType<typeof partyOut>;

function partyOut({ is_active, organization_id, has_contact, ...row }: PartyRow) {
  return {
    ...row,
    isActive: is_active,
    hasContact: has_contact,
    ...(organization_id !== undefined && { organizationId: organization_id }),
  };
}

function fieldsOf(party: SaveParty): PartyFields {
  const { code, name, receives, isActive, language } = party;
  return {
    code,
    name,
    receives,
    is_active: isActive,
    ...(language !== undefined && { language }),
    ...('phone' in party && { phone: party.phone || null, email: party.email || null, fax: party.fax || null }),
    ...('function' in party && { function: party.function || null }),
    ...('credential' in party && { credential: party.credential || null }),
    ...('organizationId' in party && { organization_id: party.organizationId }),
  };
}

export async function readParties(
  tx: Tx,
  labId: number,
  kind: StoredKind,
  query: PartiesQuery,
): Promise<{ items: PartyOut[]; nextCursor: string | null }> {
  const rows = await listParties(tx, labId, kind, query, decodeCursor(query.cursor));
  const page = pageOf(rows, query.limit, (row) => row.name);
  return { ...page, items: page.items.map(partyOut) };
}

export async function readParty(tx: Tx, labId: number, kind: StoredKind, id: number): Promise<PartyOut> {
  const row = await findParty(tx, labId, kind, id, 'none');
  if (!row) throw notFound(kind, id);
  return partyOut(row);
}

/** Saves a doctor, an organization, a ward or a person: a new one, or the one with this id. Says what it was and what it is. */
export async function saveParty(
  tx: Tx,
  change: Change,
  kind: StoredKind,
  id: number | null,
  party: SaveParty,
): Promise<PartyOut> {
  const { labId } = change;
  const before = id === null ? null : await findParty(tx, labId, kind, id, 'for-change');
  if (id !== null && !before) throw notFound(kind, id);
  const fields = { language: before?.language ?? null, ...fieldsOf(party) };
  const { organization_id: organizationId } = fields;
  await requireKnown(tx, labId, organizationId ? [{ kind: 'organization', id: organizationId }] : [], 'organizationId');
  refuseAddresses(fields);
  const saved = await refuseTwice('code', `There is a ${kind} with the code ${fields.code} already.`, async () => {
    if (id === null) return insertParty(tx, labId, kind, fields);
    await updateParty(tx, labId, kind, id, fields);
    return id;
  });
  await sayChanged(tx, change, `${kind} ${fields.code}`, { kind, id: saved, before, after: fields });
  return readParty(tx, labId, kind, saved);
}

/** A general address is kept as typed; it must be one all the same. */
function refuseAddresses(fields: PartyFields): void {
  for (const channel of ['phone', 'email', 'fax'] as const) {
    const value = fields[channel];
    const normal = value ? normalAddress(channel, value, '') : '';
    if (typeof normal !== 'string') throw new Refused({ ...normal, details: { field: channel } });
  }
}

export async function requireKnown(tx: Tx, labId: number, refs: readonly PartyRef[], field: string): Promise<void> {
  const known = await listKnown(tx, labId, refs);
  const unknown = refs.find((ref) => !known.some((one) => one.kind === ref.kind && one.id === ref.id));
  if (unknown) {
    throw new Refused(
      refusal('directory.unknown', `There is no ${unknown.kind} ${unknown.id} in the directory.`, { field, ...unknown }),
    );
  }
}
