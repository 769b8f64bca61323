import { appendEvents, auditRoutes, startLiveFeed } from './audit/index.ts';
import { authPlugin, isStillSignedIn } from './auth/index.ts';
import type { Deps } from './platform/deps.ts';
import { createHttp, type Http, serveWeb } from './platform/http.ts';
import type { Tick } from './platform/ticker.ts';
import { startTicker } from './platform/ticker.ts';
import { settingsRoutes } from './settings/index.ts';
import { worklistRoutes } from './worklist/index.ts';

/** What a process does; several processes may share the work of one database. */
export const SERVER_ROLES = ['http', 'mllp', 'tick'] as const;
export type ServerRole = (typeof SERVER_ROLES)[number];

export type App = {
  http: Http;
  /** Opens the ports of this process's roles; a number is what was really taken. */
  listen: () => Promise<{ httpPort: number | null; mllpPort: number | null }>;
  /** HTTP, MLLP and the work in hand, in that order. The pool belongs to whoever made it. */
  close: () => Promise<void>;
};

/** Requests under way get this long to end; live streams never end by themselves. */
const HTTP_GRACE_MILLISECONDS = 5_000;

/** The table of contents: every room, in the order a result passes through them. */
export async function createApp(deps: Deps, roles: ReadonlySet<ServerRole> = new Set(SERVER_ROLES)): Promise<App> {
  const { config, db } = deps;
  const http = await createHttp(deps);
  const closers: (() => Promise<void>)[] = [];

  // who is asking
  await http.register(authPlugin(deps, { appendEvents }));
  const feed = await startLiveFeed(db);
  closers.push(feed.close);

  await http.register(
    async (api) => {
      // what somebody must do now
      await api.register(worklistRoutes(deps));
      await api.register(settingsRoutes(deps));
      // what happened, and live
      await api.register(auditRoutes(deps, feed, isStillSignedIn(deps)));
    },
    { prefix: '/api/v1' },
  );
  await serveWeb(http);
  await http.ready(); // a route without a permission stops the start here, whatever this process's roles are

  const startTicks = (): void => {
    const every = (name: string, everyMilliseconds: number, tick: Tick): void => {
      closers.push(startTicker({ name, everyMilliseconds, tick, log: deps.log }).stop);
    };
    void every;
  };

  return {
    http,
    listen: async () => {
      if (roles.has('http')) await http.listen({ host: config.host, port: config.httpPort });
      if (roles.has('tick')) startTicks();
      const address = http.server.address();
      return { httpPort: typeof address === 'object' && address ? address.port : null, mllpPort: null };
    },
    close: async () => {
      const cut = setTimeout(() => http.server.closeAllConnections(), HTTP_GRACE_MILLISECONDS);
      await http.close();
      clearTimeout(cut);
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}
