import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyRequest } from 'fastify';
import { Refused } from './refused.ts';

/** The ETag of something that counts its changes: `"7"`. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * The version the client saw, from If-Match; null when it sent none or `*`. A route that needs one says so with
 * `isRequired`, and a client that sent none is answered 428.
 */
export function requireVersion(request: FastifyRequest, isRequired: true): number;
export function requireVersion(request: FastifyRequest, isRequired?: boolean): number | null;
export function requireVersion(request: FastifyRequest, isRequired = false): number | null {
  const header = request.headers['if-match']?.trim();
  if (header === undefined || header === '*') {
    if (!isRequired) return null;
    throw new Refused(
      refusal('http.version-required', 'Send If-Match with the version you saw (the ETag of the last answer).'),
      428,
    );
  }
  // Weak marks (W/) are accepted: a proxy that compresses adds them, and our versions are exact.
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(header)?.[1];
  if (version === undefined) {
    throw new Refused(
      refusal('http.if-match', 'If-Match must be one version in quotes, for example "7".', { header: 'if-match' }),
      400,
    );
  }
  return Number(version);
}
