import type { ApiKey, NewApiKey } from '@critical-callout/contract/auth';
import { type LabSession, type Permission, sessionMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { ACCESS_CATEGORY, type AuthEvent, type AuthPorts } from './ports.ts';
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

/** A key that acts for whoever makes it and may do no more than they may. The answer is the only place it is ever seen. */
export async function createKey(
  { db, clock }: Deps,
  ports: AuthPorts,
  session: LabSession,
  wanted: NewApiKey,
): Promise<ApiKey & { key: string }> {
  refuseScope(session, wanted.permissions);
  const key = `${PREFIX}${newToken()}`;
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + wanted.expiresInDays * DAY_MS);
  return db.inLab(session.labId, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into api_keys (lab_id, name, start, key_hash, user_id, permissions, created_by, created_at, expires_at)
      values (${session.labId}, ${wanted.name}, ${key.slice(0, START_LENGTH)}, ${hashToken(key)}, ${session.userId}, ${wanted.permissions},
        ${session.userId}, ${now}, ${expiresAt}) returning id`.execute(tx);
    const id = rows[0]?.id ?? 0;
    const scope = { api_key_id: id, permissions: wanted.permissions, expires_at: expiresAt };
    await ports.appendEvents(tx, session.labId, [
      { ...eventOf(session, now), type: 'api-key-created', text: `API key created - ${wanted.name}`, ...scope },
    ]);
    return { ...(await getKey(tx, session.labId, id)), key };
  });
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
    await ports.appendEvents(tx, session.labId, [{ ...eventOf(session, now), type: 'api-key-revoked', text, api_key_id: keyId }]);
    return getKey(tx, session.labId, keyId);
  });
}

function refuseScope(session: LabSession, permissions: Permission[]): void {
  if (session.scope)
    throw new Refused(refusal('auth.key-makes-key', 'An API key cannot make API keys; sign in to make one.'), 403);
  if (session.kind === 'support')
    throw new Refused(refusal('auth.support-key', 'A support session gives its reason each time, so it has no API keys.'), 403);
  const tooMuch = permissions.filter((permission) => !sessionMay(session, permission));
  if (tooMuch.length > 0) {
    throw new Refused(
      refusal('auth.scope-too-wide', `A key may do only what you may do; you do not have: ${tooMuch.join(', ')}.`, {
        field: 'permissions',
      }),
    );
  }
}

function eventOf(session: LabSession, at: Date): Pick<AuthEvent, 'at' | 'category' | 'actor'> {
  return { at, category: ACCESS_CATEGORY, actor: { user_id: session.userId, name: session.userName, kind: session.kind } };
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
