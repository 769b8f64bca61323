import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Tx } from '../platform/db.ts';

export type VerifyReport = {
  labId: number;
  checked: number;
  /** The first line that does not fit, and why; null when the whole chain verifies. */
  broken: { seq: number; reason: string } | null;
  head: { seq: number; hash: string } | null;
};

type Row = {
  seq: number;
  at: Date;
  category: number;
  type: string;
  actor_user_id: string | null;
  bill_id: number | null;
  lab_report_ids: number[];
  text: string;
  payload: string;
  prev_hash: Buffer;
  hash: Buffer;
};

const PAGE = 5_000;

/** Recomputes a lab's chain from its first event and names the first line that does not fit. Reads in pages: memory is flat. */
export function verifyEvents(
  db: Database,
  labId: number,
  onProgress: (checked: number) => void = () => undefined,
): Promise<VerifyReport> {
  return db.inLab(labId, async (tx) => {
    // One snapshot for the whole walk, so that events added meanwhile do not disturb it.
    await sql`set transaction isolation level repeatable read read only`.execute(tx);
    let previous: Buffer = createHash('sha256').update(`lab ${labId}`).digest();
    let checked = 0;
    const seals = await sealedHashes(tx, labId);
    const fail = (seq: number, reason: string): VerifyReport => ({ labId, checked, broken: { seq, reason }, head: null });
    for (;;) {
      const rows = await page(tx, labId, checked);
      for (const row of rows) {
        const reason = flawOf(row, checked + 1, previous) ?? sealFlaw(row, seals);
        if (reason) return fail(checked + 1, reason);
        previous = row.hash;
        checked += 1;
      }
      onProgress(checked);
      if (rows.length < PAGE) break;
    }
    const head = await headOf(tx, labId);
    if ((head?.seq ?? 0) !== checked) return fail(checked + 1, `the chain ends at ${checked}, its head says ${head?.seq ?? 0}`);
    if (head && checked > 0 && !head.hash.equals(previous)) return fail(checked, 'the hash of the last event is not the head');
    return { labId, checked, broken: null, head: head ? { seq: head.seq, hash: head.hash.toString('hex') } : null };
  });
}

async function page(tx: Tx, labId: number, after: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select seq, at, category, type, actor_user_id, bill_id, lab_report_ids, text, payload::text as payload, prev_hash, hash
    from events where lab_id = ${labId} and seq > ${after} order by seq limit ${PAGE}
  `.execute(tx);
  return rows;
}

async function headOf(tx: Tx, labId: number): Promise<{ seq: number; hash: Buffer } | undefined> {
  const { rows } = await sql<{ seq: number; hash: Buffer }>`select seq, hash from event_heads where lab_id = ${labId}`.execute(
    tx,
  );
  return rows[0];
}

async function sealedHashes(tx: Tx, labId: number): Promise<Map<number, { day: string; hash: Buffer }>> {
  const { rows } = await sql<{ day: string; seq: number; hash: Buffer }>`
    select day, seq, hash from event_seals where lab_id = ${labId}`.execute(tx);
  return new Map(rows.map((row) => [row.seq, row]));
}

/** Why a row does not continue the chain, or does not say what its hashed payload says. */
function flawOf(row: Row, expectedSeq: number, previous: Buffer): string | null {
  if (row.seq !== expectedSeq) return `event ${expectedSeq} is missing`;
  if (!row.prev_hash.equals(previous)) return 'it does not carry the hash of the event before it';
  const hash = createHash('sha256').update(previous).update(`${row.seq} ${row.payload}`).digest();
  if (!hash.equals(row.hash)) return 'its content does not match its hash';
  const payload = JSON.parse(row.payload);
  const column = (name: string, stored: unknown, hashed: unknown): string | null =>
    stored === hashed ? null : `column ${name} is not what was hashed`;
  return (
    column('at', row.at.getTime(), Date.parse(payload.at)) ??
    column('category', row.category, payload.category) ??
    column('type', row.type, payload.type) ??
    column('text', row.text, payload.text) ??
    column('actor_user_id', row.actor_user_id, payload.actor?.user_id ?? null) ??
    column('bill_id', row.bill_id, payload.bill_id ?? null) ??
    column('lab_report_ids', row.lab_report_ids.join(), (payload.lab_report_ids ?? []).join())
  );
}

function sealFlaw(row: Row, seals: Map<number, { day: string; hash: Buffer }>): string | null {
  const seal = seals.get(row.seq);
  return !seal || seal.hash.equals(row.hash) ? null : `its hash is not the one sealed on ${seal.day}`;
}
