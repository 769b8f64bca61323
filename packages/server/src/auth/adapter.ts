import { type CleanedWhere, createAdapterFactory } from 'better-auth/adapters';
import { type RawBuilder, sql } from 'kysely';
import type { Database, Tx } from '../platform/db.ts';
import { hashToken } from './tokens.ts';

type Row = Record<string, unknown>;

/** The column that holds what better-auth calls `token`; only its hash ever reaches the database. */
const TOKEN_COLUMN = 'token_hash';

/**
 * better-auth's storage on our own database: every call is one short transaction under critical_callout_system, and
 * session tokens are hashed on the way in. better-auth stores them as they are, and its database hooks see writes but
 * not look-ups, so the adapter is the one place where both pass.
 */
export function authAdapter(db: Database) {
  return createAdapterFactory({
    config: {
      adapterId: 'critical-callout',
      supportsJSON: true,
      supportsArrays: true,
      supportsNumericIds: false,
      transaction: false,
    },
    adapter: () => ({
      create: async ({ model, data }) => {
        const row = hashRow(data);
        const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
        const values = sql.join(Object.values(row));
        const [created] = await run(db, sql<Row>`insert into ${sql.table(model)} (${columns}) values (${values}) returning *`);
        return withTokens([created ?? {}], [data[TOKEN_COLUMN]])[0] as typeof data;
      },
      findOne: async <T>({ model, where }: { model: string; where: CleanedWhere[] }) => {
        const rows = await run(db, sql<Row>`select * from ${sql.table(model)} where ${condition(where)} limit 1`);
        return (withTokens(rows, tokensIn(where))[0] ?? null) as T | null;
      },
      findMany: async <T>({ model, where, limit, offset, sortBy }: FindMany) => {
        const order = sortBy
          ? sql`order by ${sql.ref(sortBy.field)} ${sql.raw(sortBy.direction === 'desc' ? 'desc' : 'asc')}`
          : sql``;
        const rows = await run(
          db,
          sql<Row>`select * from ${sql.table(model)} where ${condition(where ?? [])} ${order} limit ${limit} offset ${offset ?? 0}`,
        );
        return withTokens(rows, tokensIn(where ?? [])) as T[];
      },
      count: async ({ model, where }) => {
        const [row] = await run(
          db,
          sql<{ n: number }>`select count(*) as n from ${sql.table(model)} where ${condition(where ?? [])}`,
        );
        return row?.n ?? 0;
      },
      update: async <T>({ model, where, update }: { model: string; where: CleanedWhere[]; update: T }) => {
        const rows = await run(
          db,
          sql<Row>`update ${sql.table(model)} set ${assignments(update as Row)}
            where ctid in (select ctid from ${sql.table(model)} where ${condition(where)} limit 1) returning *`,
        );
        return (withTokens(rows, tokensIn(where))[0] ?? null) as T | null;
      },
      updateMany: async ({ model, where, update }) =>
        affected(db, sql`update ${sql.table(model)} set ${assignments(update)} where ${condition(where)}`),
      delete: async ({ model, where }) => {
        await affected(
          db,
          sql`delete from ${sql.table(model)} where ctid in (select ctid from ${sql.table(model)} where ${condition(where)} limit 1)`,
        );
      },
      deleteMany: async ({ model, where }) => affected(db, sql`delete from ${sql.table(model)} where ${condition(where)}`),
    }),
  });
}

type FindMany = {
  model: string;
  where?: CleanedWhere[];
  limit: number;
  offset?: number;
  sortBy?: { field: string; direction: 'asc' | 'desc' };
};

function run<T>(db: Database, statement: RawBuilder<T>): Promise<T[]> {
  return db.inSystem(async (tx: Tx) => (await statement.execute(tx)).rows);
}

function affected(db: Database, statement: RawBuilder<unknown>): Promise<number> {
  return db.inSystem(async (tx) => Number((await statement.execute(tx)).numAffectedRows ?? 0));
}

function assignments(update: Row): RawBuilder<unknown> {
  return sql.join(Object.entries(hashRow(update)).map(([column, value]) => sql`${sql.ref(column)} = ${value}`));
}

function hashRow(row: Row): Row {
  const token = row[TOKEN_COLUMN];
  return typeof token === 'string' ? { ...row, [TOKEN_COLUMN]: hashToken(token) } : row;
}

function tokensIn(where: CleanedWhere[]): unknown[] {
  return where.filter(({ field }) => field === TOKEN_COLUMN).flatMap(({ value }) => value as unknown);
}

/** better-auth goes on with the token it asked for (it sets the cookie from it); rows it did not name keep their hash. */
function withTokens(rows: Row[], tokens: unknown[]): Row[] {
  const known = new Map(tokens.filter((token) => typeof token === 'string').map((token) => [hashToken(token), token]));
  return rows.map((row) => {
    const token = known.get(String(row[TOKEN_COLUMN]));
    return token === undefined ? row : { ...row, [TOKEN_COLUMN]: token };
  });
}

const COMPARISONS = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

function condition(where: CleanedWhere[]): RawBuilder<unknown> {
  if (where.length === 0) return sql`true`;
  const of = (connector: 'AND' | 'OR') => where.filter((clause) => clause.connector === connector).map(clauseSql);
  const [all, some] = [of('AND'), of('OR')];
  const parts = [...all, ...(some.length > 0 ? [sql`(${sql.join(some, sql` or `)})`] : [])];
  return sql.join(parts, sql` and `);
}

function clauseSql({ field, operator, value: asked }: CleanedWhere): RawBuilder<unknown> {
  const value = field === TOKEN_COLUMN ? hashed(asked) : asked;
  const column = sql.ref(field);
  if (operator === 'in') return sql`${column} = any(${value})`;
  if (operator === 'not_in') return sql`${column} <> all(${value})`;
  if (!(operator in COMPARISONS)) throw new Error(`sign-in storage: operator ${operator} on ${field} is not supported`);
  if (value === null) return operator === 'ne' ? sql`${column} is not null` : sql`${column} is null`;
  return sql`${column} ${sql.raw(COMPARISONS[operator as keyof typeof COMPARISONS])} ${value}`;
}

function hashed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => hashToken(String(one)));
  return typeof value === 'string' ? hashToken(value) : value;
}
