import { normalAddress } from '../directory/index.ts';

/**
 * The number a text message or a fax goes to, as E.164, or what is wrong with it. Unlike a call from the laboratory's desk
 * it leaves through a network abroad, so an internal number or one with an extension cannot be reached.
 */
export function e164(
  channel: 'sms' | 'whatsapp' | 'fax',
  typed: string,
  callingCode: string,
): { number: string } | { problem: string } {
  if (typed.trim() === '') return { problem: `no ${channel === 'fax' ? 'fax' : 'telephone'} number is stored` };
  const number = normalAddress(channel, typed, callingCode);
  if (typeof number !== 'string') return { problem: number.message };
  if (number.includes(';')) return { problem: 'the number has an extension, which cannot be reached this way' };
  if (!number.startsWith('+')) {
    return { problem: 'the number names no country, and the directory settings give no calling code to put in front' };
  }
  return { number };
}

/** Whether this is E.164 and nothing else (section 6: at most fifteen digits): checked again right before it is sent. */
export function isE164(text: string): boolean {
  return /^\+[1-9]\d{5,14}$/.test(text);
}
