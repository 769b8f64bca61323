import type { LabSession } from '@critical-callout/domain/auth';
import type { FastifyRequest } from 'fastify';
import type { Deps } from '../platform/deps.ts';
import { findKey, findSession, type SessionRow, touchKey, touchSession } from './queries.ts';
import { type Account, keySessionOf, labSessionOf } from './session.ts';
import { hashToken, readSessionToken, sessionCookie } from './tokens.ts';

/** `session` is null where the account still has to choose its lab. */
export type Identity = { account: Account | null; session: LabSession | null };

/** A session that asks all the time need not be written all the time; half a minute of slack on the idle limit. */
const TOUCH_MS = 30_000;

/**
 * Who sent this request, by API key (`x-api-key` or a bearer token) or by cookie; null when nobody we know. A key that is
 * wrong is not excused by a good cookie.
 */
export async function identify(deps: Deps, request: FastifyRequest, options = { isTouching: true }): Promise<Identity | null> {
  const key = apiKeyOf(request);
  return key === null ? identifyCookie(deps, request, options.isTouching) : identifyKey(deps, key);
}

export function apiKeyOf(request: FastifyRequest): string | null {
  const header = request.headers['x-api-key'];
  if (typeof header === 'string') return header;
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

async function identifyKey({ db, clock }: Deps, key: string): Promise<Identity | null> {
  const now = clock.now();
  return db.inSystem(async (tx) => {
    const row = await findKey(tx, hashToken(key), now);
    if (!row) return null;
    if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > TOUCH_MS)
      await touchKey(tx, row.lab_id, row.id, now);
    return { account: null, session: keySessionOf(row) };
  });
}

async function identifyCookie(
  { db, clock, config }: Deps,
  request: FastifyRequest,
  isTouching: boolean,
): Promise<Identity | null> {
  const token = readSessionToken(request.headers.cookie, sessionCookie(config.publicUrl).name, config.secret);
  if (token === null) return null;
  const now = clock.now();
  return db.inSystem(async (tx) => {
    const row = await findSession(tx, hashToken(token), now);
    if (!row || isOver(row, now)) return null;
    const isStale = now.getTime() - row.updated_at.getTime() > TOUCH_MS;
    if (isTouching && isStale && isByPerson(request)) await touchSession(tx, row.id, now);
    const account = {
      sessionId: row.id,
      userId: row.user_id,
      name: row.name,
      endsAt: row.expires_at,
      idleMinutes: row.idle_minutes,
    };
    return { account, session: labSessionOf(row, reasonOf(request)) };
  });
}

function isOver(row: SessionRow, now: Date): boolean {
  return row.expires_at <= now || row.updated_at.getTime() + row.idle_minutes * 60_000 <= now.getTime();
}

/** What a page does by itself (its live stream, a refresh it marks) must not keep an abandoned workplace signed in. */
function isByPerson(request: FastifyRequest): boolean {
  return request.headers['x-background'] === undefined && !request.headers.accept?.includes('text/event-stream');
}

function reasonOf(request: FastifyRequest): string | null {
  const header = request.headers['x-support-reason'];
  const reason = typeof header === 'string' ? header.trim().slice(0, 500) : '';
  return reason === '' ? null : reason;
}
