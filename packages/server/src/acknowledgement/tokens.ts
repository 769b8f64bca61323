import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { LinkedMessage } from '../delivery/index.ts';

/** Stands where the token will be; 43 characters of the same alphabet, so that every text has its true length already. */
export const TOKEN_PLACE = 'the-link-is-put-in-when-the-message-is-sent';
/** Stands where a code will be. */
export const CODE_PLACE = 'code-put-in-when-sent';
/** 256 bits as base64url. */
export const TOKEN_FORM = /^[\w-]{43}$/;
const CODE_DIGITS = 6;

export type LinkKey = Buffer;

/** A key of its own for each purpose (RFC 5869), so that a link says nothing of CALLOUT_SECRET. */
export function linkKey(secret: string): LinkKey {
  return Buffer.from(hkdfSync('sha256', secret, '', 'critical-callout acknowledgement links', 32));
}

/**
 * The token in the link of one message. Derived and not random, so that it is nowhere stored and still the same at every
 * try; the Message-ID, which holds 128 random bits, makes it unlike that of any other message.
 */
export function tokenOf(key: LinkKey, message: LinkedMessage): string {
  return derive(key, 'link', message).toString('base64url');
}

/** Six digits of the message that carries them; nowhere stored either. */
export function codeOf(key: LinkKey, message: LinkedMessage): string {
  // 48 bits over a million: no digit is noticeably likelier than another.
  const number = derive(key, 'code', message).readUIntBE(0, 6) % 10 ** CODE_DIGITS;
  return String(number).padStart(CODE_DIGITS, '0');
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function derive(key: LinkKey, purpose: string, { labId, deliveryId, messageId }: LinkedMessage): Buffer {
  return createHmac('sha256', key).update(`${purpose} ${labId} ${deliveryId} ${messageId}`).digest();
}
