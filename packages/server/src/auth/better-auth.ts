import { APIError } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { username } from 'better-auth/plugins/username';
import type { Deps } from '../platform/deps.ts';
import { authAdapter } from './adapter.ts';
import { hasActiveMembership } from './queries.ts';
import { newToken, sessionCookie } from './tokens.ts';

/** However busy somebody is, they sign in again after a long shift. */
export const ABSOLUTE_HOURS = 12;

/** The request's address as Fastify understood it; nothing a client sends reaches better-auth under this name. */
export const ADDRESS_HEADER = 'x-callout-address';

const TIMES = { createdAt: 'created_at', updatedAt: 'updated_at' };

export type SignInProvider = { handler: (request: Request) => Promise<Response> };

/** better-auth, held to what this product allows: no sign-up, our tables, our clock, our cookie. */
export function signInProvider(deps: Deps): SignInProvider {
  const cookie = sessionCookie(deps.config.publicUrl);
  return betterAuth({
    appName: 'Critical Callout',
    baseURL: deps.config.publicUrl,
    basePath: '/api/auth',
    secret: deps.config.secret,
    database: authAdapter(deps.db),
    user: { modelName: 'users', fields: { ...TIMES, emailVerified: 'email_verified' } },
    session: {
      modelName: 'sessions',
      fields: {
        ...TIMES,
        userId: 'user_id',
        token: 'token_hash',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
      },
      expiresIn: ABSOLUTE_HOURS * 3600,
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'accounts',
      fields: {
        ...TIMES,
        userId: 'user_id',
        providerId: 'provider_id',
        accountId: 'account_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
      },
    },
    verification: { modelName: 'verifications', fields: { ...TIMES, expiresAt: 'expires_at' } },
    emailAndPassword: { enabled: true, disableSignUp: true },
    plugins: [username({ displayUsername: false, minUsernameLength: 1, maxUsernameLength: 64, usernameValidator: () => true })],
    databaseHooks: { session: { create: { before: (session) => sessionOf(deps, session.userId) } } },
    // Throttling is ours (throttle.ts): better-auth's own counts addresses only.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      useSecureCookies: false,
      cookies: {
        session_token: { name: cookie.name, attributes: { secure: cookie.isSecure, httpOnly: true, sameSite: 'lax', path: '/' } },
      },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
  });
}

/** What every new session starts with: 256 random bits and the times of our clock. An account no lab has use for gets none. */
async function sessionOf(deps: Deps, userId: string) {
  if (!(await deps.db.inSystem((tx) => hasActiveMembership(tx, userId)))) throw new APIError('UNAUTHORIZED');
  const now = deps.clock.now();
  return {
    data: { token: newToken(), createdAt: now, updatedAt: now, expiresAt: new Date(now.getTime() + ABSOLUTE_HOURS * 3_600_000) },
  };
}
