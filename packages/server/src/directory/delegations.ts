import type { DelegationOut, DelegationsQuery, SaveDelegation } from '@critical-callout/contract/directory';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { requireKnown } from './parties.ts';
import { decodeCursor, notFound, pageOf } from './refuse.ts';
import { type Change, sayChanged } from './say.ts';

type DelegationRow = {
  id: number;
  doctor_id: number;
  covering_doctor_id: number | null;
  covering_person_id: number | null;
  from_at: Date;
  to_at: Date;
  reason: string;
  is_active: boolean;
};

const SELECTED = sql`select id, doctor_id, covering_doctor_id, covering_person_id, from_at, to_at, reason, is_active from delegations`;

function delegationOut(row: DelegationRow): DelegationOut {
  return {
    id: row.id,
    doctorId: row.doctor_id,
    coveredBy: row.covering_doctor_id
      ? { kind: 'doctor', id: row.covering_doctor_id }
      : { kind: 'person', id: row.covering_person_id ?? 0 },
    from: row.from_at.toISOString(),
    to: row.to_at.toISOString(),
    reason: row.reason,
    isActive: row.is_active,
  };
}

export async function readDelegations(
  tx: Tx,
  labId: number,
  query: DelegationsQuery,
  now: Date,
): Promise<{ items: DelegationOut[]; nextCursor: string | null }> {
  const { rows } = await sql<DelegationRow>`
    ${SELECTED} where lab_id = ${labId} and id > ${decodeCursor(query.cursor)?.id ?? 0}::bigint
      and (${query.doctorId ?? null}::bigint is null or doctor_id = ${query.doctorId ?? null})
      and (${query.isCurrent ?? null}::boolean is null or (is_active and to_at > ${now}) = ${query.isCurrent ?? null})
    order by id limit ${query.limit + 1}`.execute(tx);
  const page = pageOf(rows, query.limit);
  return { ...page, items: page.items.map(delegationOut) };
}

async function findDelegation(
  tx: Tx,
  labId: number,
  id: number,
  lock: 'for-change' | 'none',
): Promise<DelegationRow | undefined> {
  const { rows } =
    await sql<DelegationRow>`${SELECTED} where lab_id = ${labId} and id = ${id} ${lock === 'for-change' ? sql`for update` : sql``}`.execute(
      tx,
    );
  return rows[0];
}

export async function readDelegation(tx: Tx, labId: number, id: number): Promise<DelegationOut> {
  const row = await findDelegation(tx, labId, id, 'none');
  if (!row) throw notFound('delegation', id);
  return delegationOut(row);
}

export async function saveDelegation(tx: Tx, change: Change, id: number | null, asked: SaveDelegation): Promise<DelegationOut> {
  const { labId } = change;
  const before = id === null ? null : await findDelegation(tx, labId, id, 'for-change');
  if (id !== null && !before) throw notFound('delegation', id);
  const { doctorId, coveredBy } = asked;
  if (coveredBy.kind === 'doctor' && coveredBy.id === doctorId)
    throw new Refused(refusal('directory.covers-self', 'Nobody covers for themselves.', { field: 'coveredBy' }));
  await requireKnown(tx, labId, [{ kind: 'doctor', id: doctorId }], 'doctorId');
  await requireKnown(tx, labId, [coveredBy], 'coveredBy');
  await refuseOverlap(tx, labId, id, asked);
  const byDoctor = coveredBy.kind === 'doctor' ? coveredBy.id : null;
  const byPerson = coveredBy.kind === 'person' ? coveredBy.id : null;
  const values = sql`${doctorId}, ${byDoctor}, ${byPerson}, ${new Date(asked.from)}, ${new Date(asked.to)}, ${asked.reason}, ${asked.isActive}`;
  const columns = sql`doctor_id, covering_doctor_id, covering_person_id, from_at, to_at, reason, is_active`;
  const { rows } = await (id === null
    ? sql<{ id: number }>`insert into delegations (lab_id, ${columns}) values (${labId}, ${values}) returning id`
    : sql<{ id: number }>`update delegations set (${columns}) = (${values}) where lab_id = ${labId} and id = ${id} returning id`
  ).execute(tx);
  const saved = rows[0]?.id ?? 0;
  await sayChanged(tx, change, `cover of doctor ${doctorId}`, { kind: 'delegation', id: saved, before, after: asked });
  return readDelegation(tx, labId, saved);
}

/** Two people covering for one doctor at one moment: nobody could say who is called. */
async function refuseOverlap(
  tx: Tx,
  labId: number,
  id: number | null,
  { doctorId, from, to, isActive }: SaveDelegation,
): Promise<void> {
  if (!isActive) return;
  // The doctor's row is the lock: two saves at once would not see each other's period.
  await sql`select id from doctors where lab_id = ${labId} and id = ${doctorId} for no key update`.execute(tx);
  const { rows } = await sql<{ id: number; from_at: Date; to_at: Date }>`
    select id, from_at, to_at from delegations where lab_id = ${labId} and doctor_id = ${doctorId} and is_active and id <> ${id ?? 0}
      and from_at < ${new Date(to)} and to_at > ${new Date(from)} order by from_at limit 1`.execute(tx);
  const [other] = rows;
  if (!other) return;
  const message = `Doctor ${doctorId} is covered from ${other.from_at.toISOString()} to ${other.to_at.toISOString()} already (delegation ${other.id}).`;
  throw new Refused(refusal('directory.overlap', message, { field: 'from', id: other.id }), 409);
}
