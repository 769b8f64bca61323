import { sql } from 'kysely';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { SETUP_CATEGORY } from './events.ts';

/** The laboratory goes live: no message comes from the cases any more, and the colleague is nobody's colleague. */
export async function closePractice(tx: Tx, labId: number, now: Date): Promise<void> {
  const { rows } = await sql<{ sourceId: number; userId: string }>`
    select source_id as "sourceId", colleague_user_id as "userId" from practice_labs where lab_id = ${labId}`.execute(tx);
  const [practice] = rows;
  if (!practice) return;
  await sql`update practice_runs set ended_at = ${now}, ended_because = 'live' where lab_id = ${labId} and ended_at is null`.execute(
    tx,
  );
  await sql`update sources set is_enabled = false, version = version + 1 where lab_id = ${labId} and id = ${practice.sourceId}`.execute(
    tx,
  );
  await sql`update memberships set is_active = false, updated_at = ${now} where lab_id = ${labId} and user_id = ${practice.userId}`.execute(
    tx,
  );
  const text = 'Practice cases over - their source is switched off, their colleague is no user any more';
  await appendEvents(tx, labId, [
    { at: now, category: SETUP_CATEGORY, type: 'practice-over', text, actor: SYSTEM_ACTOR, user_id: practice.userId },
  ]);
}
