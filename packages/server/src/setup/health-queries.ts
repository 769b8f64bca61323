import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { isBehindHold } from '../platform/ladder-sql.ts';

export type HealthFacts = {
  databaseNow: Date;
  databaseVersion: string;
  silent: number;
  faults: number;
  silentSince: Date | null;
  quarantined: number;
  quarantinedSince: Date | null;
  queued: number;
  oldestQueuedAt: Date | null;
  lateSteps: number;
  oldestStepAt: Date | null;
  auditorAt: Date | null;
  sweeperAt: Date | null;
  sealedAt: Date | null;
  verifiedAt: Date | null;
  checked: number | null;
  brokenSeq: number | null;
  isArchiving: boolean;
  archivedAt: Date | null;
  archiveFailedAt: Date | null;
};

/** Everything the page of health looks at in the database, in one statement. */
export async function readHealthFacts(tx: Tx, labId: number, now: Date): Promise<HealthFacts> {
  const { rows } = await sql<HealthFacts>`
    with late as (
      select s.due_at from escalation_steps s join escalation_runs r on r.lab_id = s.lab_id and r.id = s.run_id
      where s.lab_id = ${labId} and s.done_at is null and r.stopped_at is null and s.due_at < ${now} and not ${isBehindHold(now)}),
    feeds as (
      select w.* from feed_watch w join sources s on s.lab_id = w.lab_id and s.id = w.source_id and s.is_enabled where w.lab_id = ${labId}),
    kept_apart as (
      select received_at from inbound_messages where lab_id = ${labId} and state = 'QUARANTINED' and discarded_at is null),
    verified as (select at, checked, broken_seq from audit_verifications where lab_id = ${labId} order by id desc limit 1)
    select clock_timestamp() as "databaseNow", current_setting('server_version') as "databaseVersion",
      (select count(*) from feeds where silent_at is not null) as silent,
      (select count(*) from feeds where listening_fault is not null) as faults,
      (select min(last_received_at) from feeds where silent_at is not null) as "silentSince",
      (select count(*) from kept_apart) as quarantined, (select min(received_at) from kept_apart) as "quarantinedSince",
      (select count(*) from deliveries where lab_id = ${labId} and state = 'queued') as queued,
      (select min(queued_at) from deliveries where lab_id = ${labId} and state = 'queued') as "oldestQueuedAt",
      (select count(*) from late) as "lateSteps", (select min(due_at) from late) as "oldestStepAt",
      (select last_run_at from escalation_watch where name = 'auditor') as "auditorAt",
      (select last_run_at from escalation_watch where name = 'sweeper') as "sweeperAt",
      (select max(sealed_at) from event_seals where lab_id = ${labId}) as "sealedAt",
      (select at from verified) as "verifiedAt", (select checked from verified) as checked, (select broken_seq from verified) as "brokenSeq",
      current_setting('archive_mode') <> 'off' as "isArchiving",
      (select last_archived_time from pg_stat_archiver) as "archivedAt", (select last_failed_time from pg_stat_archiver) as "archiveFailedAt"`.execute(
    tx,
  );
  return rows[0] as HealthFacts;
}
