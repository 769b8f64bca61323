import { PERMISSIONS } from '@critical-callout/domain/auth';
import type { FastifyInstance } from 'fastify';

const ALLOWED = new Set<string>([...PERMISSIONS, 'public', 'signed-in']);

/** A route that does not say who may call it is a mistake nobody would notice: the start fails and names it. */
export function requirePermissions(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    const permission = config?.permission;
    const route = `${Array.isArray(method) ? method.join(',') : method} ${url}`;
    if (permission === undefined) {
      throw new Error(
        `Route ${route} declares no permission. Add config: { permission: … } (a Permission of the domain's auth room, 'signed-in' or 'public').`,
      );
    }
    if (!ALLOWED.has(permission)) throw new Error(`Route ${route} declares the unknown permission '${permission}'.`);
  });
}
