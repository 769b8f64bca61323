import { heldUntil, targetText } from '@critical-callout/domain/escalation';
import { sql } from 'kysely';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { ESCALATION_CATEGORY, type RunRow, type StepRow } from './run-queries.ts';

type Due = { labId: number; run: RunRow; step: StepRow; steps: readonly StepRow[]; now: Date };

/**
 * Holds a notice back for whoever claimed the order, where its policy says so, and says that it did; the caller holds the order's lock, the one a claim
 * takes. Answers whether the notice waits. Each waits once: whoever claims and releases again and again gains nothing.
 */
export async function holdForClaim(tx: Tx, { labId, run, step, steps, now }: Due): Promise<boolean> {
  if (!run.claimPauses || step.wasHeld) return false;
  const claim = await findClaim(tx, labId, run.billId, now);
  const last = steps.find(({ kind, isDone }) => kind === 'exhausted' && !isDone);
  const until = heldUntil(step, { dueAt: run.dueAt, exhaustedAt: last?.at ?? null }, claim, now);
  if (!claim || !until) return false;
  const eventSeq = await appendEvents(tx, labId, [
    {
      at: now,
      category: ESCALATION_CATEGORY,
      type: 'escalation-step-held',
      text: `Escalation step ${step.number} to ${targetText(step)} held back - ${claim.name} has claimed the order; it goes out at ${until.toISOString()} at the latest`,
      actor: SYSTEM_ACTOR,
      bill_id: run.billId,
      lab_report_ids: run.labReportIds,
      run_id: run.id,
      policy_key: run.policyKey,
      step: step.number,
      repeat: step.repeat,
      who: step.who,
      how: step.how,
      step_due_at: step.at.toISOString(),
      claimed_by: claim.name,
      claimed_at: claim.since.toISOString(),
      held_until: until.toISOString(),
    },
  ]);
  await sql`
    insert into escalation_holds (lab_id, run_id, step_number, repeat_number, held_at, held_until, claimed_by, event_seq)
    values (${labId}, ${run.id}, ${step.number}, ${step.repeat}, ${now}, ${until}, ${claim.name}, ${eventSeq})`.execute(tx);
  // The claim of this process on the step ends: when the hold ends, whoever looks next does it.
  await sql`update escalation_steps set lease_until = null
    where lab_id = ${labId} and run_id = ${run.id} and step_number = ${step.number} and repeat_number = ${step.repeat}`.execute(
    tx,
  );
  return true;
}

/** Whose claim counts at this moment. One that would begin later was taken before the clock was set back, and holds nothing up. */
async function findClaim(tx: Tx, labId: number, billId: number, now: Date): Promise<{ name: string; since: Date } | null> {
  const { rows } = await sql<{ name: string; since: Date }>`
    select claim_name as name, claimed_at as since from bill_owners
    where lab_id = ${labId} and bill_id = ${billId} and claim_user_id is not null and claimed_at <= ${now} and lease_until > ${now}`.execute(
    tx,
  );
  return rows[0] ?? null;
}
