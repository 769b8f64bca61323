import type { Channel } from '../channel.ts';
import { openTwilio, type TwilioConfig } from '../twilio/index.ts';

/** On as soon as there is an account and a sender. The provider's console writes senders with the prefix that we add. */
export function openWhatsapp(config: TwilioConfig): Channel | null {
  const from = config.twilioWhatsappFrom?.replace(/^whatsapp:/, '') ?? null;
  return openTwilio('whatsapp', from, config.twilioWhatsappTemplate, config);
}
