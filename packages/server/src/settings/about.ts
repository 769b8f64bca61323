import type { LabSettings } from '@critical-callout/contract/lab';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { PROGRAM_VERSION } from '../platform/version.ts';

export type LabFacts = Pick<LabSettings, 'name' | 'zone' | 'code' | 'isPractice' | 'seenIdentifierTypes' | 'about'>;

type Row = Pick<LabFacts, 'name' | 'zone' | 'code' | 'isPractice' | 'seenIdentifierTypes'> & {
  databaseVersion: string;
  databaseBytes: number;
  isArchiving: boolean;
  archivedAt: Date | null;
  archiveFailedAt: Date | null;
  seq: number;
  sealedAt: Date | null;
  headSentAt: Date | null;
  firstEventAt: Date | null;
};

/** Newest patients looked at for the types of their numbers. */
const LOOKED_AT = 500;

/** What is so, beside what can be set. */
export async function readAbout(tx: Tx, labId: number, config: Pick<Deps['config'], 'databaseUrl'>): Promise<LabFacts> {
  const { rows } = await sql<Row>`
    select l.name, l.zone, l.code, l.is_practice as "isPractice",
      array(select distinct upper(p.identifier_type) from (select identifier_type from patients where lab_id = l.id order by id desc limit ${LOOKED_AT}) p
        where p.identifier_type is not null order by 1) as "seenIdentifierTypes",
      current_setting('server_version') as "databaseVersion", pg_database_size(current_database()) as "databaseBytes",
      current_setting('archive_mode') <> 'off' as "isArchiving",
      (select last_archived_time from pg_stat_archiver) as "archivedAt", (select last_failed_time from pg_stat_archiver) as "archiveFailedAt",
      coalesce((select h.seq from event_heads h where h.lab_id = l.id), 0) as seq,
      (select max(s.sealed_at) from event_seals s where s.lab_id = l.id) as "sealedAt",
      (select max(a.queued_at) from audit_head_sends a where a.lab_id = l.id and a.delivery_id is not null) as "headSentAt",
      (select e.at from events e where e.lab_id = l.id order by e.seq limit 1) as "firstEventAt"
    from labs l where l.id = ${labId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`lab ${labId} is gone`);
  const { name, zone, code, isPractice, seenIdentifierTypes } = row;
  return { name, zone, code, isPractice, seenIdentifierTypes, about: aboutOf(row, config) };
}

function aboutOf(row: Row, { databaseUrl }: Pick<Deps['config'], 'databaseUrl'>): LabSettings['about'] {
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  return {
    version: PROGRAM_VERSION,
    database: {
      kind: databaseUrl === null ? 'embedded' : 'own',
      version: row.databaseVersion,
      megabytes: Math.round(row.databaseBytes / 1_048_576),
    },
    archive: row.isArchiving ? { lastAt: iso(row.archivedAt), failedAt: iso(row.archiveFailedAt) } : null,
    audit: { seq: row.seq, sealedAt: iso(row.sealedAt), sentAt: iso(row.headSentAt) },
    firstEventAt: iso(row.firstEventAt),
  };
}
