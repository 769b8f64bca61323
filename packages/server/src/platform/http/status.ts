import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Deps } from '../deps.ts';
import { counter, gauge, renderMetrics } from '../metrics.ts';

const requests = counter('critical_callout_http_requests_total', 'Answered HTTP requests by method, route and status.');

/** /healthz: this process runs. /readyz: it can do its work now. /metrics: how it has been doing. */
export function reportStatus(app: FastifyInstance, { db }: Deps): void {
  gauge('critical_callout_database_connections', 'Open connections to the database.', () => db.pool.totalCount);
  gauge('critical_callout_database_waiting', 'Requests that wait for a connection.', () => db.pool.waitingCount);
  app.addHook('onResponse', async (request, reply) => {
    requests({ method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) });
  });
  const open = { config: { permission: 'public' as const }, schema: { hide: true } };
  app.get('/healthz', open, async () => ({ status: 'ok' }));
  app.get('/readyz', open, async (_request, reply) => {
    try {
      await db.inSystem((tx) => sql`select 1 from labs limit 1`.execute(tx));
      return { status: 'ready' };
    } catch {
      return reply.code(503).send({ status: 'not-ready', reason: 'the database cannot be reached' });
    }
  });
  app.get('/metrics', open, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(renderMetrics()),
  );
}
