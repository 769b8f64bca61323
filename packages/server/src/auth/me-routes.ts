import { changePasswordSchema, chooseLabSchema, meSchema } from '@critical-callout/contract/auth';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { loadMe, takeLab } from './me.ts';
import { changeOwnPassword } from './passwords.ts';
import type { AuthPorts } from './ports.ts';

export const meRoutes =
  (deps: Deps, ports: AuthPorts): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/me', { config: { permission: 'signed-in' }, schema: { response: { 200: meSchema } } }, ({ session, account }) =>
      loadMe(deps, session, account),
    );
    app.post(
      '/me/lab',
      {
        config: { permission: 'signed-in', isLabOptional: true, isAnswerForgotten: true },
        schema: { body: chooseLabSchema, response: { 200: meSchema } },
      },
      (request) => takeLab(deps, request, request.body),
    );
    app.post(
      '/me/password',
      {
        config: { permission: 'signed-in', isLabOptional: true, isAnswerForgotten: true },
        schema: { body: changePasswordSchema, response: { 200: z.object({ changed: z.literal(true) }) } },
      },
      async (request, reply) => {
        await changeOwnPassword(deps, ports, { account: request.account, address: request.ip, reply, ...request.body });
        return { changed: true as const };
      },
    );
  };
