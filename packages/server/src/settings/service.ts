import { sql } from 'kysely';
import { type Actor, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { readSetting } from '../platform/settings.ts';

/** The value as it is, while nobody else of this laboratory can save one. */
export async function lockSetting(tx: Tx, labId: number, key: string): Promise<unknown> {
  await sql`select from labs where id = ${labId} for no key update`.execute(tx);
  return readSetting(tx, labId, key);
}

/** What belongs to one publication: when, why, and by what its lines of the trail are known as one. */
export type Publication = { id: string; comment: string; now: Date };

/** Stores a setting, tells every node through labs.rules_version, and says in the audit trail what it was and what it is. */
export async function saveSetting(
  tx: Tx,
  input: { labId: number; key: string; value: Record<string, unknown>; actor: Actor } & Pick<Publication, 'now'> &
    Partial<Publication>,
): Promise<void> {
  const { labId, key, value, actor, now, id, comment = '' } = input;
  const before = await readSetting(tx, labId, key);
  await sql`
    insert into lab_settings (lab_id, key, value, updated_at, updated_by) values (${labId}, ${key}, ${JSON.stringify(value)}::jsonb, ${now}, ${actor.user_id})
    on conflict (lab_id, key) do update set value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by
  `.execute(tx);
  await sql`update labs set rules_version = rules_version + 1 where id = ${labId}`.execute(tx);
  await appendEvents(tx, labId, [
    {
      at: now,
      category: 620,
      type: 'settings-changed',
      text: `Settings ${key} changed by - ${actor.name}${whyOf(comment)}`,
      actor,
      key,
      ...(id === undefined ? {} : { publication: id }),
      comment,
      before,
      after: value,
    },
  ]);
}

/** Ends the line of the audit trail. */
export const whyOf = (comment: string): string => (comment === '' ? '' : `: ${comment}`);
