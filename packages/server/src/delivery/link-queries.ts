import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/** Why a message followed another by a decision, beside what the program tells next by itself (delivery_follow_ups). */
export type LinkHow = 'other-channel' | 'new-notice' | 'correction';

export async function insertLink(tx: Tx, labId: number, link: { from: number; to: number; how: LinkHow }): Promise<void> {
  await sql`
    insert into delivery_links (lab_id, delivery_id, next_delivery_id, how) values (${labId}, ${link.from}, ${link.to}, ${link.how})
  `.execute(tx);
}
