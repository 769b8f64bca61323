import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * X-Twilio-Signature: HMAC-SHA1 with the auth token over the address that was called, whole, followed by every parameter's
 * name and value, sorted by name.
 */
export function signTwilio(authToken: string, url: string, params: URLSearchParams): string {
  const sorted = [...params].sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1));
  return createHmac('sha1', authToken)
    .update(url + sorted.map(([name, value]) => name + value).join(''), 'utf8')
    .digest('base64');
}

/** Compared in constant time: how much of a guess was right must not be measured. */
export function isTwilioSigned(authToken: string, url: string, params: URLSearchParams, given: string): boolean {
  const expected = Buffer.from(signTwilio(authToken, url, params));
  const received = Buffer.from(given);
  return received.length === expected.length && timingSafeEqual(received, expected);
}
