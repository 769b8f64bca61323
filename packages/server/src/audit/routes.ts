import { auditVerificationsSchema, auditVerifiedSchema } from '@critical-callout/contract/audit';
import { calloutLogsSchema } from '@critical-callout/contract/history';
import type { LabSession } from '@critical-callout/domain/auth';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { recordAccess } from './access.ts';
import { actorOf } from './append.ts';
import type { LiveFeed } from './live-feed.ts';
import { findHeadSeq, listCalloutLogs, listEventsAfter } from './queries.ts';
import { listVerifications, verifyAndKeep } from './verifications.ts';
import { viewRoutes } from './views.ts';

const id = z.coerce.number().int().positive();
/** One, several, or none: a query names each by a parameter of its own. */
const ids = z
  .union([id, z.array(id).max(200)])
  .optional()
  .transform((value) => [value ?? []].flat());

const logsQuery = z.object({
  billId: ids,
  labReportId: ids,
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const verificationsQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(10) });

/** Without an id: a reconnect has nothing to catch up with, whoever hears it reads what is true now. */
const PRESENCE_NOTICE = 'event: presence\ndata: {"type":"presence"}\n\n';
const STREAM = {
  config: { permission: 'worklist.read' as const },
  schema: { description: 'Server-sent events of this laboratory from Last-Event-ID on; the line stays open.' },
};
const STREAM_PAGE = 200;
const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  connection: 'keep-alive',
};
/** A comment this often keeps proxies from closing a quiet stream; the browser calls it stale after 20 s. */
const KEEP_ALIVE_MS = 15_000;

export const auditRoutes =
  (deps: Deps, feed: LiveFeed, currentSession: (request: FastifyRequest) => Promise<LabSession | null>): FastifyPluginAsyncZod =>
  async (app) => {
    const { db, clock } = deps;

    app.get(
      '/callout-logs',
      { config: { permission: 'callout.read' }, schema: { querystring: logsQuery, response: { 200: calloutLogsSchema } } },
      ({ session, query, id, ip }) =>
        db.inLab(session.labId, async (tx) => {
          const entries = await listCalloutLogs(tx, session, {
            billIds: query.billId,
            labReportIds: query.labReportId,
            before: query.cursor ?? null,
            limit: query.limit,
          });
          const billIds = [...new Set(entries.flatMap((entry) => entry.billId ?? []))];
          await recordAccess(tx, session, { action: 'callout-logs.read', billIds, at: clock.now(), requestId: id, address: ip });
          const last = entries.at(-1);
          return { entries, nextCursor: last && entries.length === query.limit ? String(last.seq) : null };
        }),
    );

    await app.register(viewRoutes(db));

    app.get('/events', STREAM, async (request, reply) => {
      let { session } = request;
      const asked = Number(request.headers['last-event-id'] ?? Number.NaN);
      let cursor =
        Number.isSafeInteger(asked) && asked >= 0 ? asked : await db.inLab(session.labId, (tx) => findHeadSeq(tx, session.labId));
      reply.hijack();
      const stream = reply.raw;
      stream.writeHead(200, STREAM_HEADERS);
      stream.write(`retry: 2000\nid: ${cursor}\ndata: {"type":"stream-opened"}\n\n`);
      let isSending = false;
      let isAsked = false;
      // One sender at a time; news that arrives meanwhile makes it look once more.
      const send = async (): Promise<void> => {
        isAsked = true;
        if (isSending) return;
        isSending = true;
        try {
          while (isAsked && !stream.destroyed) {
            isAsked = false;
            const { events, last } = await db.inLab(session.labId, (tx) => listEventsAfter(tx, session, cursor, STREAM_PAGE));
            isAsked = isAsked || last - cursor >= STREAM_PAGE;
            cursor = last;
            for (const event of events) stream.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
          }
        } catch (error) {
          deps.log.warn({ err: error, requestId: request.id }, 'live stream closed');
          stream.destroy();
        } finally {
          isSending = false;
        }
      };
      const subscriptions = [
        feed.subscribe(session.labId, () => void send()),
        feed.subscribePresence(session.labId, () => void stream.write(PRESENCE_NOTICE)),
      ];
      // Whoever signed out, or lost the right, loses the stream within one beat; other departments hold from the next on.
      const keepAlive = setInterval(() => {
        currentSession(request).then(
          (current) => {
            if (!current) return stream.end();
            session = current;
            return stream.write(': still here\n\n');
          },
          () => stream.destroy(),
        );
      }, KEEP_ALIVE_MS);
      stream.on('close', () => clearInterval(keepAlive));
      for (const unsubscribe of subscriptions) stream.on('close', unsubscribe);
      await send();
    });

    app.post(
      '/audit/verify',
      {
        // It reads in a snapshot of its own that nothing may be written in before; asked twice it is two verifications.
        config: { permission: 'audit.read', isIdempotent: true },
        schema: { response: { 200: auditVerifiedSchema } },
      },
      ({ session }) => verifyAndKeep(deps, session.labId, { actor: actorOf(session), through: 'screen' }),
    );

    app.get(
      '/audit/verifications',
      {
        config: { permission: 'audit.read' },
        schema: { querystring: verificationsQuery, response: { 200: auditVerificationsSchema } },
      },
      ({ session, query }) =>
        db.inLab(session.labId, async (tx) => ({ verifications: await listVerifications(tx, session.labId, query.limit) })),
    );
  };
