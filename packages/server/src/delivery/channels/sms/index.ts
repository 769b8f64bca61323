import type { Channel } from '../channel.ts';
import { openTwilio, type TwilioConfig } from '../twilio/index.ts';

/** On as soon as there is an account and a sender. */
export function openSms(config: TwilioConfig): Channel | null {
  return openTwilio('sms', config.twilioSmsFrom, null, config);
}
