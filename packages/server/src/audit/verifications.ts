import type { AuditVerification } from '@critical-callout/contract/audit';
import { sql } from 'kysely';
import type { Database, Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { type Actor, appendEvents, SYSTEM_ACTOR } from './append.ts';
import { type VerifyReport, verifyEvents } from './verify.ts';

const AUDIT_CATEGORY = 650;
/** Longer than the longest walk we measured, many times over; a process that died loses its turn after it. */
const TURN_MINUTES = 60;

type Asked = { actor: Actor; through: AuditVerification['askedThrough'] };

/**
 * Recomputes the chain and keeps what came of it. The walk reads in a snapshot of its own, so the outcome is written after
 * it. That it failed, and that somebody asked, become events; a daily verification that fits leaves only its row.
 */
export async function verifyAndKeep(
  { db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>,
  labId: number,
  { actor, through }: Asked,
  onProgress?: (checked: number) => void,
): Promise<VerifyReport> {
  const report = await verifyEvents(db, labId, onProgress);
  const { checked, broken, head } = report;
  if (broken) log.error({ labId, seq: broken.seq, reason: broken.reason }, 'the audit trail does not verify');
  const at = clock.now();
  await db.inLab(labId, async (tx) => {
    await sql`
      insert into audit_verifications (lab_id, at, asked_by, asked_through, checked, broken_seq, broken_reason, head_seq, head_hash)
      values (${labId}, ${at}, ${actor.name}, ${through}, ${checked}, ${broken?.seq ?? null}, ${broken?.reason ?? null},
        ${head?.seq ?? null}, ${head ? Buffer.from(head.hash, 'hex') : null})`.execute(tx);
    if (!broken && through === 'daily') return;
    const found = broken ? `does NOT fit at ${broken.seq}: ${broken.reason}` : `${checked} events fit`;
    await appendEvents(tx, labId, [
      {
        at,
        category: AUDIT_CATEGORY,
        type: broken ? 'audit-verification-failed' : 'audit-verified',
        text: `Audit trail verified by - ${actor.name}, ${found}`,
        actor,
        asked_through: through,
        checked,
        ...(broken && { broken_seq: broken.seq, reason: broken.reason }),
      },
    ]);
  });
  return report;
}

/** The daily verification: of one lab whose chain was sealed since it was last verified. Answers how many labs it did. */
export async function verifyDue(deps: Pick<Deps, 'db' | 'clock' | 'log'>): Promise<number> {
  const labId = await claimTurn(deps.db, deps.clock.now());
  if (labId === null) return 0;
  await verifyAndKeep(deps, labId, { actor: SYSTEM_ACTOR, through: 'daily' });
  return 1;
}

function claimTurn(db: Database, now: Date): Promise<number | null> {
  return db.inSystem(async (tx) => {
    const { rows } = await sql<{ lab_id: number }>`
      insert into audit_verification_turns as t (lab_id, lease_until)
      select l.id, ${now}::timestamptz + make_interval(mins => ${TURN_MINUTES}) from labs l
      where (select max(s.sealed_at) from event_seals s where s.lab_id = l.id)
          > coalesce((select max(v.at) from audit_verifications v where v.lab_id = l.id and v.asked_through = 'daily'), '-infinity')
        and not exists (select from audit_verification_turns u where u.lab_id = l.id and u.lease_until > ${now})
      order by l.id limit 1
      on conflict (lab_id) do update set lease_until = excluded.lease_until where t.lease_until <= ${now}
      returning lab_id`.execute(tx);
    return rows[0]?.lab_id ?? null;
  });
}

type Row = {
  at: Date;
  asked_by: string;
  asked_through: AuditVerification['askedThrough'];
  checked: number;
  broken_seq: number | null;
  broken_reason: string | null;
  head_hash: Buffer | null;
};

/** What the verifications of a lab found, newest first. */
export async function listVerifications(tx: Tx, labId: number, limit: number): Promise<AuditVerification[]> {
  const { rows } = await sql<Row>`
    select at, asked_by, asked_through, checked, broken_seq, broken_reason, head_hash from audit_verifications
    where lab_id = ${labId} order by id desc limit ${limit}`.execute(tx);
  return rows.map((row) => ({
    at: row.at.toISOString(),
    askedBy: row.asked_by,
    askedThrough: row.asked_through,
    checked: row.checked,
    broken: row.broken_seq === null ? null : { seq: row.broken_seq, reason: row.broken_reason ?? '' },
    headHash: row.head_hash?.toString('hex') ?? null,
  }));
}
