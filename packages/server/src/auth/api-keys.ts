import type { ApiKey, NewApiKey } from '@critical-callout/contract/auth';
import { type LabSession, type Permission, sessionPermissions } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { ACCESS_CATEGORY, type AuthEvent, type AuthPorts, actorOf } from './ports.ts';
import { hashToken, newToken } from './tokens.ts';

const DAY_MS = 86_400_000;
/** Says what it is wherever it turns up: secret scanners look for such prefixes. */
const PREFIX = 'cck_';
const START_LENGTH = PREFIX.length + 6;

type KeyRow = Omit<ApiKey, 'createdAt' | 'expiresAt' | 'lastUsedAt' | 'revokedAt'> & {
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

const keyRows = sql`select k.id, k.name, k.start, k.user_id as "userId", u.username as "userName", k.permissions, k.created_at as "createdAt",
  k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt"
  from api_keys k join users u on u.id = k.user_id`;

export async function listKeys(tx: Tx, labId: number, page: { before: number | null; limit: number }): Promise<ApiKey[]> {
  const { rows } =
    await sql<KeyRow>`${keyRows} where k.lab_id = ${labId} and (${page.before}::bigint is null or k.id < ${page.before}::bigint)
    order by k.id desc limit ${page.limit}`.execute(tx);
  return rows.map(shown);
}

/** Whose key it is; `actor` is whoever makes it, where that is not the owner. */
export type KeyOwner = { labId: number; userId: string; permissions: readonly Permission[] };

/** A key that acts for its owner and may do no more than they may. The answer is the only place it is ever seen. */
export async function createKey(
  { db, clock }: Deps,
  ports: AuthPorts,
  owner: KeyOwner,
  wanted: NewApiKey,
  actor: AuthEvent['actor'],
): Promise<ApiKey & { key: string }> {
  const tooMuch = wanted.permissions.filter((permission) => !owner.permissions.includes(permission));
  if (tooMuch.length > 0) {
    const message = `A key may do only what its owner may do, which is not: ${tooMuch.join(', ')}.`;
    throw new Refused(refusal('auth.scope-too-wide', message, { field: 'permissions' }));
  }
  const key = `${PREFIX}${newToken()}`;
  const at = clock.now();
  const expiresAt = new Date(at.getTime() + wanted.expiresInDays * DAY_MS);
  return db.inLab(owner.labId, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into api_keys (lab_id, name, start, key_hash, user_id, permissions, created_by, created_at, expires_at)
      values (${owner.labId}, ${wanted.name}, ${key.slice(0, START_LENGTH)}, ${hashToken(key)}, ${owner.userId}, ${wanted.permissions},
        ${actor.user_id ?? owner.userId}, ${at}, ${expiresAt}) returning id`.execute(tx);
    const id = rows[0]?.id ?? 0;
    const text = `API key created - ${wanted.name}`;
    const scope = { api_key_id: id, user_id: owner.userId, permissions: wanted.permissions, expires_at: expiresAt };
    await ports.appendEvents(tx, owner.labId, [
      { at, category: ACCESS_CATEGORY, type: 'api-key-created', text, actor, ...scope },
    ]);
    return { ...(await getKey(tx, owner.labId, id)), key };
  });
}

/** The person signed in, as the owner of a key; a key makes no keys, and support has none: it gives its reason each time. */
export function keyOwnerOf(session: LabSession): KeyOwner {
  if (session.scope)
    throw new Refused(refusal('auth.key-makes-key', 'An API key cannot make API keys; sign in to make one.'), 403);
  if (session.kind === 'support') {
    throw new Refused(refusal('auth.support-key', 'A support session gives its reason each time, so it has no API keys.'), 403);
  }
  return { labId: session.labId, userId: session.userId, permissions: sessionPermissions(session) };
}

/** Ends a key at once. Revoking it again changes nothing; a key of another lab and an unknown one are the same answer. */
export async function revokeKey({ db, clock }: Deps, ports: AuthPorts, session: LabSession, keyId: number): Promise<ApiKey> {
  const now = clock.now();
  return db.inLab(session.labId, async (tx) => {
    const before = await findKeyById(tx, session.labId, keyId);
    if (!before) throw new Refused(refusal('auth.unknown-key', 'There is no such API key in this lab.'), 404);
    const { numAffectedRows } = await sql`update api_keys set revoked_at = ${now}
      where lab_id = ${session.labId} and id = ${keyId} and revoked_at is null`.execute(tx);
    if (numAffectedRows === 0n) return before;
    const text = `API key revoked - ${before.name}`;
    await ports.appendEvents(tx, session.labId, [
      { at: now, category: ACCESS_CATEGORY, type: 'api-key-revoked', text, actor: actorOf(session), api_key_id: keyId },
    ]);
    return getKey(tx, session.labId, keyId);
  });
}

async function findKeyById(tx: Tx, labId: number, keyId: number): Promise<ApiKey | undefined> {
  const { rows } = await sql<KeyRow>`${keyRows} where k.lab_id = ${labId} and k.id = ${keyId}`.execute(tx);
  return rows[0] && shown(rows[0]);
}

async function getKey(tx: Tx, labId: number, keyId: number): Promise<ApiKey> {
  const key = await findKeyById(tx, labId, keyId);
  if (!key) throw new Error(`API key ${keyId} is not there`);
  return key;
}

function shown(row: KeyRow): ApiKey {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
