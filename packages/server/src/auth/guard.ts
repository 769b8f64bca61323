import { type LabSession, type Permission, sessionMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyRequest } from 'fastify';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { apiKeyOf, type Identity, identify } from './identify.ts';
import { refuseForeignOrigin } from './origin.ts';
import { listLabsOf } from './queries.ts';
import type { Account } from './session.ts';

/** One line of the route table: what is open, and to whom. */
export type RouteEntry = { method: string; url: string; permission: Permission | 'public' | 'signed-in' | null };

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route registered after this room's plugin; the permission matrix is tested over all of it. */
    routeTable: RouteEntry[];
  }
  interface FastifyContextConfig {
    /** For what an account may do before it has chosen its lab. */
    isLabOptional?: boolean;
    /** The answer holds a secret, or depends on no lab: it is not kept for a repeated Idempotency-Key. */
    isAnswerForgotten?: boolean;
  }
  interface FastifyRequest {
    /** The person behind a cookie, with or without a lab; null for API keys and on public routes. */
    account: Account | null;
  }
}

export const guard = (deps: Deps) => async (request: FastifyRequest) => {
  const { permission, isLabOptional, isAnswerForgotten } = request.routeOptions.config;
  if (request.is404 || permission === 'public') return;
  const identity = await identify(deps, request);
  if (!identity) throw new Refused(refusal('auth.signed-out', 'Sign in to go on: there is no session, or it is over.'), 401);
  if (apiKeyOf(request) === null) refuseForeignOrigin(request, deps.config.publicUrl);
  if (isAnswerForgotten) delete request.headers['idempotency-key'];
  request.account = identity.account;
  const { session } = identity;
  if (!session) {
    if (isLabOptional) return;
    throw await labNotChosen(deps, identity);
  }
  request.session = session;
  if (session.kind === 'support' && session.reason === '' && !isLabOptional) {
    throw await reasonMissing(deps, identity);
  }
  if (permission && permission !== 'signed-in' && !sessionMay(session, permission)) {
    throw new Refused(refusal('auth.not-permitted', `This needs the permission ${permission}.`, { permission }), 403);
  }
};

/** For streams that outlive their first request: the session of whoever opened it as it is now; null: it ends. */
export const currentSession =
  (deps: Deps) =>
  async (request: FastifyRequest): Promise<LabSession | null> => {
    const identity = await identify(deps, request, { isTouching: false });
    const { permission } = request.routeOptions.config;
    if (identity?.session?.labId !== request.session.labId) return null;
    const isOpen = !permission || permission === 'public' || permission === 'signed-in';
    return isOpen || sessionMay(identity.session, permission) ? identity.session : null;
  };

async function reasonMissing({ db }: Deps, { account }: Identity): Promise<Refused> {
  const labs = account ? await db.inSystem((tx) => listLabsOf(tx, account.userId)) : [];
  const message = 'A support session gives its reason, in X-Support-Reason or when choosing the lab.';
  return new Refused(refusal('auth.reason-missing', message, { labs }), 403);
}

async function labNotChosen({ db }: Deps, { account }: Identity): Promise<Refused> {
  const labs = account ? await db.inSystem((tx) => listLabsOf(tx, account.userId)) : [];
  if (labs.length === 0)
    return new Refused(refusal('auth.signed-out', 'Sign in to go on: there is no session, or it is over.'), 401);
  return new Refused(
    refusal('auth.lab-not-chosen', 'This account works in several labs: choose one first (POST /api/v1/me/lab).', { labs }),
    409,
  );
}
