import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits, URL-safe, without a dot (the dot separates a cookie's token from its signature). */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What is stored instead of a session token or an API key. Plain SHA-256 is enough: both are 256 random bits, so there is
 * nothing to guess that a slow hash would protect.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Secure and the `__Host-` prefix everywhere but on plain http to this very machine, where browsers would refuse them. */
export function sessionCookie(publicUrl: string): { name: string; isSecure: boolean } {
  const { protocol, hostname } = new URL(publicUrl);
  const isSecure = protocol === 'https:' || !(LOOPBACK.has(hostname) || hostname.endsWith('.localhost'));
  return { name: isSecure ? '__Host-critical-callout' : 'critical-callout', isSecure };
}

/** The session token of a Cookie header, or null when there is none or its signature (better-auth's: HMAC-SHA256) is not ours. */
export function readSessionToken(cookieHeader: string | undefined, name: string, secret: string): string | null {
  const pair = cookieHeader
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  if (!pair) return null;
  const [token, signature] = decode(pair.slice(name.length + 1)).split('.');
  if (!token || !signature) return null;
  const expected = createHmac('sha256', secret).update(token).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : null;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
