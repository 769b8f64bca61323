import { sql } from 'kysely';
import type { Deps } from '../platform/deps.ts';
import { type DatabaseCheck, saveDatabaseCheck } from './queries.ts';

// Any number: it is held for a moment only, and by this test only.
const LOCK = 7_078_001;

/**
 * Does the database do what everything here rests on: is what was committed read back by another connection, does a lock
 * hold others off, and does a commit reach the disk?
 */
export async function testDatabase({ db, clock }: Deps, labId: number): Promise<DatabaseCheck> {
  const now = clock.now();
  const started = performance.now();
  const mark = { at: now.toISOString(), isGood: false, detail: 'begun' };
  await db.inLab(labId, (tx) => saveDatabaseCheck(tx, labId, mark, now));
  const seen = await db.inLab(labId, (tx) =>
    sql<{ at: string }>`select database_check->>'at' as at from setup_progress where lab_id = ${labId}`.execute(tx),
  );
  const isWritten = seen.rows[0]?.at === mark.at;
  const commitMs = Math.round(performance.now() - started);
  const isLocking = await db.inLab(labId, async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
    const other = await db.inLab(labId, (second) =>
      sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as got`.execute(second),
    );
    return other.rows[0]?.got === false;
  });
  const durable = await db.inLab(labId, (tx) =>
    sql<{
      fsync: string;
      commit: string;
    }>`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`.execute(tx),
  );
  const { fsync = 'off', commit = 'off' } = durable.rows[0] ?? {};
  const isDurable = fsync === 'on' && commit !== 'off';
  const detail = `write ${isWritten ? 'good' : 'NOT READ BACK'} in ${commitMs} ms, lock ${isLocking ? 'holds' : 'DOES NOT HOLD'}, fsync ${fsync}, synchronous_commit ${commit}`;
  const check = { at: mark.at, isGood: isWritten && isLocking && isDurable, detail };
  await db.inLab(labId, (tx) => saveDatabaseCheck(tx, labId, check, now));
  return check;
}
