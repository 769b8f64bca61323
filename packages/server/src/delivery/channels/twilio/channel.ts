import { e164, isE164, lineText } from '@critical-callout/domain/delivery';
import { renderShort } from '../../templates/render.ts';
import type { Addressee, Channel, DeliveryAnswer, OutgoingMessage } from '../channel.ts';
import { post, serviceUrl } from '../http/post.ts';
import { readTwilioAnswer } from './answer.ts';
import { callbackUrl } from './callback.ts';

export type TwilioOptions = {
  /** CALLOUT_TWILIO_URL: Twilio, or a service of the same shape. */
  url: string;
  accountSid: string;
  authToken: string;
  /** Number (E.164), short code or sender name; without `whatsapp:`. */
  from: string;
  publicUrl: string;
  /** WhatsApp: Content SID of an approved template whose variable 1 is the text. */
  contentSid?: string | null;
  silenceMs?: number;
};

/** SMS and WhatsApp differ by the prefix of the numbers, and by WhatsApp's wish for an approved template. */
export function createTwilioChannel(name: 'sms' | 'whatsapp', options: TwilioOptions): Channel {
  const prefix = name === 'whatsapp' ? 'whatsapp:' : '';
  const base = serviceUrl('CALLOUT_TWILIO_URL', options.url);
  if (!/^[A-Za-z0-9]{1,64}$/.test(options.accountSid)) throw new Error('CALLOUT_TWILIO_ACCOUNT_SID must be letters and digits');
  const url = new URL(`${base.pathname.replace(/\/$/, '')}/2010-04-01/Accounts/${options.accountSid}/Messages.json`, base);
  const authorization = `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString('base64')}`;
  return {
    name,
    carrier: 'Twilio API',
    messageIdHost: new URL(options.publicUrl).hostname.replace(/[^A-Za-z0-9.-]/g, '') || 'localhost',
    recipient: (addressee) => textRecipient(name, addressee),
    contentOf: ({ text_content }) => text_content,
    render: renderShort,
    deliver: async (message, signal): Promise<DeliveryAnswer> => {
      if (!isE164(message.address)) return { result: 'gave-up', answer: 'not sent: the number is not in the form +441234567890' };
      const params = new URLSearchParams({
        To: prefix + message.address,
        From: prefix + options.from,
        ...bodyOf(message, options.contentSid ?? null),
        StatusCallback: callbackUrl(options.publicUrl, name, message.messageId),
      });
      const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
      const body = Buffer.from(params.toString());
      return readTwilioAnswer(await post({ url, headers, body, signal, silenceMs: options.silenceMs }));
    },
  };
}

/** Free text, or a text the provider approved before with what goes into its places; a place holds one line. */
function bodyOf({ text, provider }: OutgoingMessage, contentSid: string | null): Record<string, string> {
  const approved = provider ?? (contentSid === null ? null : { contentSid, variables: [lineText(text, 1000)] });
  if (!approved) return { Body: text };
  const places = Object.fromEntries(approved.variables.map((value, index) => [String(index + 1), value]));
  return { ContentSid: approved.contentSid, ContentVariables: JSON.stringify(places) };
}

function textRecipient(
  name: 'sms' | 'whatsapp',
  { who, contact, callingCode }: Addressee,
): { name: string; address: string } | string {
  const number = e164(name, contact[name] ?? '', callingCode);
  return 'problem' in number ? `${who}: ${number.problem}` : { name: lineText(contact.name), address: number.number };
}
