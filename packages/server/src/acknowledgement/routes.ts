import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { LINK_PATH } from './links.ts';
import type { AcknowledgementPorts } from './ports.ts';
import { busyPage, deadPage, faultPage, PAGE_POLICY, type Page } from './render.ts';
import type { Form } from './request.ts';
import { act, open } from './service.ts';
import { createThrottle } from './throttle.ts';
import { hashToken, linkKey } from './tokens.ts';
import { type LanguageWishes, pageLanguage } from './words/index.ts';

const BODY_LIMIT_BYTES = 65_536;
/** A ward behind one address may open several messages at once; one link is opened a few times. */
const MOST_BY_ADDRESS = 90;
const MOST_BY_LINK = 30;

/** `?lang=` stays in the address of the page's forms, so that a choice holds to the end. */
function wishesOf({ url, headers }: FastifyRequest): LanguageWishes {
  const chosen = new URL(url, 'http://page').searchParams.get('lang') ?? undefined;
  return { chosen, accepted: headers['accept-language'] };
}

/** The recipient's page, `/a/{token}`: no session, no script, no cookie. */
export const acknowledgementPages =
  (deps: Deps, ports: AcknowledgementPorts): FastifyPluginAsyncZod =>
  async (app) => {
    const room = { deps, key: linkKey(deps.config.secret), ports };
    const throttle = createThrottle();
    const admits = (token: string, address: string): boolean => {
      const now = deps.clock.now();
      const isAddress = throttle.admits(`address ${address}`, MOST_BY_ADDRESS, now);
      return throttle.admits(`link ${hashToken(token).toString('base64')}`, MOST_BY_LINK, now) && isAddress;
    };
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    app.addHook('onRequest', async (_request, reply) => {
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', PAGE_POLICY)
        .header('referrer-policy', 'no-referrer')
        .header('x-robots-tag', 'noindex, nofollow');
    });
    // A person reads this answer, not a program.
    app.setErrorHandler((error, request, reply) => {
      const status = (error as { statusCode?: number }).statusCode ?? 500;
      const isTheirs = status >= 400 && status < 500;
      if (!isTheirs) request.log.error({ err: error, requestId: request.id }, 'request failed');
      const language = pageLanguage(wishesOf(request));
      const { html } = isTheirs ? deadPage(language) : faultPage(language);
      return reply.code(isTheirs ? status : 503).send(html);
    });

    const params = z.object({ token: z.string().max(500) });
    const config = { permission: 'public' as const };
    const path = `${LINK_PATH}:token`;
    const show = (page: Page, reply: { code: (status: number) => { send: (html: string) => unknown } }) =>
      reply.code(page.status).send(page.html);

    app.get(path, { config, exposeHeadRoute: false, schema: { hide: true, params } }, async (request, reply) => {
      const {
        params: { token },
        ip,
        id,
      } = request;
      const languages = wishesOf(request);
      if (!admits(token, ip)) return show(busyPage(pageLanguage(languages)), reply.header('retry-after', '60'));
      return show(await open(room, { token, requestId: id, address: ip, languages }), reply);
    });
    app.post(
      path,
      {
        config,
        bodyLimit: BODY_LIMIT_BYTES,
        schema: { hide: true, params, body: z.record(z.string().max(100), z.string().max(5000)) },
      },
      async (request, reply) => {
        const {
          params: { token },
          ip,
          id,
          body,
        } = request;
        const languages = wishesOf(request);
        if (!admits(token, ip)) return show(busyPage(pageLanguage(languages)), reply.header('retry-after', '60'));
        const form: Form = new Map(Object.entries(body));
        return show(await act(room, { token, requestId: id, address: ip, languages }, form), reply);
      },
    );
  };
