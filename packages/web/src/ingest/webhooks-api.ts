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

export const fetchWebhooks = (signal?: AbortSignal): Promise<Webhooks> => call(webhooksSchema, '/api/v1/webhooks', { signal });

export const saveWebhook = (body: SaveWebhook): Promise<z.infer<typeof savedWebhookSchema>> =>
  call(savedWebhookSchema, '/api/v1/webhooks', { method: 'PUT', body });

export const checkWebhook = (url: string): Promise<CheckedWebhook> =>
  call(checkedWebhookSchema, '/api/v1/webhooks/check', { method: 'POST', body: { url } });

export const sendTest = (address: string): Promise<z.infer<typeof testedChannelSchema>> =>
  call(testedChannelSchema, '/api/v1/channels/test', { method: 'POST', body: { channel: 'webhook', address } });

/** What became of a test stands with its channel: the newest one. */
export async function fetchTest(
  deliveryId: number,
  signal?: AbortSignal,
): Promise<ChannelStates['channels'][number]['lastTest']> {
  const { channels } = await call(channelsSchema, '/api/v1/channels', { signal });
  const test = channels.find(({ channel }) => channel === 'webhook')?.lastTest ?? null;
  return test?.deliveryId === deliveryId ? test : null;
}
