import { STATUS_CODES } from 'node:http';
import type { Problem } from '@critical-callout/contract/problem';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { Refused } from './refused.ts';

type Answer = Pick<Problem, 'status' | 'code' | 'detail'> & Partial<Pick<Problem, 'errors' | 'details'>>;

/** PostgreSQL is away: connection refused or broken, shutting down, starting, out of connections. Nothing was committed. */
const DATABASE_AWAY = /^(08\d{3}|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT)$/;

export function sendProblem(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, code, detail, errors, details } = answer;
  const title = STATUS_CODES[status] ?? 'Error';
  const problem: Problem = { type: `urn:critical-callout:problem:${code}`, title, status, code, detail, requestId: request.id };
  if (errors) problem.errors = errors;
  if (details) problem.details = details;
  // Serialised here: the route's own response schemas do not describe problems.
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem);
}

/** Every error of every route leaves as RFC 9457 problem+json. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const answer = explain(error);
    if (answer.status >= 500) request.log.error({ err: error, requestId: request.id }, 'request failed');
    if (answer.status === 503) reply.header('retry-after', '2');
    return sendProblem(request, reply, answer);
  });
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, notFound(request)));
}

export const notFound = (request: FastifyRequest): Answer => ({
  status: 404,
  code: 'http.not-found',
  // The path without its query, which may carry a search for a person.
  detail: `There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
});

function explain(error: FastifyError): Answer {
  if (error instanceof Refused) {
    const { refusal, status } = error;
    return { status, code: refusal.refusal, detail: refusal.message, ...(refusal.details && { details: refusal.details }) };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const place = error.validationContext ?? 'request';
    const errors = error.validation.map(({ instancePath, message }) => ({
      field: [place === 'querystring' ? 'query' : place, ...instancePath.split('/').filter(Boolean)].join('.'),
      message: message ?? 'is not valid',
    }));
    const fields = [...new Set(errors.map(({ field }) => field))].join(', ');
    return { status: 400, code: 'http.invalid-request', detail: `Not valid: ${fields}.`, errors };
  }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return { status: 413, code: 'http.too-large', detail: 'The body is larger than this address takes.' };
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return { status: 415, code: 'http.media-type', detail: 'This address does not take a body of that Content-Type.' };
  }
  // The parser's own message quotes the body.
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' || (error instanceof SyntaxError && error.statusCode === 400)) {
    return { status: 400, code: 'http.invalid-json', detail: 'The body is not valid JSON.' };
  }
  const { statusCode = 500 } = error;
  if (statusCode >= 400 && statusCode < 500) {
    const title = STATUS_CODES[statusCode] ?? 'Bad Request';
    return {
      status: statusCode,
      code: `http.${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
      detail: error.code?.startsWith('FST_') ? error.message : `${title}.`,
    };
  }
  if (DATABASE_AWAY.test(error.code ?? '') || error.message === 'Connection terminated unexpectedly') {
    return {
      status: 503,
      code: 'http.database-unavailable',
      detail: 'The database cannot be reached. Nothing was saved; try again in a moment.',
    };
  }
  return {
    status: 500,
    code: 'http.internal',
    detail: 'Something failed on our side. Quote the request id to your administrator.',
  };
}
