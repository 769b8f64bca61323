import type { EscalationMark } from '@critical-callout/contract/escalation';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { isHeld } from '../platform/ladder-sql.ts';

/** Where the running ladders of these orders stand: the nearest step that waits, and whether one of them is used up. */
export async function listEscalations(
  tx: Tx,
  labId: number,
  billIds: readonly number[],
  now: Date,
): Promise<Map<number, EscalationMark>> {
  const { rows } = await sql<{
    bill_id: number;
    is_exhausted: boolean;
    pages: EscalationMark['pages'];
    next: { at: string; number: number; held: string | null } | null;
  }>`
    select u.bill_id, bool_or(u.exhausted_at is not null) as is_exhausted,
      coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'whom', p.whom, 'say', p.say) order by p.id) from overhead_pages p
        join escalation_runs v on v.lab_id = p.lab_id and v.id = p.run_id and v.stopped_at is null
        where p.lab_id = ${labId} and p.bill_id = u.bill_id and p.done_at is null), '[]') as pages,
      (array_agg(next.step order by next.at) filter (where next.at is not null))[1] as next
    from escalation_runs u
    left join lateral (
      select s.due_at as at, jsonb_build_object('at', s.due_at, 'number', s.step_number, 'held', (
          select h.held_until from escalation_holds h where h.lab_id = s.lab_id and h.run_id = s.run_id and h.step_number = s.step_number
            and h.repeat_number = s.repeat_number and ${isHeld(now)})) as step from escalation_steps s
      where s.lab_id = u.lab_id and s.run_id = u.id and s.done_at is null order by s.due_at, s.step_number, s.repeat_number limit 1) next on true
    where u.lab_id = ${labId} and u.bill_id = any(${[...billIds]}::bigint[]) and u.stopped_at is null
    group by u.bill_id`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.bill_id,
      {
        nextStepAt: row.next ? new Date(row.next.at).toISOString() : null,
        nextStepNumber: row.next?.number ?? null,
        heldUntil: row.next?.held ? new Date(row.next.held).toISOString() : null,
        pages: row.pages,
        isExhausted: row.is_exhausted,
      },
    ]),
  );
}
