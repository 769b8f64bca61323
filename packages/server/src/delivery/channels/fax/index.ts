import type { Config } from '../../../platform/config.ts';
import type { Channel } from '../channel.ts';
import { createFaxApi } from './api.ts';
import { createHylafax } from './hylafax.ts';
import { createMailFax } from './mail-gateway.ts';

export { readFaxCallback } from './callback.ts';

export type FaxConfig = Pick<
  Config,
  'faxApiUrl' | 'faxApiKey' | 'hylafaxUrl' | 'faxMailDomain' | 'smtpUrl' | 'mailFrom' | 'publicUrl'
>;

/** Those that tell what became of the fax come before the mail gateway. */
export function openFax({
  faxApiUrl,
  faxApiKey,
  hylafaxUrl,
  faxMailDomain,
  smtpUrl,
  mailFrom,
  publicUrl,
}: FaxConfig): Channel | null {
  if (faxApiUrl !== null && faxApiKey !== null) return createFaxApi({ url: faxApiUrl, key: faxApiKey, publicUrl });
  if (hylafaxUrl !== null) return createHylafax({ url: hylafaxUrl, publicUrl });
  if (faxMailDomain !== null && smtpUrl !== null) return createMailFax({ domain: faxMailDomain, smtpUrl, from: mailFrom });
  return null;
}
