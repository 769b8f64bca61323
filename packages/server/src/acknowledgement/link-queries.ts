import type { MessageLanguage } from '@critical-callout/domain/delivery';
import { sql } from 'kysely';
import type { DeliveryChannel, DeliveryRecipientKind } from '../callout/index.ts';
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

/** A link that can be used now, with everything its first page needs. Nothing of the patient is in it. */
export type LiveLink = {
  labId: number;
  deliveryId: number;
  billId: number;
  labReportIds: number[];
  channel: DeliveryChannel;
  recipientKind: DeliveryRecipientKind;
  recipientName: string;
  address: string;
  messageId: string;
  /** That of the pages; the message's own until the reader chooses another. */
  language: MessageLanguage;
  issuedAt: Date;
  failedProofs: number;
  lockedAt: Date | null;
  codesSent: number;
  codeDeliveryId: number | null;
  codeMessageId: string | null;
  codeExpiresAt: Date | null;
  labName: string;
  zone: string;
  isPractice: boolean;
  settings: unknown;
  mailSettings: unknown;
};

const COLUMNS = sql`l.lab_id as "labId", l.delivery_id as "deliveryId", d.bill_id as "billId", e.lab_report_ids as "labReportIds", d.channel,
  d.recipient_kind as "recipientKind", d.recipient_name as "recipientName", d.address, d.message_id as "messageId", d.template_language as language, l.issued_at as "issuedAt",
  l.failed_proofs as "failedProofs", l.locked_at as "lockedAt", l.codes_sent as "codesSent", l.code_delivery_id as "codeDeliveryId",
  (select c.message_id from deliveries c where c.lab_id = l.lab_id and c.id = l.code_delivery_id) as "codeMessageId",
  l.code_expires_at as "codeExpiresAt", a.name as "labName", a.zone, a.is_practice as "isPractice",
  (select value from lab_settings s where s.lab_id = l.lab_id and s.key = 'acknowledgement_settings') as settings,
  (select value from lab_settings s where s.lab_id = l.lab_id and s.key = 'mail_settings') as "mailSettings"`;

/** An order that came to belong to another patient, or that is gone, has no links any more; one whose patient's two records
 * were made one has them still. */
const JOINED = sql`acknowledgement_links l join deliveries d on d.lab_id = l.lab_id and d.id = l.delivery_id
  join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
  join bills b on b.lab_id = d.lab_id and b.id = d.bill_id
    and (b.patient_id = l.patient_id or exists (
      select from patients f where f.lab_id = l.lab_id and f.id = l.patient_id and f.merged_into = b.patient_id))
  join labs a on a.id = l.lab_id`;

/**
 * One statement with one look into one index for every token, whether it is unknown, expired, used, withdrawn or good: what
 * cannot be used is not told apart, by its answer or by its time.
 */
export async function findLiveLink(
  tx: Tx,
  tokenHash: Buffer,
  now: Date,
  languageOf: (message: string | null) => MessageLanguage,
): Promise<LiveLink | undefined> {
  const { rows } = await sql<LiveLink & { language: string | null }>`
    select ${COLUMNS} from ${JOINED} where l.token_hash = ${tokenHash} and l.ended_at is null and l.expires_at > ${now}`.execute(
    tx,
  );
  const [row] = rows;
  return row && { ...row, language: languageOf(row.language) };
}

/** The order first, as every writer of callouts takes it, then the link. undefined: it ended while somebody waited. */
export async function lockLiveLink(tx: Tx, link: LiveLink, now: Date): Promise<LiveLink | undefined> {
  const { labId, deliveryId, billId } = link;
  await sql`select id from bills where lab_id = ${labId} and id = ${billId} for update`.execute(tx);
  const { rows } = await sql<LiveLink>`
    select ${COLUMNS} from ${JOINED} where l.lab_id = ${labId} and l.delivery_id = ${deliveryId} and l.ended_at is null and l.expires_at > ${now}
    for update of l`.execute(tx);
  const [row] = rows;
  return row && { ...row, language: link.language };
}

export async function noteFailedProof(tx: Tx, { labId, deliveryId }: LiveLink, lockedAt: Date | null): Promise<void> {
  await sql`
    update acknowledgement_links set failed_proofs = failed_proofs + 1, locked_at = ${lockedAt}
    where lab_id = ${labId} and delivery_id = ${deliveryId}`.execute(tx);
}

export async function noteCode(tx: Tx, { labId, deliveryId }: LiveLink, codeDeliveryId: number, expiresAt: Date): Promise<void> {
  await sql`
    update acknowledgement_links set codes_sent = codes_sent + 1, code_delivery_id = ${codeDeliveryId}, code_expires_at = ${expiresAt}
    where lab_id = ${labId} and delivery_id = ${deliveryId}`.execute(tx);
}

export type LinkEnd = 'acknowledged' | 'not-mine' | 'cannot-take' | 'withdrawn';

export async function endLink(
  tx: Tx,
  { labId, deliveryId }: Pick<LiveLink, 'labId' | 'deliveryId'>,
  reason: LinkEnd,
  now: Date,
): Promise<void> {
  await sql`
    update acknowledgement_links set ended_at = ${now}, end_reason = ${reason}
    where lab_id = ${labId} and delivery_id = ${deliveryId} and ended_at is null`.execute(tx);
}
