import type { Config } from '../../../platform/config.ts';
import type { Channel } from '../channel.ts';
import { createWebhookChannel } from './channel.ts';

export { readWebhookUrl } from './address.ts';
export { webhookKey } from './channel.ts';

export type WebhookConfig = Pick<Config, 'webhookAllow' | 'publicUrl'> & { secret: string | null };

/** On as soon as the secret is known: which organization is told this way is in its directory entry. */
export function openWebhook({ secret, webhookAllow, publicUrl }: WebhookConfig): Channel | null {
  return secret === null ? null : createWebhookChannel({ secret, allowed: webhookAllow, publicUrl });
}
