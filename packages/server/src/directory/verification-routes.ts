import { confirmCodeSchema, contactPointSchema, sentCodeSchema, verifyPointSchema } from '@critical-callout/contract/directory';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import type { SendPlain } from './ports.ts';
import { changeBy } from './say.ts';
import { confirmCode, sendCode, verifyPoint } from './verification.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const write = { permission: 'directory.write' } as const;

/** Does an address lead to whom it should? */
export const verificationRoutes =
  ({ db, clock }: Deps, sendPlain: SendPlain): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/contact-points/:id/verify',
      { config: write, schema: { params, body: verifyPointSchema, response: { 200: contactPointSchema } } },
      ({ session, params: { id }, body }) =>
        db.inLab(session.labId, (tx) => verifyPoint(tx, changeBy(session, clock.now()), id, body.how)),
    );
    app.post(
      '/contact-points/:id/send-code',
      { config: write, schema: { params, response: { 201: sentCodeSchema } } },
      async ({ session, params: { id } }, reply) => {
        const sent = await db.inLab(session.labId, (tx) => sendCode(tx, changeBy(session, clock.now()), id, sendPlain));
        return reply.code(201).send(sent);
      },
    );
    app.post(
      '/contact-points/:id/confirm-code',
      { config: write, schema: { params, body: confirmCodeSchema, response: { 200: contactPointSchema } } },
      async ({ session, params: { id }, body }) => {
        const answer = await db.inLab(session.labId, (tx) => confirmCode(tx, changeBy(session, clock.now()), id, body.code));
        // Said after the commit: a wrong try stays counted.
        if ('problem' in answer) throw new Refused(refusal('directory.code', answer.problem, { field: 'code' }));
        return answer;
      },
    );
  };
