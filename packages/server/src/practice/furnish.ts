import { sql } from 'kysely';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import { createUser, findUserByUserName } from '../auth/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { SETUP_CATEGORY } from './events.ts';

export const CASES_SOURCE = 'PRACTICE-CASES';
const COLLEAGUE_NAME = 'Robin Colleague (practice)';

/** Source and colleague of a laboratory's cases, made with the first case. Two who begin at once make them once. */
export async function ensurePracticeLab(deps: Deps, labId: number): Promise<void> {
  const { db, clock } = deps;
  const isThere = await db.inLab(labId, async (tx) => (await findColleague(tx, labId)) !== null);
  if (isThere) return;
  const colleagueId = await ensureColleague(deps, labId);
  await db.inSystem(async (tx) => {
    await sql`insert into sources (lab_id, code, name, mllp_port, flag_policy, is_of_practice)
      values (${labId}, ${CASES_SOURCE}, 'Practice cases', null, 'either', true) on conflict (lab_id, code) do nothing`.execute(
      tx,
    );
    const { rows } = await sql`
      insert into practice_labs (lab_id, source_id, colleague_user_id)
      select ${labId}::bigint, s.id, ${colleagueId} from sources s where s.lab_id = ${labId} and s.code = ${CASES_SOURCE}
      on conflict (lab_id) do nothing returning 1`.execute(tx);
    if (rows.length === 0) return;
    const text = `Practice cases begun - source ${CASES_SOURCE}, colleague ${COLLEAGUE_NAME}`;
    await appendEvents(tx, labId, [
      { at: clock.now(), category: SETUP_CATEGORY, type: 'practice-begun', text, actor: SYSTEM_ACTOR, user_id: colleagueId },
    ]);
  });
}

/** An account of the laboratory like any other, except that it has no password: nobody signs in as it. */
async function ensureColleague(deps: Deps, labId: number): Promise<string> {
  const userName = `practice-colleague-${labId}`;
  const find = () => deps.db.inLab(labId, (tx) => findUserByUserName(tx, labId, userName));
  const known = await find();
  if (known) return known.id;
  try {
    const user = { labId, userName, name: COLLEAGUE_NAME, role: 'technologist' as const };
    return (await createUser(deps, { appendEvents }, user)).userId;
  } catch (error) {
    // Somebody else began at the same moment.
    const made = error instanceof Refused ? await find() : undefined;
    if (made) return made.id;
    throw error;
  }
}

export async function findColleague(tx: Tx, labId: number): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select colleague_user_id as id from practice_labs where lab_id = ${labId}`.execute(tx);
  return rows[0]?.id ?? null;
}
