import type { MessageLanguage } from '@critical-callout/domain/delivery';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { LinkEnd, LiveLink } from './link-queries.ts';

export type Proof = 'code' | 'facts';
export type Visit = { id: number; proof: Proof };

export async function insertVisit(
  tx: Tx,
  { labId, deliveryId }: LiveLink,
  visit: { ticketHash: Buffer; proof: Proof; provenAt: Date; expiresAt: Date; address: string },
): Promise<void> {
  await sql`
    insert into acknowledgement_visits (lab_id, delivery_id, ticket_hash, proof, proven_at, expires_at, address)
    values (${labId}, ${deliveryId}, ${visit.ticketHash}, ${visit.proof}, ${visit.provenAt}, ${visit.expiresAt}, ${visit.address})
  `.execute(tx);
}

/** A visit to this very link that is not over. */
export async function findVisit(tx: Tx, link: LiveLink, ticketHash: Buffer, now: Date): Promise<Visit | undefined> {
  const { rows } = await sql<Visit>`
    select id, proof from acknowledgement_visits
    where lab_id = ${link.labId} and delivery_id = ${link.deliveryId} and ticket_hash = ${ticketHash} and expires_at > ${now}`.execute(
    tx,
  );
  return rows[0];
}

export async function markAnswered(tx: Tx, labId: number, visitId: number, now: Date): Promise<void> {
  await sql`update acknowledgement_visits set answered_at = ${now} where lab_id = ${labId} and id = ${visitId}`.execute(tx);
}

export type Answered = {
  endedAt: Date;
  endReason: LinkEnd;
  labName: string;
  zone: string;
  isPractice: boolean;
  mailSettings: unknown;
  language: MessageLanguage;
};

/** What was recorded in a visit, for whoever sends its last form once more. */
export async function findAnswered(
  tx: Tx,
  tokenHash: Buffer,
  ticketHash: Buffer,
  now: Date,
  languageOf: (message: string | null) => MessageLanguage,
): Promise<Answered | undefined> {
  const { rows } = await sql<Answered & { language: string | null }>`
    select l.ended_at as "endedAt", l.end_reason as "endReason", a.name as "labName", a.zone, a.is_practice as "isPractice", d.template_language as language,
      (select value from lab_settings s where s.lab_id = l.lab_id and s.key = 'mail_settings') as "mailSettings"
    from acknowledgement_links l join labs a on a.id = l.lab_id join deliveries d on d.lab_id = l.lab_id and d.id = l.delivery_id
    join acknowledgement_visits v on v.lab_id = l.lab_id and v.delivery_id = l.delivery_id
    where l.token_hash = ${tokenHash} and l.ended_at is not null and v.ticket_hash = ${ticketHash} and v.answered_at is not null
      and v.expires_at > ${now}`.execute(tx);
  const [row] = rows;
  return row && { ...row, language: languageOf(row.language) };
}

export type PatientFacts = { born: string | null; accessionNumber: string | null; billNumber: string };

/** What somebody who treats the patient knows. Read only to be compared, never shown. */
export async function getFacts(tx: Tx, { labId, billId }: LiveLink): Promise<PatientFacts> {
  const { rows } = await sql<PatientFacts>`
    select p.born, b.accession_number as "accessionNumber", b.bill_number as "billNumber"
    from bills b join patients p on p.lab_id = b.lab_id and p.id = b.patient_id where b.lab_id = ${labId} and b.id = ${billId}`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) throw new Error(`order ${billId} is not in laboratory ${labId}`);
  return row;
}

/** A reader without an account: the log names the message and the person as the laboratory knows them. */
export async function recordRecipientAccess(
  tx: Tx,
  link: LiveLink,
  line: { action: string; proof: string; at: Date; requestId: string; address: string },
): Promise<void> {
  const { labId, billId, deliveryId, recipientName, recipientKind } = link;
  const reason = `recipient of delivery ${deliveryId}: ${recipientName} (${recipientKind}), proven by ${line.proof}`;
  await sql`
    insert into access_log (lab_id, at, user_id, action, bill_ids, reason, request_id, address)
    values (${labId}, ${line.at}, 'recipient', ${line.action}, ${[billId]}::bigint[], ${reason}, ${line.requestId}, ${line.address})
  `.execute(tx);
}
