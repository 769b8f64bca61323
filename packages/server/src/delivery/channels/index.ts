import type { Config } from '../../platform/config.ts';
import type { Channels } from './channel.ts';
import { createEmailChannel } from './email/index.ts';

/** The channels this process can send over. A channel that is not set up is refused when somebody chooses it. */
export function openChannels(config: Pick<Config, 'smtpUrl' | 'mailFrom'>): Channels {
  return config.smtpUrl === null ? [] : [createEmailChannel({ smtpUrl: config.smtpUrl, from: config.mailFrom })];
}
