import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Deps } from '../platform/deps.ts';
import { apiKeyRoutes } from './api-key-routes.ts';
import { signInProvider } from './better-auth.ts';
import { guard } from './guard.ts';
import { meRoutes } from './me-routes.ts';
import type { AuthPorts } from './ports.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { userRoutes } from './user-routes.ts';

/**
 * Signing in, and the check before every route. Register it on the root instance before any other route: its hooks hold
 * for everything registered after it.
 */
export function authPlugin(deps: Deps, ports: AuthPorts): FastifyPluginAsync {
  const plugin = async (app: FastifyInstance): Promise<void> => {
    app.decorate('routeTable', []);
    app.addHook('onRoute', ({ method, url, config }) => {
      for (const one of [method].flat()) app.routeTable.push({ method: one, url, permission: config?.permission ?? null });
    });
    app.decorateRequest('account', null);
    app.decorateRequest('session');
    app.addHook('onRequest', guard(deps));
    await app.register(signInRoutes(deps, ports, signInProvider(deps)), { prefix: '/api/auth' });
    await app.register(
      async (api) => {
        await api.register(meRoutes(deps, ports));
        await api.register(userRoutes(deps, ports));
        await api.register(apiKeyRoutes(deps, ports));
      },
      { prefix: '/api/v1' },
    );
  };
  // Fastify encapsulates what a plugin adds unless it says otherwise; these hooks are for the whole server.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}
