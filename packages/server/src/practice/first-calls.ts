import type { FirstCall, FirstCalls } from '@critical-callout/contract/practice';
import type { LabSession } from '@critical-callout/domain/auth';
import { FIRST_CALL_WITHIN_SECONDS } from '@critical-callout/domain/practice';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';

/** More people than a laboratory takes on in years. */
const MAX_PEOPLE = 500;

type Row = { userId: string; name: string; beganAt: Date; doneAt: Date | null };

/** When each began their first case, and when the first one was judged right; of one person or of all. */
async function listRows(tx: Tx, labId: number, userId: string | null): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select r.user_id as "userId", u.name, min(r.started_at) as "beganAt", min(r.completed_at) as "doneAt"
    from practice_runs r join users u on u.id = r.user_id
    where r.lab_id = ${labId} and (${userId}::text is null or r.user_id = ${userId})
    group by r.user_id, u.name order by min(r.started_at) desc, r.user_id limit ${MAX_PEOPLE}`.execute(tx);
  return rows;
}

function present({ beganAt, doneAt }: Row): FirstCall {
  const seconds = doneAt && Math.round((doneAt.getTime() - beganAt.getTime()) / 1_000);
  return { beganAt: beganAt.toISOString(), doneAt: doneAt?.toISOString() ?? null, seconds };
}

export async function findFirstCall(tx: Tx, labId: number, userId: string): Promise<FirstCall | null> {
  const [row] = await listRows(tx, labId, userId);
  return row ? present(row) : null;
}

export function listFirstCalls({ db }: Pick<Deps, 'db'>, { labId }: LabSession): Promise<FirstCalls> {
  return db.inLab(labId, async (tx) => ({
    items: (await listRows(tx, labId, null)).map((row) => ({ userId: row.userId, name: row.name, ...present(row) })),
    withinSeconds: FIRST_CALL_WITHIN_SECONDS,
  }));
}
