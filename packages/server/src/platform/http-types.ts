import type { LabSession, Permission } from '@critical-callout/domain/auth';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the auth room's hook before the handler of every route that is not public. */
    session: LabSession;
  }
  interface FastifyContextConfig {
    /** Who may call this route. A route without it does not start (http/permissions.ts). */
    permission?: Permission | 'public' | 'signed-in';
    /** Sent twice it does no more than once by itself: an Idempotency-Key is taken and not used (http/idempotency.ts). */
    isIdempotent?: boolean;
  }
}
