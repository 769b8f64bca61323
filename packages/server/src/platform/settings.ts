import { sql } from 'kysely';
import type { Tx } from './db.ts';

/** One setting of a laboratory as it is stored; an empty object where it never was, so that its schema fills in the defaults. */
export async function readSetting(tx: Tx, labId: number, key: string): Promise<unknown> {
  const { rows } = await sql<{
    value: unknown;
  }>`/* prepared */ select value from lab_settings where lab_id = ${labId} and key = ${key}`.execute(tx);
  return rows[0]?.value ?? {};
}
