import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/**
 * Failures are counted in three ways, each with its own patience. No wait is ever longer than a minute, and a person at an
 * address they signed in from lately waits for their own mistakes there only, not for those of strangers or neighbours:
 * nobody is locked out for good. Fifteen quiet minutes forget everything.
 */
const LIMITS = {
  // One person mistyping: five tries, then 2, 4, 8 … seconds.
  pair: { free: 5, capSeconds: 60 },
  // A hospital behind one address mistypes more than one person does.
  address: { free: 100, capSeconds: 60 },
  // Many addresses guessing at one name.
  name: { free: 30, capSeconds: 10 },
} as const;
const FORGET = sql`interval '15 minutes'`;

export type Try = { name: string; address: string; now: Date };

/** Seconds to wait, or 0. Counts the try as failed before it is made, so parallel guesses cannot slip through together. */
export async function admitTry(tx: Tx, { name, address, now }: Try): Promise<number> {
  const keys = keysOf(name, address);
  const isKnown = await knowsAddress(tx, name, address);
  // Locked in one order everywhere, so that two tries never wait for each other.
  const kinds: (keyof typeof LIMITS)[] = isKnown ? ['pair'] : ['address', 'name', 'pair'];
  for (const kind of kinds) {
    const waitSeconds = await countTry(tx, keys[kind], LIMITS[kind], now);
    if (waitSeconds > 0) return waitSeconds;
  }
  return 0;
}

/** A right password: this person's counters start again, and the address is given back the try it was charged. */
export async function forgiveTry(tx: Tx, { name, address, now }: Try): Promise<void> {
  const keys = keysOf(name, address);
  await sql`delete from sign_in_throttles where key in (${keys.pair}, ${keys.name}) or last_failed_at < ${now}::timestamptz - interval '1 day'`.execute(
    tx,
  );
  await sql`update sign_in_throttles set failures = greatest(failures - 1, 0), blocked_until = ${now} where key = ${keys.address}`.execute(
    tx,
  );
}

async function countTry(tx: Tx, key: string, limit: { free: number; capSeconds: number }, now: Date): Promise<number> {
  const counted = await sql<{ blocked_until: Date }>`
    insert into sign_in_throttles as t (key, failures, last_failed_at, blocked_until) values (${key}, 1, ${now}, ${now})
    on conflict (key) do update set
      failures = case when t.last_failed_at < ${now}::timestamptz - ${FORGET} then 1 else least(t.failures, 1000) + 1 end,
      last_failed_at = ${now},
      blocked_until = case when t.last_failed_at < ${now}::timestamptz - ${FORGET} or t.failures + 1 < ${limit.free}::integer then ${now}::timestamptz
        else ${now}::timestamptz + make_interval(secs => least(${limit.capSeconds}::float8, 2 ^ least(t.failures + 2 - ${limit.free}::integer, 10))) end
      where t.blocked_until <= ${now}
    returning blocked_until`.execute(tx);
  if (counted.rows.length > 0) return 0;
  const blocked = await sql<{ blocked_until: Date }>`select blocked_until from sign_in_throttles where key = ${key}`.execute(tx);
  const until = blocked.rows[0]?.blocked_until ?? now;
  return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
}

async function knowsAddress(tx: Tx, name: string, address: string): Promise<boolean> {
  const found = await sql<{ known: boolean }>`select exists (select from sessions s join users u on u.id = s.user_id
    where (u.username = ${fold(name)} or u.email = ${fold(name)}) and s.ip_address = ${address}) as known`.execute(tx);
  return found.rows[0]?.known ?? false;
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}

/** Hashed, because people type passwords into the name field. */
function keysOf(name: string, address: string): Record<keyof typeof LIMITS, string> {
  const key = (...parts: string[]) => createHash('sha256').update(parts.join('\n')).digest('base64url');
  return { pair: key('pair', fold(name), address), address: key('address', address), name: key('name', fold(name)) };
}
