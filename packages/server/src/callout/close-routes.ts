import { closeAnswerSchema, closeCalloutSchema, endClosingSchema } from '@critical-callout/contract/closing';
import type { LabSession } from '@critical-callout/domain/auth';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { type AskedToClose, closeCallout, endWaitingClosing } from './close.ts';
import { seenVersionHeaders } from './headers.ts';
import type { Ladder } from './ports.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const config = { permission: 'callout.write' } as const;

/** Closing without anybody told. Which role may use which code is the laboratory's policy. */
export const closeRoutes =
  ({ db, clock }: Pick<Deps, 'db' | 'clock'>, ladder: Ladder): FastifyPluginAsyncZod =>
  async (app) => {
    const closing = { params, headers: seenVersionHeaders, response: { 200: closeAnswerSchema } };
    const askedBy = (session: LabSession, billId: number, seenVersion: number | undefined): AskedToClose => ({
      session,
      billId,
      seenVersion: seenVersion ?? null,
      now: clock.now(),
    });
    app.post(
      '/bills/:id/close',
      { config, schema: { ...closing, body: closeCalloutSchema } },
      async ({ session, params, headers, body }, reply) => {
        const asked = { ...askedBy(session, params.id, headers['if-match']), ...body };
        const answer = await db.inLab(session.labId, (tx) => closeCallout(tx, asked, ladder));
        return reply.header('etag', `"${answer.version}"`).send(answer);
      },
    );
    for (const [action, isConfirmed] of [
      ['confirm', true],
      ['decline', false],
    ] as const) {
      app.post(
        `/bills/:id/close/${action}`,
        { config, schema: { ...closing, body: endClosingSchema } },
        async ({ session, params, headers, body }, reply) => {
          const asked = { ...askedBy(session, params.id, headers['if-match']), ...body, isConfirmed };
          const answer = await db.inLab(session.labId, (tx) => endWaitingClosing(tx, asked, ladder));
          return reply.header('etag', `"${answer.version}"`).send(answer);
        },
      );
    }
  };
