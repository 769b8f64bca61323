import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { readFaxCallback } from './channels/fax/index.ts';
import { isBodySigned } from './channels/http/signature.ts';
import { callbackQuerySchema, isTwilioSigned, readCallback } from './channels/twilio/index.ts';
import { recordReport } from './status-reports.ts';

/** A status callback has some twenty short parameters. */
const BODY_LIMIT_BYTES = 16_384;

/**
 * What providers say later. Open to the world, so nothing is looked up before the signature was found good; a message that
 * does not exist is answered like one that does.
 */
export const statusRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    // As text: a signature is over the bytes that came.
    const asText = { parseAs: 'string' as const, bodyLimit: BODY_LIMIT_BYTES };
    app.removeContentTypeParser('application/json');
    app.addContentTypeParser(['application/x-www-form-urlencoded', 'application/json'], asText, (_request, body, done) => {
      done(null, String(body));
    });
    app.post(
      '/delivery-status/twilio',
      {
        config: { permission: 'public' },
        bodyLimit: BODY_LIMIT_BYTES,
        schema: { querystring: callbackQuerySchema, body: z.string(), response: { 204: z.null() } },
      },
      async ({ url, query, body, headers }, reply) => {
        const params = new URLSearchParams(body);
        const { twilioAuthToken: token, publicUrl } = deps.config;
        const given = headers['x-twilio-signature'];
        // The signature covers the address as we gave it out; what a proxy made of the request does not count.
        if (token === null || typeof given !== 'string' || !isTwilioSigned(token, publicUrl + url, params, given)) {
          throw wrongSignature();
        }
        const report = readCallback(query, params);
        if (report) await recordReport(deps, report);
        return reply.status(204).send(null);
      },
    );
    app.post(
      '/delivery-status/fax',
      {
        config: { permission: 'public' },
        bodyLimit: BODY_LIMIT_BYTES,
        schema: { body: z.string(), response: { 204: z.null() } },
      },
      async ({ body, headers }, reply) => {
        const { faxApiKey: key } = deps.config;
        const [timestamp, signature] = [String(headers['x-callout-timestamp']), String(headers['x-callout-signature'])];
        if (key === null || !isBodySigned(key, { timestamp, signature, body, now: deps.clock.now() })) throw wrongSignature();
        const report = readFaxCallback(body);
        if (report) await recordReport(deps, report);
        return reply.status(204).send(null);
      },
    );
  };

function wrongSignature(): Refused {
  return new Refused(refusal('delivery.wrong-signature', 'the signature of this status callback is not good'), 403);
}
