import { sql } from 'kysely';
import { verifyEvents } from '../audit/index.ts';
import type { Database, Tx } from '../platform/db.ts';
import { CHECKS } from './checks.ts';
import type { Check } from './statement.ts';

/** One row that should not be as it is. `row` names it (`lab_reports 17`), never the patient. */
export type Finding = { labId: number; row: string; detail: string };
export type CheckResult = { id: string; statement: string; findings: Finding[]; isTruncated: boolean };
export type InvariantReport = { isWhole: boolean; results: CheckResult[] };

/** Rows named for each check; a broken installation may have millions, and the first few say what is wrong. */
const SHOWN = 50;

/**
 * Checks everything about "nothing lost" that can be seen from the database: one snapshot for all SQL checks, then the
 * event chain of every lab. What needs an outside witness (messages answered, mails received) is for the tests.
 */
export async function checkInvariants(
  db: Database,
  now: Date,
  onProgress: (text: string) => void = () => undefined,
): Promise<InvariantReport> {
  const results = await db.inSystem(async (tx) => {
    await sql`set transaction isolation level repeatable read read only`.execute(tx);
    const done: CheckResult[] = [];
    for (const check of CHECKS) {
      onProgress(`${check.id} ${check.statement}`);
      done.push(await runCheck(tx, check, now));
    }
    return done;
  });
  results.push(await checkChains(db, onProgress));
  return { isWhole: results.every(({ findings }) => findings.length === 0), results };
}

async function runCheck(tx: Tx, { id, statement, rows }: Check, now: Date): Promise<CheckResult> {
  const { rows: found } = await sql<{ lab_id: number; row: string; detail: string }>`
    select lab_id, "row", detail from (${rows(now)}) found order by lab_id, "row" limit ${SHOWN + 1}
  `.execute(tx);
  const findings = found.slice(0, SHOWN).map(({ lab_id, row, detail }) => ({ labId: lab_id, row, detail }));
  return { id, statement, findings, isTruncated: found.length > SHOWN };
}

async function checkChains(db: Database, onProgress: (text: string) => void): Promise<CheckResult> {
  const labIds = await db.inSystem(async (tx) =>
    (await tx.selectFrom('labs').select('id').orderBy('id').execute()).map(({ id }) => id),
  );
  const findings: Finding[] = [];
  for (const labId of labIds) {
    const { broken } = await verifyEvents(db, labId, (checked) => onProgress(`I9 events of lab ${labId}: ${checked}`));
    if (broken) findings.push({ labId, row: `events ${broken.seq}`, detail: broken.reason });
  }
  return { id: 'I9', statement: 'the event chain of every lab verifies', findings, isTruncated: false };
}
