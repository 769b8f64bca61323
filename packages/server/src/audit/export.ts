import { sql } from 'kysely';
import type { Database } from '../platform/db.ts';

const PAGE = 1_000;

/**
 * A lab's events in order, each as one line of JSON: its number, the exact text that was hashed, and both hashes, so that
 * whoever holds the file can recompute the chain without this program: hash = SHA-256(previous hash, `seq payload`).
 * Pages of their own transactions: events never change, so a long export needs no snapshot held open.
 */
export async function* exportEvents(db: Database, labId: number): AsyncGenerator<string> {
  let after = 0;
  for (;;) {
    const rows = await db.inLab(labId, async (tx) => {
      const { rows: page } = await sql<{ seq: number; payload: string; prev_hash: string; hash: string }>`
        select seq, payload::text as payload, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash
        from events where lab_id = ${labId} and seq > ${after} order by seq limit ${PAGE}
      `.execute(tx);
      return page;
    });
    for (const row of rows) yield JSON.stringify(row);
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < PAGE) return;
  }
}
