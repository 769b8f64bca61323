import type { StatusResult } from '@critical-callout/domain/delivery';
import { z } from 'zod';
import type { ProviderReport } from '../../status-reports.ts';

/** Path of the callbacks, under the public address. The message is named in the query, which the signature covers. */
export const TWILIO_STATUS_PATH = '/api/v1/delivery-status/twilio';

export function callbackUrl(publicUrl: string, channel: string, messageId: string): string {
  return `${publicUrl}${TWILIO_STATUS_PATH}?${new URLSearchParams({ channel, message: messageId.slice(1, -1) })}`;
}

export const callbackQuerySchema = z.strictObject({
  channel: z.enum(['sms', 'whatsapp']),
  message: z.string().regex(/^callout\.[0-9a-f]{16}\.[0-9a-f]{32}@[A-Za-z0-9.-]{1,253}$/),
});

const paramsSchema = z.object({
  MessageSid: z.string().regex(/^[A-Za-z0-9]{1,64}$/),
  MessageStatus: z.string().regex(/^[a-z-]{1,40}$/),
  ErrorCode: z
    .string()
    .regex(/^\d{1,10}$/)
    .optional(),
});

/** `sent` means handed to the carrier; only `delivered` (the handset, or WhatsApp's `read`) is arrival. */
const RESULTS: Record<string, StatusResult> = {
  delivered: 'delivered',
  read: 'delivered',
  failed: 'failed',
  undelivered: 'failed',
  canceled: 'failed',
};

/** null: signed, and not a status callback of a message. */
export function readCallback(query: z.infer<typeof callbackQuerySchema>, params: URLSearchParams): ProviderReport | null {
  const { data } = paramsSchema.safeParse(Object.fromEntries(params));
  if (!data) return null;
  const { MessageSid, MessageStatus, ErrorCode } = data;
  return {
    messageId: `<${query.message}>`,
    channel: query.channel,
    ref: MessageSid,
    result: RESULTS[MessageStatus] ?? 'on-its-way',
    words: ErrorCode ? `${MessageStatus} (error ${ErrorCode})` : MessageStatus,
  };
}
