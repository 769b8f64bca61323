import {
  dismissAnswerSchema,
  dismissReportSchema,
  notifyReportSchema,
  type SubmitCallout,
  type SubmitCalloutAnswer,
  signAnswerSchema,
  signReportSchema,
  submitCalloutAnswerSchema,
  submitCalloutSchema,
  submitJointAnswerSchema,
  submitJointSchema,
} from '@critical-callout/contract/callout';
import { openRepeatAnswerSchema, openRepeatSchema } from '@critical-callout/contract/repeats';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { closeRoutes } from './close-routes.ts';
import { dismissReport } from './dismiss.ts';
import { seenVersionHeaders as headers } from './headers.ts';
import { processJointCallout } from './joint.ts';
import { openRepeat } from './open-repeat.ts';
import { orderContactRoutes } from './order-contact-routes.ts';
import type { CalloutDirectory, Ladder, NextRung, QueueDeliveries } from './ports.ts';
import { processCallout } from './process.ts';
import { findBillOfReport, signReport } from './sign.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const config = { permission: 'callout.write' } as const;
const response = { 201: submitCalloutAnswerSchema };

export const calloutRoutes =
  (
    { db, clock, config: { publicUrl } }: Deps,
    queueDeliveries: QueueDeliveries,
    directory: CalloutDirectory,
    ladder: Ladder,
    nextRung?: NextRung,
  ): FastifyPluginAsyncZod =>
  async (app) => {
    type Asked = SubmitCallout & { session: LabSession; billId: number; seenVersion: number | undefined };
    const submit = (tx: Tx, asked: Asked): Promise<SubmitCalloutAnswer> =>
      processCallout(
        tx,
        { ...asked, seenVersion: asked.seenVersion ?? null, baseUrl: publicUrl, now: clock.now() },
        queueDeliveries,
        directory,
        ladder,
        nextRung,
      );

    app.post(
      '/bills/:id/callouts',
      { config, schema: { params, headers, body: submitCalloutSchema, response } },
      async ({ session, params, headers, body }, reply) => {
        const asked = { ...body, session, billId: params.id, seenVersion: headers['if-match'] };
        const answer = await db.inLab(session.labId, (tx) => submit(tx, asked));
        return reply.code(201).header('etag', `"${answer.version}"`).send(answer);
      },
    );

    await app.register(closeRoutes({ db, clock }, ladder));
    await app.register(orderContactRoutes({ db, clock }, directory));

    // One call about several orders of a patient: all of it or nothing.
    app.post(
      '/callouts/joint',
      { config, schema: { body: submitJointSchema, response: { 201: submitJointAnswerSchema } } },
      async ({ session, body }, reply) => {
        const asked = { ...body, session, baseUrl: publicUrl, now: clock.now() };
        const answer = await db.inLab(session.labId, (tx) =>
          processJointCallout(tx, asked, queueDeliveries, directory, ladder, nextRung),
        );
        return reply.code(201).send(answer);
      },
    );

    // The single-report path: the same callout, of the order the report belongs to, with this report selected.
    app.post(
      '/lab-reports/:id/notify',
      { config, schema: { params, headers, body: notifyReportSchema, response } },
      async ({ session, params, headers, body }, reply) => {
        const answer = await db.inLab(session.labId, async (tx) => {
          const billId = await findBillOfReport(tx, session, params.id);
          if (billId === undefined)
            throw new Refused(refusal('callout.report-unknown', `lab report ${params.id} is unknown here`), 404);
          return submit(tx, { ...body, labReportIds: [params.id], session, billId, seenVersion: headers['if-match'] });
        });
        return reply.code(201).header('etag', `"${answer.version}"`).send(answer);
      },
    );

    for (const [action, isDismissed] of [
      ['dismiss', true],
      ['restore', false],
    ] as const) {
      app.post(
        `/lab-reports/:id/${action}`,
        {
          config: { permission: 'report.dismiss' },
          schema: { params, body: dismissReportSchema, response: { 200: dismissAnswerSchema } },
        },
        ({ session, params, body }) =>
          db.inLab(session.labId, (tx) =>
            dismissReport(tx, { session, labReportId: params.id, isDismissed, reason: body.reason, now: clock.now() }, ladder),
          ),
      );
    }

    app.post(
      '/lab-reports/:id/open-repeat',
      { config, schema: { params, body: openRepeatSchema, response: { 200: openRepeatAnswerSchema } } },
      ({ session, params, body }) =>
        db.inLab(session.labId, (tx) =>
          openRepeat(tx, { session, labReportId: params.id, reason: body.reason, now: clock.now() }, ladder),
        ),
    );

    app.post(
      '/lab-reports/:id/sign',
      { config: { permission: 'report.sign' }, schema: { params, body: signReportSchema, response: { 200: signAnswerSchema } } },
      ({ session, params, body }) =>
        db.inLab(session.labId, (tx) => signReport(tx, { session, labReportId: params.id, via: body.via, now: clock.now() })),
    );
  };
