import { prepareRules, type Rules } from '@critical-callout/domain/evaluation';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { listLimitVersions } from './limit-queries.ts';
import { listActiveMappings } from './mapping-queries.ts';
import { listOptionVersions } from './option-queries.ts';

// One entry a lab of a database. A process that serves more labs than this prepares the oldest again when they return.
const MAX_LABS = 500;
const prepared = new Map<string, { stamp: string; rules: Rules }>();

/**
 * The lab's limits and options as this transaction sees them, prepared for evaluation. Kept between calls as long as
 * labs.rules_version stands; one statement then. The row's xmin is part of the stamp, because a transaction that raised
 * the number and rolled back must not leave its rules behind under a number the next one will use.
 */
export async function loadRules(tx: Tx, labId: number): Promise<Rules> {
  const { rows } = await sql<{ stamp: string; place: string }>`/* prepared */
    select rules_version || ' ' || xmin as stamp, current_database() || ' ' || pg_postmaster_start_time() as place
    from labs where id = ${labId}`.execute(tx);
  const [lab] = rows;
  if (!lab) throw new Error(`lab ${labId} does not exist`);
  const key = `${labId} ${lab.place}`;
  const known = prepared.get(key);
  if (known?.stamp === lab.stamp) return known.rules;
  const limits = await listLimitVersions(tx, labId);
  const options = await listOptionVersions(tx, labId);
  const rules = prepareRules(limits, options, await listActiveMappings(tx, labId));
  prepared.delete(key);
  prepared.set(key, { stamp: lab.stamp, rules });
  const oldest = prepared.keys().next();
  if (prepared.size > MAX_LABS && !oldest.done) prepared.delete(oldest.value);
  return rules;
}

/** Tells every node that the rules changed, and keeps other writers of this lab's rules waiting until this one commits. */
export async function bumpRulesVersion(tx: Tx, labId: number): Promise<void> {
  await sql`update labs set rules_version = rules_version + 1 where id = ${labId}`.execute(tx);
}

/** IANA zone of the laboratory: what a day of a patient's age is. */
export async function zoneOf(tx: Tx, labId: number): Promise<string> {
  const { rows } = await sql<{ zone: string }>`select zone from labs where id = ${labId}`.execute(tx);
  return rows[0]?.zone ?? 'UTC';
}
