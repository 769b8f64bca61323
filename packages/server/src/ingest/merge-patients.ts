import type { IncomingMerge } from '@critical-callout/domain/result';
import { sql } from 'kysely';
import { markForSearch } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import { authorityOf, keyOfPatient } from './batch-plan.ts';
import { upsertPatients } from './order-queries.ts';
import type { Work } from './work.ts';

/** A record that was given up, and the orders that stand with the other one since. */
export type MergedPatient = { messageId: number; formerPatientId: number; patientId: number; billIds: number[] };

/**
 * Makes one of two records of a person, in the caller's transaction. The orders of the number that is given up move to
 * the one that stays; since they are the same person's as before, nothing that was told is asked again and links stay
 * good. The number that was given up is kept: a result that still comes under it lands where it belongs. Said again, it
 * changes nothing; said the other way round, it turns. Rare, so each merge is its own few statements.
 */
export async function mergePatients(
  tx: Tx,
  labId: number,
  now: Date,
  messages: readonly { work: Work; messageId: number }[],
): Promise<MergedPatient[]> {
  const merged: MergedPatient[] = [];
  for (const { work, messageId } of messages) {
    for (const merge of work.read.merges ?? []) {
      const one = await mergeTwo(tx, labId, now, withAuthority(merge, work));
      if (one) merged.push({ messageId, ...one });
    }
  }
  return merged;
}

type Known = { id: number; mergedInto: number | null };

async function mergeTwo(
  tx: Tx,
  labId: number,
  now: Date,
  merge: IncomingMerge,
): Promise<Omit<MergedPatient, 'messageId'> | null> {
  const { patient, prior } = merge;
  await upsertPatients(tx, labId, now, new Map([[keyOfPatient(patient.authority, patient.identifier ?? ''), patient]]));
  await sql`insert into patients (lab_id, authority, identifier, updated_at) values (${labId}, ${prior.authority}, ${prior.identifier}, ${now})
    on conflict (lab_id, authority, identifier) where identifier is not null do nothing`.execute(tx);
  const staying = await lockPatient(tx, labId, patient.authority, patient.identifier ?? '');
  const given = await lockPatient(tx, labId, prior.authority, prior.identifier);
  // The record that stays was given up for the other one before: it is the other way round now. Given up for a third, that one stays.
  const isTurned = staying.mergedInto === given.id;
  const patientId = isTurned ? staying.id : (staying.mergedInto ?? staying.id);
  if (given.mergedInto === patientId || given.id === patientId) return null;
  if (isTurned)
    await sql`update patients set merged_into = null, merged_at = null where lab_id = ${labId} and id = ${staying.id}`.execute(
      tx,
    );
  await sql`update patients set merged_into = ${patientId}, merged_at = ${now}
    where lab_id = ${labId} and id <> ${patientId} and (id = ${given.id} or merged_into = ${given.id})`.execute(tx);
  const billIds = await moveOrders(tx, labId, given.id, patientId);
  if (billIds.length > 0) await markForSearch(tx, labId, billIds, now);
  return { formerPatientId: given.id, patientId, billIds };
}

async function lockPatient(tx: Tx, labId: number, authority: string, identifier: string): Promise<Known> {
  const { rows } = await sql<Known>`select id, merged_into as "mergedInto" from patients
    where lab_id = ${labId} and authority = ${authority} and identifier = ${identifier} for no key update`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('a patient that was just written is not there');
  return row;
}

/** Whoever has one of them open sees another number on it: a version further. */
async function moveOrders(tx: Tx, labId: number, from: number, to: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with mine as materialized (select id from bills where lab_id = ${labId} and patient_id = ${from} order by id for update)
    update bills b set patient_id = ${to}, version = b.version + 1 from mine where b.lab_id = ${labId} and b.id = mine.id
    returning b.id`.execute(tx);
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** A number without an authority means something only to who sent it. */
const withAuthority = ({ patient, prior }: IncomingMerge, work: Work): IncomingMerge => ({
  patient: { ...patient, authority: authorityOf(patient.authority, work) },
  prior: { ...prior, authority: authorityOf(prior.authority, work) },
});
