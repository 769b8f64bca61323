import { resetPasswordSchema, signedInSchema, signInEmailSchema, signInSchema } from '@critical-callout/contract/auth';
import { signInNoticesSchema } from '@critical-callout/contract/lab';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { ADDRESS_HEADER, type SignInProvider } from './better-auth.ts';
import { readNotices } from './notices.ts';
import { refuseForeignOrigin } from './origin.ts';
import type { AuthPorts } from './ports.ts';
import { useResetLink } from './reset-links.ts';
import { admitSignIn, noteSignIn, refuseSignIn } from './sign-in.ts';

/** The three calls of better-auth that are open; everything else it offers answers like any unknown address. */
export const signInRoutes =
  (deps: Deps, ports: AuthPorts, provider: SignInProvider): FastifyPluginAsyncZod =>
  async (app) => {
    const config = { permission: 'public' as const };
    const response = { 200: signedInSchema };

    const signIn = async (request: FastifyRequest, reply: FastifyReply, name: string, password: string) => {
      refuseForeignOrigin(request, deps.config.publicUrl);
      const attempt = { name: name.trim().toLowerCase(), address: request.ip, now: deps.clock.now() };
      await admitSignIn(deps, attempt, reply);
      // One field takes both; no user name holds an @.
      const isEmail = attempt.name.includes('@');
      const body = isEmail ? { email: attempt.name, password } : { username: attempt.name, password };
      const answer = await provider.handler(forwarded(deps, request, isEmail ? '/sign-in/email' : '/sign-in/username', body));
      if (answer.status >= 500) throw new Error(`sign-in answered ${answer.status}`);
      if (answer.status >= 400) throw await refuseSignIn(deps, ports, attempt);
      await noteSignIn(deps, ports, attempt);
      takeCookies(answer, reply);
      return { signedIn: true };
    };

    app.post('/sign-in/username', { config, schema: { body: signInSchema, response } }, (request, reply) =>
      signIn(request, reply, request.body.username, request.body.password),
    );
    app.post('/sign-in/email', { config, schema: { body: signInEmailSchema, response } }, (request, reply) =>
      signIn(request, reply, request.body.email, request.body.password),
    );
    app.get('/notices', { config, schema: { response: { 200: signInNoticesSchema } } }, () => readNotices(deps));
    app.post(
      '/reset-password',
      { config, schema: { body: resetPasswordSchema, response: { 200: z.object({ changed: z.literal(true) }) } } },
      async (request, reply) => {
        refuseForeignOrigin(request, deps.config.publicUrl);
        await useResetLink(deps, ports, { ...request.body, address: request.ip, reply });
        return { changed: true as const };
      },
    );
    app.post('/sign-out', { config, schema: { response } }, async (request, reply) => {
      refuseForeignOrigin(request, deps.config.publicUrl);
      takeCookies(await provider.handler(forwarded(deps, request, '/sign-out', {})), reply);
      return { signedIn: false };
    });
  };

/** The same question as better-auth expects it; the origin has been judged already, so it hears its own. */
function forwarded({ config }: Deps, request: FastifyRequest, path: string, body: object): Request {
  const headers = new Headers({
    'content-type': 'application/json',
    origin: new URL(config.publicUrl).origin,
    [ADDRESS_HEADER]: request.ip,
    'user-agent': (request.headers['user-agent'] ?? '').slice(0, 300),
  });
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie);
  return new Request(new URL(`/api/auth${path}`, config.publicUrl), { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Only the cookies are passed on: better-auth's body repeats the token, which no script may read. */
function takeCookies(answer: Response, reply: FastifyReply): void {
  reply.header('cache-control', 'no-store').header('set-cookie', answer.headers.getSetCookie());
}
