import type { Deps } from '../platform/deps.ts';

const TABLES = ['inbound_messages', 'patients', 'bills', 'lab_reports', 'results', 'events'];
/** Messages taken since the start of the process after which the tables are counted. */
const MOMENTS = new Set([20, 200, 2_000, 20_000]);

/**
 * Has PostgreSQL count tables that are still small to it. In a new installation its plans were made for empty tables, and
 * the checks of foreign keys go on reading whole tables until autovacuum comes by, up to a minute later: too long for the
 * first messages of a busy feed. Where tables are large already, nothing is done.
 */
export function keepStatistics({ db, log }: Deps): (messages: number) => void {
  let taken = 0;
  const count = async (known: number): Promise<void> => {
    const { rows } = await db.pool.query<{ relname: string }>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relname = any($1) and reltuples < $2`,
      [TABLES, known],
    );
    for (const { relname } of rows) await db.pool.query(`analyze ${relname}`);
  };
  return (messages) => {
    for (let i = 0; i < messages; i += 1) {
      taken += 1;
      if (MOMENTS.has(taken)) count(taken).catch((error: unknown) => log.warn({ err: error }, 'the tables could not be counted'));
    }
  };
}
