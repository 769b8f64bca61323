import type { StatusResult } from '@critical-callout/domain/delivery';
import { z } from 'zod';
import type { ProviderReport } from '../../status-reports.ts';
import { parseJson } from '../http/answer.ts';

export const FAX_STATUS_PATH = '/api/v1/delivery-status/fax';

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
