import pg from 'pg';
import { type Migration, readMigrations } from './files.ts';

export type MigrateResult = { applied: string[]; version: number };
type AppliedRow = { number: number; name: string; checksum: string };

/** Any two processes agree on this number; "callout" on a telephone keypad. */
const ADVISORY_LOCK = 2_255_688;

/** The database cannot be brought to this program's schema; the text says what to do. */
export class MigrationRefused extends Error {
  override name = 'MigrationRefused';
}

/**
 * Brings the database to the schema of this program: every file once, in order, each in its own transaction
 * unless it says otherwise. Several
 * processes may call this at once; one works, the others wait and find nothing left.
 */
export async function migrate(url: string, migrations: Migration[] = readMigrations()): Promise<MigrateResult> {
  const client = new pg.Client({ connectionString: url, application_name: 'critical-callout migrate' });
  // A connection that breaks fails the query under way, which throws; the event adds nothing.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query(`create table if not exists schema_migrations (
      number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
    const { rows } = await client.query<AppliedRow>('select number, name, checksum from schema_migrations order by number');
    const pending = selectPending(rows, migrations);
    for (const migration of pending) await apply(client, migration);
    return { applied: pending.map(({ name }) => name), version: migrations.at(-1)?.number ?? 0 };
  } finally {
    await client.end(); // also gives the lock back
  }
}

function selectPending(rows: AppliedRow[], migrations: Migration[]): Migration[] {
  const applied = new Map(rows.map((row) => [row.number, row]));
  const newest = rows.at(-1);
  const known = migrations.at(-1)?.number ?? 0;
  if (newest && newest.number > known) {
    throw new MigrationRefused(
      `The database has schema version ${newest.number} (${newest.name}); this program knows only up to ${known}. ` +
        'A newer program has used this database: start that version again, or restore a backup made before it.',
    );
  }
  const pending = migrations.filter(({ number }) => !applied.has(number));
  const late = pending.find(({ number }) => number < (newest?.number ?? 0));
  if (late) {
    throw new MigrationRefused(
      `The file ${late.name} would run after ${newest?.name}, which this database already has. Migrations only go forward: give it a higher number.`,
    );
  }
  for (const row of rows) {
    const migration = migrations.find(({ number }) => number === row.number);
    if (migration?.name === row.name && migration.checksum === row.checksum) continue;
    throw new MigrationRefused(
      `The file ${migration?.name ?? row.name} is ${migration ? 'not the one this database was made with' : 'missing'} (${row.name}). ` +
        'A migration that ran anywhere is never edited: put the old text back and write the change as a new file.',
    );
  }
  return pending;
}

/** First line of a file that builds indexes concurrently or commits as it goes; its statements are parted by `-- next`. */
const OUTSIDE = '-- outside a transaction\n';

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const { number, name, text, checksum } = migration;
  if (text.startsWith(OUTSIDE)) return applyOutside(client, migration);
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into schema_migrations (number, name, checksum) values ($1, $2, $3)', [number, name, checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw explain(error, name, text);
  }
}

/** Recorded after its last statement: a file broken off half-way runs again from the start, so each statement allows that. */
async function applyOutside(client: pg.Client, { number, name, text, checksum }: Migration): Promise<void> {
  for (const statement of text.split(/^-- next\n/m)) {
    try {
      await client.query(statement);
    } catch (error) {
      throw explain(error, name, statement);
    }
  }
  await client.query('insert into schema_migrations (number, name, checksum) values ($1, $2, $3)', [number, name, checksum]);
}

function explain(error: unknown, name: string, text: string): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const line = error.position ? text.slice(0, Number(error.position)).split('\n').length : null;
  const place = `${name}${line ? ` line ${line}` : ''}`;
  if (error.code === '42501') {
    return new MigrationRefused(
      `${place}: ${error.message}. The first migration makes the roles critical_callout_app and critical_callout_system, under which ` +
        'row-level security holds the laboratories apart. The account in DATABASE_URL needs CREATEROLE for that once ' +
        '(alter role <account> createrole), must own the database, and the roles must not have been made by another account ' +
        'without being granted to it with admin option. See docs/operations.md, Own PostgreSQL.',
      { cause: error },
    );
  }
  return new Error(`Migration ${place} failed and was rolled back: ${error.message}`, { cause: error });
}
