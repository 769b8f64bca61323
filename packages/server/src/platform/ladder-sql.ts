import { type RawBuilder, sql } from 'kysely';

/**
 * One rule for the ladder, its auditor and `check-invariants`. A callout that opened at `openedAt` is told of by ladder `u` only where that ladder started then or later, or had all its
 * steps still ahead: one that was under way may be used up before the new deadline. Its own deadline must not be later.
 */
export const isCoveredByRun = (openedAt: RawBuilder<unknown>, dueAt: RawBuilder<unknown>): RawBuilder<boolean> => sql<boolean>`(
  u.stopped_at is null and u.due_at <= ${dueAt} and (u.started_at >= ${openedAt} or not exists (
    select from escalation_steps s where s.lab_id = u.lab_id and s.run_id = u.id and s.due_at <= ${openedAt})))`;

/** A claim holds a notice back this long, as `CLAIM_HOLD_MINUTES` of the domain says and the table checks. */
const LONGEST_HOLD_MS = 5 * 60_000;

/**
 * The notice `s` waits for whoever claimed its order: only while a claim counts. A hold that ends later than one of now could was written before the
 * clock was set back, and holds nothing.
 */
export const isHeld = (now: Date): RawBuilder<boolean> => sql<boolean>`exists (
  select from escalation_holds h join escalation_runs v on v.lab_id = h.lab_id and v.id = h.run_id
  join bill_owners o on o.lab_id = v.lab_id and o.bill_id = v.bill_id and o.claim_user_id is not null and o.lease_until > ${now}
  where h.lab_id = s.lab_id and h.run_id = s.run_id and h.step_number = s.step_number and h.repeat_number = s.repeat_number
    and h.held_until > ${now} and h.held_until <= ${new Date(now.getTime() + LONGEST_HOLD_MS)}::timestamptz)`;

/** A notice of the ladder of `s` may still have been held back at that moment: what stands behind it is not late. */
export const isBehindHold = (at: Date): RawBuilder<boolean> => sql<boolean>`exists (
  select from escalation_holds h join escalation_steps w on w.lab_id = h.lab_id and w.run_id = h.run_id
    and w.step_number = h.step_number and w.repeat_number = h.repeat_number and w.done_at is null
  where h.lab_id = s.lab_id and h.run_id = s.run_id and h.held_until > ${at})`;
