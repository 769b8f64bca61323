import { createHmac, timingSafeEqual } from 'node:crypto';
import type { StatusResult } from '@critical-callout/domain/delivery';
import { z } from 'zod';
import type { ProviderReport } from '../../status-reports.ts';
import { parseJson } from '../http/answer.ts';

export const FAX_STATUS_PATH = '/api/v1/delivery-status/fax';

/** A callback recorded by somebody is worth nothing after this. */
const MAX_AGE_SECONDS = 300;

const callbackSchema = z.object({
  reference: z.string().regex(/^callout\.[0-9a-f]{16}\.[0-9a-f]{32}@[A-Za-z0-9.-]{1,253}$/),
  id: z.string().regex(/^[A-Za-z0-9._:-]{1,200}$/),
  status: z.enum(['queued', 'sending', 'delivered', 'failed']),
  reason: z.string().max(1000).optional(),
});
const RESULTS: Record<z.infer<typeof callbackSchema>['status'], StatusResult> = {
  queued: 'on-its-way',
  sending: 'on-its-way',
  delivered: 'delivered',
  failed: 'failed',
};

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

/** null: signed, and not a status of a fax. */
export function readFaxCallback(body: string): ProviderReport | null {
  const { data } = callbackSchema.safeParse(parseJson(body));
  if (!data) return null;
  const { reference, id, status, reason } = data;
  return {
    messageId: `<${reference}>`,
    channel: 'fax',
    ref: id,
    result: RESULTS[status],
    words: reason ? `${status}: ${reason}` : status,
  };
}
