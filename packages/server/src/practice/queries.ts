import type { PracticeCase } from '@critical-callout/domain/practice';
import { sql } from 'kysely';
import { IS } from '../platform/critical-values-sql.ts';
import type { Tx } from '../platform/db.ts';

export type Run = {
  labId: number;
  id: number;
  userId: string;
  practiceCase: PracticeCase;
  startedAt: Date;
  sentAt: Date | null;
  turnedAt: Date | null;
  turnDoneAt: Date | null;
  completedAt: Date | null;
  endedAt: Date | null;
};
export type Ending = 'completed' | 'restarted' | 'ended' | 'left' | 'live';

const columns = sql`lab_id as "labId", id, user_id as "userId", practice_case as "practiceCase", started_at as "startedAt", sent_at as "sentAt",
  turned_at as "turnedAt", turn_done_at as "turnDoneAt", completed_at as "completedAt", ended_at as "endedAt"`;

/** Locked, so that a laboratory does not go live while a case begins. */
export async function isPracticeLab(tx: Tx, labId: number): Promise<boolean> {
  const { rows } = await sql<{ isPractice: boolean }>`
    select is_practice as "isPractice" from labs where id = ${labId} for key share`.execute(tx);
  return rows[0]?.isPractice === true;
}

export async function insertRun(tx: Tx, labId: number, userId: string, practiceCase: PracticeCase, now: Date): Promise<Run> {
  const { rows } = await sql<Run>`
    insert into practice_runs (lab_id, user_id, practice_case, started_at) values (${labId}, ${userId}, ${practiceCase}, ${now})
    returning ${columns}`.execute(tx);
  return rows[0] as Run;
}

/** Of each case the playing that runs, else the last one completed. */
export async function listRunsOf(tx: Tx, labId: number, userId: string): Promise<Run[]> {
  const { rows } = await sql<Run>`
    select distinct on (practice_case) ${columns} from practice_runs
    where lab_id = ${labId} and user_id = ${userId} and (ended_at is null or completed_at is not null)
    order by practice_case, (ended_at is null) desc, id desc`.execute(tx);
  return rows;
}

export async function listCompletedCases(tx: Tx, labId: number, userId: string): Promise<Set<string>> {
  const { rows } = await sql<{ practiceCase: string }>`
    select distinct practice_case as "practiceCase" from practice_runs
    where lab_id = ${labId} and user_id = ${userId} and completed_at is not null`.execute(tx);
  return new Set(rows.map(({ practiceCase }) => practiceCase));
}

export async function findLiveRun(tx: Tx, labId: number, userId: string, practiceCase: PracticeCase): Promise<Run | undefined> {
  const { rows } = await sql<Run>`
    select ${columns} from practice_runs
    where lab_id = ${labId} and user_id = ${userId} and practice_case = ${practiceCase} and ended_at is null for update`.execute(
    tx,
  );
  return rows[0];
}

const AT_ONCE = 200;

/** Every playing that runs, of one laboratory or of all. */
export async function listLiveRuns(tx: Tx, labId: number | null): Promise<Run[]> {
  const { rows } = await sql<Run>`
    select ${columns} from practice_runs where ended_at is null and (${labId}::bigint is null or lab_id = ${labId})
    order by started_at, id limit ${AT_ONCE}`.execute(tx);
  return rows;
}

export async function markSent(tx: Tx, { labId, id }: Run, now: Date): Promise<void> {
  await sql`update practice_runs set sent_at = ${now} where lab_id = ${labId} and id = ${id} and sent_at is null`.execute(tx);
}

/** False where somebody else was quicker, or the case is over. */
export async function endRun(tx: Tx, { labId, id }: Run, because: Ending, now: Date): Promise<boolean> {
  const completedAt = because === 'completed' ? now : null;
  const { rows } = await sql`
    update practice_runs set ended_at = ${now}, ended_because = ${because}, completed_at = ${completedAt}
    where lab_id = ${labId} and id = ${id} and ended_at is null returning 1`.execute(tx);
  return rows.length > 0;
}

/** So long into a call the second act begins; somebody who never pressed "Start call" is waited for longer. */
const INTO_THE_CALL_SECONDS = 5;
const WITHOUT_A_CALL_SECONDS = 60;

/** Cases whose player is on the telephone now: the laboratory corrects, or the colleague closes. The time is kept with the row. */
export async function turnDueRuns(tx: Tx, now: Date): Promise<Run[]> {
  const { rows } = await sql<Run>`
    update practice_runs u set turned_at = ${now} where (u.lab_id, u.id) in (
      select r.lab_id, r.id from practice_runs r
      where r.ended_at is null and r.sent_at is not null and r.turned_at is null and r.practice_case in ('corrected', 'colleague')
        and exists (select from practice_labs l join bills b on b.lab_id = l.lab_id and b.source_id = l.source_id and b.bill_number = 'PRACTICE-' || r.id
          join bill_presence p on p.lab_id = b.lab_id and p.bill_id = b.id and p.user_id = r.user_id
          where l.lab_id = r.lab_id and p.seen_until > ${now}
            and coalesce(p.call_started_at + make_interval(secs => ${INTO_THE_CALL_SECONDS}),
              p.opened_at + make_interval(secs => ${WITHOUT_A_CALL_SECONDS})) <= ${now})
      order by r.id limit ${AT_ONCE} for update skip locked)
    returning ${columns}`.execute(tx);
  return rows;
}

export async function markTurnDone(tx: Tx, { labId, id }: Run, now: Date): Promise<void> {
  await sql`update practice_runs set turn_done_at = ${now} where lab_id = ${labId} and id = ${id} and turn_done_at is null`.execute(
    tx,
  );
}

export type OpenPracticeReport = { billId: number; labReportId: number };

/** What of these orders still waits for a call. */
export async function listOpenReports(tx: Tx, labId: number, orderNumbers: readonly string[]): Promise<OpenPracticeReport[]> {
  const { rows } = await sql<OpenPracticeReport>`
    select r.bill_id as "billId", r.id as "labReportId"
    from practice_labs l join bills b on b.lab_id = l.lab_id and b.source_id = l.source_id and b.bill_number = any(${[...orderNumbers]}::text[])
    join lab_reports r on r.lab_id = b.lab_id and r.bill_id = b.id
    where l.lab_id = ${labId} and r.critical_values in ${IS.open} and r.dismissed_at is null order by r.id`.execute(tx);
  return rows;
}
