import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { ContactPointOut } from '@critical-callout/contract/directory';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { findPoint, type PointRow, readContactPoint, updatePoint } from './contact-points.ts';
import type { SendPlain } from './ports.ts';
import { notFound } from './refuse.ts';
import { CATEGORY_CONFIGURATION, type Change, sayChanged } from './say.ts';

const CODE_MINUTES = 30;
/** Six digits: with five tries a guess is one in two hundred thousand. */
const MAX_FAILED = 5;
const WAIT_SECONDS = 30;

const hash = (labId: number, id: number, code: string): Buffer => createHash('sha256').update(`${labId} ${id} ${code}`).digest();

async function getPoint(tx: Tx, labId: number, id: number): Promise<PointRow> {
  const point = await findPoint(tx, labId, id, 'for-change');
  if (!point) throw notFound('contact point', id);
  return point;
}

/** Somebody called, sent a test page, or was told by the owner: the point is proved from now on, by whom and how. */
export async function verifyPoint(
  tx: Tx,
  change: Change,
  id: number,
  how: NonNullable<PointRow['verified_how']>,
): Promise<ContactPointOut> {
  const { labId, actor, now } = change;
  const before = await getPoint(tx, labId, id);
  const { id: _id, ...fields } = before;
  const after = { ...fields, verified_at: now, verified_by: actor.name, verified_how: how };
  await updatePoint(tx, labId, id, after);
  await sql`delete from contact_verifications where lab_id = ${labId} and contact_point_id = ${id}`.execute(tx);
  await sayChanged(tx, change, `contact point ${id} verified by ${how}`, { kind: 'contact-point', id, before: fields, after });
  return readContactPoint(tx, labId, id);
}

/** Sends a code to the point. Whoever reads it out again has it: the point is theirs and works. */
export async function sendCode(
  tx: Tx,
  change: Change,
  id: number,
  sendPlain: SendPlain,
): Promise<{ deliveryId: number; expiresAt: string }> {
  const { labId, actor, now } = change;
  const point = await getPoint(tx, labId, id);
  const { rows } = await sql<{ sent_at: Date }>`
    select sent_at from contact_verifications where lab_id = ${labId} and contact_point_id = ${id}`.execute(tx);
  const waits = rows[0] ? WAIT_SECONDS - (now.getTime() - rows[0].sent_at.getTime()) / 1000 : 0;
  if (waits > 0) {
    const message = `A code was sent just now; the next can be sent in ${Math.ceil(waits)} s.`;
    throw new Refused(refusal('directory.code-wait', message, { seconds: Math.ceil(waits) }), 409);
  }
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const { name, lab } = await namesOf(tx, labId, id);
  const eventSeq = await appendEvents(tx, labId, [
    {
      at: now,
      category: CATEGORY_CONFIGURATION,
      type: 'contact-code-sent',
      text: `Code sent to a contact point by - ${actor.name}, For - ${name}, Channel - ${point.channel}`,
      actor,
      contact_point_id: id,
    },
  ]);
  const words = {
    subject: `Code for ${lab}`,
    text: `Your code is ${code}. ${lab} asks whether this address reaches you for critical laboratory results. Please read the code back to whoever asked. It counts for ${CODE_MINUTES} minutes. If nobody asked, do nothing.`,
  };
  const sent = await sendPlain(tx, {
    labId,
    channel: point.channel,
    address: point.dialled,
    who: name,
    name,
    words,
    eventSeq,
    now,
  });
  if ('problem' in sent)
    throw new Refused(refusal('directory.no-code', `No code can be sent: ${sent.problem}.`, { channel: point.channel }));
  const expiresAt = new Date(now.getTime() + CODE_MINUTES * 60_000);
  await sql`
    insert into contact_verifications (lab_id, contact_point_id, dialled, code_hash, delivery_id, sent_at, expires_at)
    values (${labId}, ${id}, ${point.dialled}, ${hash(labId, id, code)}, ${sent.deliveryId}, ${now}, ${expiresAt})
    on conflict (lab_id, contact_point_id) do update set dialled = excluded.dialled, code_hash = excluded.code_hash,
      delivery_id = excluded.delivery_id, sent_at = excluded.sent_at, expires_at = excluded.expires_at, failed = 0`.execute(tx);
  return { deliveryId: sent.deliveryId, expiresAt: expiresAt.toISOString() };
}

async function namesOf(tx: Tx, labId: number, id: number): Promise<{ name: string; lab: string }> {
  const { ownerName } = await readContactPoint(tx, labId, id);
  const { rows } = await sql<{ name: string }>`select name from labs where id = ${labId}`.execute(tx);
  const lab = rows[0]?.name ?? '';
  return { name: ownerName || lab, lab };
}

/** The code somebody read back. `null`: it is wrong, and the try is counted; the caller answers outside the transaction that counted it. */
export async function confirmCode(
  tx: Tx,
  change: Change,
  id: number,
  code: string,
): Promise<ContactPointOut | { problem: string }> {
  const { labId, now } = change;
  const point = await getPoint(tx, labId, id);
  const { rows } = await sql<{ dialled: string; code_hash: Buffer; expires_at: Date; failed: number }>`
    select dialled, code_hash, expires_at, failed from contact_verifications
    where lab_id = ${labId} and contact_point_id = ${id} for update`.execute(tx);
  const [asked] = rows;
  if (!asked || asked.expires_at.getTime() <= now.getTime() || asked.dialled !== point.dialled)
    return { problem: 'There is no code for this contact point any more; send another.' };
  if (asked.failed >= MAX_FAILED) return { problem: `The code was typed wrongly ${MAX_FAILED} times; send another.` };
  if (!timingSafeEqual(hash(labId, id, code), asked.code_hash)) {
    await sql`update contact_verifications set failed = failed + 1 where lab_id = ${labId} and contact_point_id = ${id}`.execute(
      tx,
    );
    return { problem: `This is not the code; ${MAX_FAILED - asked.failed - 1} tries are left.` };
  }
  return verifyPoint(tx, change, id, 'code');
}
