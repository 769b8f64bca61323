import { createHmac, timingSafeEqual } from 'node:crypto';

/** What somebody recorded is worth nothing after this. */
const MAX_AGE_SECONDS = 300;

/** X-Callout-Signature: HMAC-SHA256 with the key over the Unix seconds of X-Callout-Timestamp, a dot and the body, in hexadecimal. */
export function signBody(key: string, timestamp: string, body: string | Buffer): string {
  return createHmac('sha256', key).update(`${timestamp}.`).update(body).digest('hex');
}

export function isBodySigned(
  key: string,
  { timestamp, signature, body, now }: { timestamp: string; signature: string; body: string; now: Date },
): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() / 1000 - Number(timestamp)) > MAX_AGE_SECONDS) return false;
  const expected = Buffer.from(signBody(key, timestamp, body));
  const received = Buffer.from(signature);
  return received.length === expected.length && timingSafeEqual(received, expected);
}
