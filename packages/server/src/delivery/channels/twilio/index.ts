import type { Config } from '../../../platform/config.ts';
import type { Channel } from '../channel.ts';
import { createTwilioChannel } from './channel.ts';

export { callbackQuerySchema, readCallback } from './callback.ts';
export type { TwilioOptions } from './channel.ts';
export { isTwilioSigned, signTwilio } from './signature.ts';

export type TwilioConfig = Pick<
  Config,
  | 'twilioUrl'
  | 'twilioAccountSid'
  | 'twilioAuthToken'
  | 'twilioSmsFrom'
  | 'twilioWhatsappFrom'
  | 'twilioWhatsappTemplate'
  | 'publicUrl'
>;

/** null: not set up. */
export function openTwilio(
  name: 'sms' | 'whatsapp',
  from: string | null,
  contentSid: string | null,
  { twilioUrl: url, twilioAccountSid: accountSid, twilioAuthToken: authToken, publicUrl }: TwilioConfig,
): Channel | null {
  if (accountSid === null || authToken === null || from === null) return null;
  return createTwilioChannel(name, { url, accountSid, authToken, from, publicUrl, contentSid });
}
