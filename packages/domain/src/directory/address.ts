import { type Refusal, refusal } from '../kernel/index.ts';

export const CONTACT_CHANNELS = ['phone', 'email', 'fax', 'sms', 'whatsapp', 'pager'] as const;
export type ContactChannel = (typeof CONTACT_CHANNELS)[number];
export const CONTACT_PURPOSES = ['critical-notification', 'general'] as const;
export type ContactPurpose = (typeof CONTACT_PURPOSES)[number];

/** Numbers with fewer digits are extensions of the house or lack their area code: no country can be put in front. */
const MIN_NATIONAL_DIGITS = 8;
/** E.164 section 6: at most fifteen digits with the country code. */
const MAX_DIGITS = 15;
/** RFC 5321 section 4.5.3.1.3: a path of 256 octets with its angle brackets. */
const MAX_LENGTH = 254;
/** Countries whose trunk 0 is part of the number when dialled from abroad: Italy, San Marino, the Vatican. */
const KEEPS_ZERO = new Set(['39', '378', '379']);

/**
 * What is dialled and compared, for what somebody typed. Phone numbers become E.164 (`+` and digits, RFC 3966 `;ext=` for
 * an extension) with the lab's country calling code where the number names none; short ones stay as digits.
 */
export function normalAddress(channel: ContactChannel, typed: string, callingCode: string): string | Refusal {
  const text = typed.trim();
  if (text.length > MAX_LENGTH) return wrong(channel, `at most ${MAX_LENGTH} characters`);
  if (channel === 'email') return normalEmail(text);
  if (channel === 'pager')
    return /^[\w .+#*()/-]{2,40}$/.test(text)
      ? text.replaceAll(/[\s()/.-]/g, '')
      : wrong(channel, 'a pager number, 2 to 40 characters');
  return normalNumber(channel, text, callingCode);
}

function normalEmail(text: string): string | Refusal {
  // One address, no display name, no line break: what an address header takes without quoting (RFC 5321 section 4.1.2).
  const isAddress =
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/.test(
      text,
    );
  if (!isAddress) return wrong('email', 'one e-mail address, name@place.example');
  return text.toLowerCase();
}

function normalNumber(channel: ContactChannel, text: string, callingCode: string): string | Refusal {
  const expected = `a number with country code (+1 212 555 0123) or as dialled from the lab, at most ${MAX_DIGITS} digits`;
  const found = /^(\+?[\d\s()./-]+?)\s*(?:(?:ext\.?|x|#|;ext=)\s*(\d{1,8}))?$/i.exec(
    text.replaceAll(/[\u00a0\u2010-\u2015]/g, ' '),
  );
  if (!found) return wrong(channel, expected);
  const extension = found[2] ? `;ext=${found[2]}` : '';
  const typed = (found[1] ?? '').replace(/^\s*(\+\d+)\s*\(0\)/, '$1');
  const isPlus = typed.trimStart().startsWith('+');
  const all = typed.replaceAll(/\D/g, '');
  // Signs between the digits are how people write, not what is dialled: `0/0 49` is 00 49.
  const isInternational = isPlus || all.startsWith('00');
  const digits = isInternational && !isPlus ? all.slice(2) : all;
  if (digits.length < 2) return wrong(channel, expected);
  if (isInternational) return fitting(channel, digits, extension, expected);
  const code = callingCode.replace(/^\+/, '');
  if (digits.length < MIN_NATIONAL_DIGITS || code === '')
    return digits.length > MAX_DIGITS ? wrong(channel, expected) : digits + extension;
  // The North American trunk prefix is 1, elsewhere it is 0.
  const national = KEEPS_ZERO.has(code)
    ? digits
    : code === '1' && digits.length === 11
      ? digits.replace(/^1/, '')
      : digits.replace(/^0/, '');
  return fitting(channel, code + national, extension, expected);
}

function fitting(channel: ContactChannel, digits: string, extension: string, expected: string): string | Refusal {
  if (digits.length > MAX_DIGITS || digits.length < 6 || digits.startsWith('0')) return wrong(channel, expected);
  return `+${digits}${extension}`;
}

function wrong(channel: ContactChannel, expected: string): Refusal {
  return refusal('directory.address', `A contact by ${channel} must be ${expected}.`, { field: 'value' });
}
