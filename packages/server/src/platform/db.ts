import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import pg from 'pg';
import type { DB } from './db.generated.ts';

/** A connection inside an open transaction of one lab. Every query takes it first. */
export type Tx = Kysely<DB>;

export type TransactionOptions = {
  /** Every statement finds its rows by key: plans made while the tables were empty must not read whole tables later. */
  isByKey?: boolean;
};

export type Database = {
  /** One transaction that sees and writes only rows of this lab (row-level security, role critical_callout_app). */
  inLab: <T>(labId: number, work: (tx: Tx) => Promise<T>, options?: TransactionOptions) => Promise<T>;
  /** One transaction that sees every lab: for ticks that look for due work, sign-in, and commands. */
  inSystem: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Calls `onPayload` for every NOTIFY on the channel until the returned function is called; reconnects by itself. */
  listen: (channel: string, onPayload: (payload: string) => void) => Promise<() => Promise<void>>;
  pool: pg.Pool;
  close: () => Promise<void>;
};

/**
 * What the current request wants written in the first transaction it opens, so that both commit or neither does
 * (http/idempotency.ts). The function is called for every transaction of the request and knows whether it has joined one.
 */
export const transactionGuest = new AsyncLocalStorage<(tx: Tx, labId: number) => Promise<void>>();

export type DatabaseOptions = {
  url: string;
  poolSize?: number;
  /** Sees every statement sent, for tests that count them. */
  onStatement?: (text: string) => void;
};

// bigint (20) and numeric are text in pg. Our bigints are identities, far below 2^53; numerics stay text: exact decimals.
pg.types.setTypeParser(20, Number);
// bigint[] (1016): lists of identities, without nulls.
const INT8_ARRAY = 1016 as number as Parameters<typeof pg.types.setTypeParser>[0];
pg.types.setTypeParser(INT8_ARRAY, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)));
// date (1082) stays `YYYY-MM-DD`; a Date would move it by the zone of the machine.
pg.types.setTypeParser(1082, (text) => text);

export function openDatabase({ url, poolSize = 16, onStatement }: DatabaseOptions): Database {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, application_name: 'critical-callout' });
  // An idle connection that breaks (database restarted) must not end the process; the next query makes a new one.
  pool.on('error', () => undefined);
  // Nor may one that breaks between two statements of a transaction: the next statement fails, and that is the answer.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    prepareMarked(client);
  });
  const kysely = new Kysely<DB>({
    // Kysely asks for the pool's Client class by its own shape of it, which pg's types say differently.
    dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }),
    log: onStatement && ((event) => onStatement(event.query.sql)),
  });

  const transact = <T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
    kysely.connection().execute(async (tx) => {
      await sql.raw(begin).execute(tx);
      let result: T;
      try {
        result = await work(tx);
      } catch (error) {
        // The connection may be the thing that failed; what matters to the caller is the first error.
        await sql
          .raw('rollback')
          .execute(tx)
          .catch(() => undefined);
        throw error;
      }
      await sql.raw('commit').execute(tx);
      return result;
    });

  return {
    pool,
    inLab: (labId, work, { isByKey = false } = {}) => {
      if (!Number.isSafeInteger(labId) || labId < 1) throw new Error(`lab id ${labId} is not a positive integer`);
      const join = transactionGuest.getStore();
      const plan = isByKey ? '; set local enable_seqscan = off' : '';
      return transact(`begin; set local role critical_callout_app; set local app.lab_id = '${labId}'${plan}`, async (tx) => {
        await join?.(tx, labId);
        return work(tx);
      });
    },
    inSystem: (work) => transact('begin; set local role critical_callout_system', work),
    listen: (channel, onPayload) => listen(url, channel, onPayload),
    close: async () => {
      await kysely.destroy(); // ends the pool only when Kysely has used it
      if (!pool.ending) await pool.end();
    },
  };
}

/** A statement that begins with this is parsed and planned once a connection: for the few that run all day with each message. */
export const PREPARED = '/* prepared */';
const preparedNames = new Map<string, string>();

function prepareMarked(client: pg.PoolClient): void {
  const send = client.query.bind(client) as (...args: unknown[]) => unknown;
  const query = (text: unknown, values?: unknown, ...rest: unknown[]): unknown => {
    if (typeof text !== 'string' || !text.startsWith(PREPARED)) return send(text, values, ...rest);
    const name = preparedNames.get(text) ?? `prepared${preparedNames.size + 1}`;
    preparedNames.set(text, name);
    return send({ name, text, values }, ...rest);
  };
  client.query = query as typeof client.query;
}

async function listen(url: string, channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>> {
  let client: pg.Client | null = null;
  let isClosed = false;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'critical-callout listen' });
    next.on('notification', (note) => onPayload(note.payload ?? ''));
    next.on('error', () => undefined);
    next.once('end', () => {
      client = null;
      if (!isClosed) setTimeout(() => void connect().catch(retry), 500).unref();
    });
    await next.connect();
    client = next;
    await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    // Whatever was notified while the line was down is unknown: an empty payload tells the listener to look for itself.
    onPayload('');
  };
  const retry = (): void => {
    if (!isClosed) setTimeout(() => void connect().catch(retry), 500).unref();
  };
  await connect();
  return async () => {
    isClosed = true;
    await client?.end();
  };
}
