import type { SettingsHistory } from '@critical-callout/contract/settings';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

const MAX_CHANGES = 50;

type Row = Omit<SettingsHistory['changes'][number], 'at'> & { at: Date };

/** What was changed of these settings, newest first, as the audit trail keeps it. `lab` stands for name and zone. */
export async function listChanges(tx: Tx, labId: number, keys: readonly string[]): Promise<SettingsHistory> {
  const { rows } = await sql<Row>`
    select seq, at, coalesce(payload->>'key', 'lab') as key, coalesce(payload->'actor'->>'name', '') as by,
      payload->'before' as before, payload->'after' as after
    from events where lab_id = ${labId} and type in ('settings-changed', 'lab-changed')
      and coalesce(payload->>'key', 'lab') = any(${[...keys]}::text[])
    order by seq desc limit ${MAX_CHANGES}`.execute(tx);
  return { changes: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
}
