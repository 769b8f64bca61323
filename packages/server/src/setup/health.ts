import type { Health } from '@critical-callout/contract/setup';
import { sql } from 'kysely';
import type { Deps } from '../platform/deps.ts';
import { PROGRAM_VERSION } from '../platform/version.ts';

type Line = Health['lines'][number];
type Row = {
  databaseNow: Date;
  silent: number;
  faults: number;
  silentSince: Date | null;
  queued: number;
  oldestQueuedAt: Date | null;
  lateSteps: number;
  oldestStepAt: Date | null;
  auditorAt: Date | null;
  sealedAt: Date | null;
  quarantined: number;
};

/** Older than this and somebody should look. */
const QUEUE_LATE_MS = 5 * 60_000;
const STEP_LATE_MS = 2 * 60_000;
const AUDITOR_LATE_MS = 3 * 60_000;
const SEAL_LATE_MS = 26 * 3_600_000;
const CLOCK_MS = 5_000;

/** In plain words: what works, since when it does not. No patient data. */
export async function readHealth({ db, clock }: Deps, labId: number): Promise<Health> {
  const now = clock.now();
  const row = await db.inSystem(async (tx) => {
    const { rows } = await sql<Row>`
      select clock_timestamp() as "databaseNow",
        (select count(*) from feed_watch where lab_id = ${labId} and silent_at is not null) as silent,
        (select count(*) from feed_watch where lab_id = ${labId} and listening_fault is not null) as faults,
        (select min(last_received_at) from feed_watch where lab_id = ${labId} and silent_at is not null) as "silentSince",
        (select count(*) from deliveries where lab_id = ${labId} and state = 'queued') as queued,
        (select min(queued_at) from deliveries where lab_id = ${labId} and state = 'queued') as "oldestQueuedAt",
        (select count(*) from escalation_steps s join escalation_runs r on r.lab_id = s.lab_id and r.id = s.run_id
          where s.lab_id = ${labId} and s.done_at is null and r.stopped_at is null and s.due_at < ${now}) as "lateSteps",
        (select min(s.due_at) from escalation_steps s join escalation_runs r on r.lab_id = s.lab_id and r.id = s.run_id
          where s.lab_id = ${labId} and s.done_at is null and r.stopped_at is null and s.due_at < ${now}) as "oldestStepAt",
        (select last_run_at from escalation_watch where name = 'auditor') as "auditorAt",
        (select max(sealed_at) from event_seals where lab_id = ${labId}) as "sealedAt",
        (select count(*) from inbound_messages where lab_id = ${labId} and state = 'QUARANTINED' and discarded_at is null) as quarantined`.execute(
      tx,
    );
    return rows[0] as Row;
  });
  return { lines: linesOf(row, now), serverTime: now.toISOString() };
}

function linesOf(row: Row, now: Date): Line[] {
  const age = (at: Date | null): number => (at === null ? 0 : now.getTime() - at.getTime());
  const line = (id: Line['id'], state: Line['state'], more: Partial<Line> = {}): Line => ({
    id,
    state,
    since: null,
    count: null,
    detail: null,
    ...more,
  });
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  const drift = row.databaseNow.getTime() - now.getTime();
  return [
    line('database', 'ok'),
    line('feeds', row.faults > 0 ? 'bad' : row.silent > 0 ? 'warning' : 'ok', {
      count: row.faults + row.silent,
      since: iso(row.silentSince),
    }),
    line('queue', age(row.oldestQueuedAt) > QUEUE_LATE_MS ? 'warning' : 'ok', {
      count: row.queued,
      since: iso(row.oldestQueuedAt),
    }),
    line('escalation', age(row.oldestStepAt) > STEP_LATE_MS ? 'bad' : 'ok', {
      count: row.lateSteps,
      since: iso(row.oldestStepAt),
    }),
    line('auditor', row.auditorAt === null || age(row.auditorAt) > AUDITOR_LATE_MS ? 'bad' : 'ok', { since: iso(row.auditorAt) }),
    line('audit-seal', row.sealedAt === null || age(row.sealedAt) > SEAL_LATE_MS ? 'warning' : 'ok', {
      since: iso(row.sealedAt),
    }),
    line('clock', Math.abs(drift) > CLOCK_MS ? 'warning' : 'ok', { count: Math.round(drift / 1000) }),
    line('quarantine', row.quarantined > 0 ? 'warning' : 'ok', { count: row.quarantined }),
    line('version', 'ok', { detail: PROGRAM_VERSION }),
  ];
}
