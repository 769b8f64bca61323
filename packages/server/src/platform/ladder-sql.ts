import { type RawBuilder, sql } from 'kysely';

/**
 * One rule for the ladder, its auditor and `check-invariants`. A callout that opened at `openedAt` is told of by ladder `u` only where that ladder started then or later, or had all its
 * steps still ahead: one that was under way may be used up before the new deadline. Its own deadline must not be later.
 */
export const isCoveredByRun = (openedAt: RawBuilder<unknown>, dueAt: RawBuilder<unknown>): RawBuilder<boolean> => sql<boolean>`(
  u.stopped_at is null and u.due_at <= ${dueAt} and (u.started_at >= ${openedAt} or not exists (
    select from escalation_steps s where s.lab_id = u.lab_id and s.run_id = u.id and s.due_at <= ${openedAt})))`;
