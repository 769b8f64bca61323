import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController, type RawServerDefault } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Deps } from '../deps.ts';
import { PROGRAM_VERSION } from '../version.ts';
import { rememberAnswers } from './idempotency.ts';
import { requirePermissions } from './permissions.ts';
import { answerProblems } from './problem.ts';
import { reportStatus } from './status.ts';
import { refuseNulCharacters } from './text.ts';

export type Http = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

const BODY_LIMIT_BYTES = 1024 * 1024; // routes that take HL7 or FHIR set their own
const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** Fastify with everything that holds for all rooms. The auth room's plugin is registered next, then the others. */
export async function createHttp(deps: Deps): Promise<Http> {
  const { config, log } = deps;
  const isTls = config.publicUrl.startsWith('https:');
  const app: Http = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    // Its lines hold addresses and whole URLs; ours (below) hold ids.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    routerOptions: { maxParamLength: 500 },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerProblems(app);
  requirePermissions(app);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    strictTransportSecurity: isTls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // Patient data is never kept by a browser or a proxy.
    if (/^\/(api|fhir|a)\//.test(request.url)) reply.header('cache-control', 'no-store');
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, id: requestId } = request;
    request.log.debug(
      { requestId, method, route: routeOptions.url, status: reply.statusCode, milliseconds: Math.round(reply.elapsedTime) },
      'request',
    );
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Critical Callout',
        version: PROGRAM_VERSION,
        description: 'Critical result callouts for medical laboratories.',
      },
    },
    transform: jsonSchemaTransform,
  });
  refuseNulCharacters(app);
  rememberAnswers(app, deps);
  reportStatus(app, deps);
  app.get('/openapi.json', { config: { permission: 'public' }, schema: { hide: true } }, async () => app.swagger());
  return app;
}
