import type { Config } from '../../../platform/config.ts';
import type { Channel } from '../channel.ts';
import { createEmailChannel } from './channel.ts';

export { createEmailChannel, type EmailOptions } from './channel.ts';

export function openEmail({ smtpUrl, mailFrom }: Pick<Config, 'smtpUrl' | 'mailFrom'>): Channel | null {
  return smtpUrl === null ? null : createEmailChannel({ smtpUrl, from: mailFrom });
}
