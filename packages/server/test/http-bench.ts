import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { z } from 'zod';
import { readConfig } from '../src/platform/config.ts';
import type { Deps } from '../src/platform/deps.ts';
import { createHttp, etagOf, type Http, Refused, requireVersion } from '../src/platform/http.ts';
import { createLogger } from '../src/platform/log.ts';
import { type MovableClock, movableClock } from './clock.ts';
import type { TestDatabase } from './database.ts';

export type HttpBench = { app: Http; deps: Deps; clock: MovableClock; lines: string[]; labIds: number[] };

/** The HTTP rules alone, with routes that show them. X-Test-Session: `lab user`. Two labs. */
export async function openHttpBench(database: TestDatabase): Promise<HttpBench> {
  const lines: string[] = [];
  const { config } = readConfig({ CALLOUT_SECRET: 'x'.repeat(32) });
  const log = createLogger('debug', { write: (line) => lines.push(line) });
  const clock = movableClock();
  const deps: Deps = { db: database.db, clock, config: { ...config, secret: 'x'.repeat(32) }, log };
  const labs = await database.db.inSystem((tx) =>
    sql<{
      id: number;
    }>`insert into labs (code, name, created_at) values ('a', 'Lab A', now()), ('b', 'Lab B', now()) returning id`.execute(tx),
  );
  const app = await createHttp(deps);
  app.decorateRequest('session');
  app.addHook('onRequest', async (request) => {
    const [labId = 0, userId = ''] = String(request.headers['x-test-session'] ?? '').split(' ');
    request.session = {
      labId: Number(labId),
      userId,
      userName: userId,
      role: 'caller',
      kind: 'user',
      departmentDataType: 0,
      departmentIds: null,
    } as LabSession;
  });
  const reading = { permission: 'worklist.read' as const };
  const body = z.object({
    name: z.string().max(5),
    count: z.number().int().min(1),
    what: z.enum(['department', 'refuse', 'fail', 'fail-after']).default('department'),
  });

  app.post(
    '/api/v1/departments',
    { config: reading, schema: { body, response: { 201: z.object({ id: z.number() }) } } },
    async (request, reply) => {
      const { name, what } = request.body;
      const id = await deps.db.inLab(request.session.labId, async (tx) => {
        const made = await tx
          .insertInto('departments')
          .values({ lab_id: request.session.labId, code: `${name}-${crypto.randomUUID()}`, name })
          .returning('id')
          .executeTakeFirstOrThrow();
        if (what === 'refuse')
          throw new Refused(refusal('test.no', 'The department is full.', { field: 'name', allowed: 3 }), 409);
        if (what === 'fail') throw new Error('canary: something broke');
        return made.id;
      });
      if (what === 'fail-after') throw new Error('canary: broke after the commit');
      return reply.code(201).header('etag', etagOf(id)).send({ id });
    },
  );
  app.post('/api/v1/seen', { config: { ...reading, isIdempotent: true } }, async (request, reply) => {
    await deps.db.inLab(request.session.labId, (tx) => sql`select 1`.execute(tx));
    return reply.code(503).send();
  });
  app.get('/api/v1/broken-row', { config: reading }, (request) =>
    deps.db.inLab(request.session.labId, (tx) => sql`select 'CANARY'::date`.execute(tx)),
  );
  app.get('/api/v1/version', { config: reading }, async (request) => ({ version: requireVersion(request) }));
  app.put('/api/v1/version', { config: reading }, async (request) => ({ version: requireVersion(request, true) }));
  await app.ready();
  return { app, deps, clock, lines, labIds: labs.rows.map(({ id }) => id) };
}
