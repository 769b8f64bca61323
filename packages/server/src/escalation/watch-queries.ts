import { sql } from 'kysely';
import { appendEvents } from '../audit/index.ts';
import type { Database, Tx } from '../platform/db.ts';
import { alarmEvent } from './perform.ts';

/** How often the auditor looks, and how long it may be silent before the others say so. */
export const AUDIT_EVERY_MS = 60_000;
export const AUDITOR_LATE_MS = 180_000;

/** Takes the auditor's next look for this process; false: another process has it, or it is not time yet. */
export async function claimAudit(tx: Tx, now: Date): Promise<boolean> {
  // A little less than the beat, so that a look is not skipped because the one before began a moment late.
  const before = new Date(now.getTime() - AUDIT_EVERY_MS + 5_000);
  const { rows } = await sql`
    insert into escalation_watch (name, last_run_at) values ('auditor', ${now})
    on conflict (name) do update set last_run_at = excluded.last_run_at, finished_at = null
    where escalation_watch.last_run_at <= ${before} or escalation_watch.last_run_at > ${now}
    returning name`.execute(tx);
  return rows.length > 0;
}

/** That steps that are due were looked for; written at most every twenty seconds, whoever of the processes looks. */
export async function noteSweep(tx: Tx, now: Date): Promise<void> {
  const before = new Date(now.getTime() - 20_000);
  await sql`
    insert into escalation_watch (name, last_run_at) values ('sweeper', ${now})
    on conflict (name) do update set last_run_at = excluded.last_run_at
    where escalation_watch.last_run_at <= ${before} or escalation_watch.last_run_at > ${now}`.execute(tx);
}

export async function finishAudit(tx: Tx, now: Date, findings: number): Promise<void> {
  await sql`update escalation_watch set finished_at = ${now}, findings = ${findings} where name = 'auditor'`.execute(tx);
}

export async function notePing(tx: Tx, now: Date, answer: string): Promise<void> {
  await sql`update escalation_watch set last_ping_at = ${now}, last_ping_answer = ${answer} where name = 'auditor'`.execute(tx);
}

export async function findAuditorRun(tx: Tx): Promise<Date | null> {
  const { rows } = await sql<{ last_run_at: Date }>`select last_run_at from escalation_watch where name = 'auditor'`.execute(tx);
  return rows[0]?.last_run_at ?? null;
}

export function isAuditorLate(lastRunAt: Date | null, now: Date): boolean {
  return lastRunAt === null || now.getTime() - lastRunAt.getTime() > AUDITOR_LATE_MS;
}

/** The watcher is watched by those it watches: each silence is said aloud once, in every laboratory with a running ladder. */
export async function tellOfSilentAuditor(db: Database, now: Date): Promise<void> {
  const late = new Date(now.getTime() - AUDITOR_LATE_MS);
  const silence = await db.inSystem(async (tx) => {
    const { rows } = await sql<{ last_run_at: Date }>`
      update escalation_watch set alarmed_for = last_run_at
      where name = 'auditor' and last_run_at < ${late} and alarmed_for is distinct from last_run_at returning last_run_at`.execute(
      tx,
    );
    const [row] = rows;
    if (!row) return null;
    const labs = await sql<{ lab_id: number }>`select distinct lab_id from escalation_runs where stopped_at is null`.execute(tx);
    return { since: row.last_run_at, labIds: labs.rows.map(({ lab_id }) => lab_id) };
  });
  if (!silence) return;
  const since = silence.since.toISOString();
  for (const labId of silence.labIds) {
    const event = alarmEvent({ kind: 'auditor-late', now, text: `nobody has checked the ladders since ${since}` }, { since });
    await db.inLab(labId, (tx) => appendEvents(tx, labId, [event]));
  }
}
