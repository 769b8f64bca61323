import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export async function findSettings(tx: Tx, labId: number): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`
    select value from lab_settings where lab_id = ${labId} and key = 'acknowledgement_settings'`.execute(tx);
  return rows[0]?.value;
}

/** One insert for the links of all messages of a callout. */
export async function insertLinks(
  tx: Tx,
  labId: number,
  billId: number,
  links: readonly { deliveryId: number; tokenHash: Buffer }[],
  { issuedAt, expiresAt }: { issuedAt: Date; expiresAt: Date },
): Promise<void> {
  await sql`
    insert into acknowledgement_links (lab_id, delivery_id, token_hash, patient_id, issued_at, expires_at)
    select b.lab_id, l.delivery_id, l.token_hash, b.patient_id, ${issuedAt}, ${expiresAt}
    from unnest(${links.map((link) => link.deliveryId)}::bigint[], ${links.map((link) => link.tokenHash)}::bytea[]) as l (delivery_id, token_hash)
    join bills b on b.lab_id = ${labId} and b.id = ${billId}
  `.execute(tx);
}

/** Only one that is still open: nothing that was used or ended comes back. */
export async function renewLink(tx: Tx, labId: number, deliveryId: number, expiresAt: Date): Promise<void> {
  await sql`
    update acknowledgement_links set expires_at = greatest(expires_at, ${expiresAt})
    where lab_id = ${labId} and delivery_id = ${deliveryId} and ended_at is null
  `.execute(tx);
}
