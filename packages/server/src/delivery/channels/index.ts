import type { Config } from '../../platform/config.ts';
import type { Channel, Channels } from './channel.ts';
import { openEmail } from './email/index.ts';
import { type FaxConfig, openFax } from './fax/index.ts';
import { openSms } from './sms/index.ts';
import type { TwilioConfig } from './twilio/index.ts';
import { openWebhook, type WebhookConfig } from './webhook/index.ts';
import { openWhatsapp } from './whatsapp/index.ts';

export type ChannelsConfig = Pick<Config, 'smtpUrl' | 'mailFrom'> & TwilioConfig & FaxConfig & WebhookConfig;

/** Every way to send; each answers null when it is not set up. To add one, add its folder and its line here. */
const CHANNELS: readonly ((config: ChannelsConfig) => Channel | null)[] = [
  openEmail,
  openFax,
  openSms,
  openWhatsapp,
  openWebhook,
];

/** The channels this process can send over. A channel that is not set up is refused when somebody chooses it. */
export function openChannels(config: ChannelsConfig): Channels {
  return CHANNELS.flatMap((open) => open(config) ?? []);
}
