import { acknowledgementSettingsSchema } from '@critical-callout/contract/acknowledgement';
import type { Links } from '../delivery/index.ts';
import type { Config } from '../platform/config.ts';
import { findSettings, insertLinks, renewLink } from './link-queries.ts';
import { CODE_PLACE, codeOf, hashToken, linkKey, TOKEN_PLACE, tokenOf } from './tokens.ts';

export const LINK_PATH = '/a/';

const HOUR_MS = 3_600_000;

/** The links in messages: made when a message is queued, put in when it is sent. */
export function openLinks({ secret, publicUrl }: Pick<Config, 'secret' | 'publicUrl'>): Links {
  const key = linkKey(secret);
  const settingsOf = async (...asked: Parameters<typeof findSettings>) =>
    acknowledgementSettingsSchema.parse((await findSettings(...asked)) ?? {});
  const expiry = (hours: number, now: Date): Date => new Date(now.getTime() + hours * HOUR_MS);
  return {
    placeOf: async (tx, labId) =>
      (await settingsOf(tx, labId)).is_offered === 1 ? `${publicUrl}${LINK_PATH}${TOKEN_PLACE}` : '',
    issue: async (tx, labId, billId, messages, now) => {
      const { expires_after_hours: hours } = await settingsOf(tx, labId);
      const links = messages.map((message) => ({
        deliveryId: message.deliveryId,
        tokenHash: hashToken(tokenOf(key, message)),
      }));
      await insertLinks(tx, labId, billId, links, { issuedAt: now, expiresAt: expiry(hours, now) });
    },
    renew: async (tx, labId, deliveryId, now) =>
      renewLink(tx, labId, deliveryId, expiry((await settingsOf(tx, labId)).expires_after_hours, now)),
    reveal: (text, message) =>
      text.replaceAll(TOKEN_PLACE, () => tokenOf(key, message)).replaceAll(CODE_PLACE, () => codeOf(key, message)),
  };
}
