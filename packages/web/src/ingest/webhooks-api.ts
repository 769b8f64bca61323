import {
  type ChannelStates,
  type CheckedWebhook,
  channelsSchema,
  checkedWebhookSchema,
  type SaveWebhook,
  savedWebhookSchema,
  testedChannelSchema,
  type Webhooks,
  webhooksSchema,
} from '@critical-callout/contract/deliveries';
import type { z } from 'zod';
import { call } from '../platform/http.ts';

export const webhookKeys = {
  list: ['webhooks'] as const,
  test: (deliveryId: number) => ['webhooks', 'test', deliveryId] as const,
};

export const fetchWebhooks = (signal?: AbortSignal): Promise<Webhooks> =>
  call('GET /api/v1/webhooks', { signal }, webhooksSchema);

export const saveWebhook = (body: SaveWebhook): Promise<z.infer<typeof savedWebhookSchema>> =>
  call('PUT /api/v1/webhooks', { body }, savedWebhookSchema);

export const checkWebhook = (url: string): Promise<CheckedWebhook> =>
  call('POST /api/v1/webhooks/check', { body: { url } }, checkedWebhookSchema);

export const sendTest = (address: string): Promise<z.infer<typeof testedChannelSchema>> =>
  call('POST /api/v1/channels/test', { body: { channel: 'webhook', address } }, testedChannelSchema);

/** What became of a test stands with its channel: the newest one. */
export async function fetchTest(
  deliveryId: number,
  signal?: AbortSignal,
): Promise<ChannelStates['channels'][number]['lastTest']> {
  const { channels } = await call('GET /api/v1/channels', { signal }, channelsSchema);
  const test = channels.find(({ channel }) => channel === 'webhook')?.lastTest ?? null;
  return test?.deliveryId === deliveryId ? test : null;
}
