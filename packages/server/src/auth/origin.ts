import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyRequest } from 'fastify';
import { Refused } from '../platform/http.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change that another site makes the browser send with our cookie (CSRF): the Origin must be ours. A browser
 * sends Origin with every such request; where it does not, Sec-Fetch-Site must say so. API keys are not sent by themselves
 * and need no such check. The Host header counts as ours: a page of another host has another host's cookies.
 */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string): void {
  if (SAFE_METHODS.has(request.method)) return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isOurs =
    origin === undefined
      ? site === 'same-origin' || site === 'none'
      : origin === new URL(publicUrl).origin || hostOf(origin) === host;
  if (isOurs) return;
  throw new Refused(
    refusal(
      'auth.foreign-origin',
      `Changes are taken from pages of this server only, not from ${origin ?? 'a request without Origin'}.`,
    ),
    403,
  );
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
