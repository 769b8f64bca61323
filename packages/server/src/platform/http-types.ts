import type { LabSession, Permission } from '@critical-callout/domain/auth';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the auth room's hook on every route that is not public; reading it on a public route throws. */
    session: LabSession;
  }
  interface FastifyContextConfig {
    /** Who may call this route. A route without it does not start (http/permissions.ts). */
    permission?: Permission | 'public' | 'signed-in';
  }
}
