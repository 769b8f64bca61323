import { sql } from 'kysely';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';

export type NewRetry = { billId: number; eventSeq: number; outcome: string; nextTryAt: Date };

export async function insertRetry(tx: Tx, labId: number, { billId, eventSeq, outcome, nextTryAt }: NewRetry): Promise<void> {
  await sql`insert into callout_retries (lab_id, bill_id, event_seq, outcome, next_try_at)
    values (${labId}, ${billId}, ${eventSeq}, ${outcome}, ${nextTryAt})`.execute(tx);
}

/** The tries that wait for these orders are not needed any more: somebody tried, or nothing is left to be told. */
export async function endRetries(tx: Tx, labId: number, billIds: readonly number[], because: string, now: Date): Promise<void> {
  await sql`/* prepared */ update callout_retries set ended_at = ${now}, ended_because = ${because}
    where lab_id = ${labId} and bill_id = any(${[...billIds]}::bigint[]) and ended_at is null`.execute(tx);
}

const AT_ONCE = 50;

type PassedTry = { lab_id: number; id: number };

/** Rows that another process is about to take are skipped; what came due while no process ran is found all the same. */
async function listPassedTries(tx: Tx, now: Date): Promise<PassedTry[]> {
  const { rows } = await sql<PassedTry>`
    select lab_id, id from callout_retries where ended_at is null and alarmed_at is null and next_try_at <= ${now} and bill_id is not null
    order by next_try_at limit ${AT_ONCE} for update skip locked`.execute(tx);
  return rows;
}

/** Says once, and aloud, that the time of a planned try has passed. The ladder and the deadline go on as they are. */
export function createRetryWatch({ db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>): () => Promise<number> {
  return async () => {
    const passed = await db.inSystem((tx) => listPassedTries(tx, clock.now()));
    let said = 0;
    for (const { lab_id: labId, id } of passed) {
      said += await db.inLab(labId, (tx) => sayPassed(tx, labId, id, clock.now()));
    }
    if (said > 0) log.info({ said }, 'planned tries have come due');
    return passed.length;
  };
}

async function sayPassed(tx: Tx, labId: number, id: number, now: Date): Promise<number> {
  // The order first, as everybody takes it: a call that is being written down ends the try.
  await sql`select b.id from bills b join callout_retries t on t.lab_id = b.lab_id and t.bill_id = b.id
    where t.lab_id = ${labId} and t.id = ${id} for update of b`.execute(tx);
  const { rows } = await sql<{ bill_id: number; outcome: string; next_try_at: Date; report_ids: number[] }>`
    update callout_retries t set alarmed_at = ${now}
    where t.lab_id = ${labId} and t.id = ${id} and t.ended_at is null and t.alarmed_at is null and t.bill_id is not null
    returning t.bill_id, t.outcome, t.next_try_at,
      array(select r.id from lab_reports r where r.lab_id = t.lab_id and r.bill_id = t.bill_id and r.critical_values in ${IS.open}
        and r.dismissed_at is null order by r.id) as report_ids`.execute(tx);
  const [one] = rows;
  if (!one) return 0;
  await appendEvents(tx, labId, [
    {
      at: now,
      category: 640,
      type: 'callout-try-due',
      text: `Next try is due - after ${one.outcome}`,
      actor: SYSTEM_ACTOR,
      bill_id: one.bill_id,
      lab_report_ids: one.report_ids,
      outcome: one.outcome,
      next_try_at: one.next_try_at.toISOString(),
    },
  ]);
  return 1;
}
