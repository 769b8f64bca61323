import type { Config } from '../../../platform/config.ts';
import type { Channel } from '../channel.ts';
import { createFaxApi } from './api.ts';
import { createMailFax } from './mail-gateway.ts';

export { readFaxCallback } from './callback.ts';

export type FaxConfig = Pick<Config, 'faxApiUrl' | 'faxApiKey' | 'faxMailDomain' | 'smtpUrl' | 'mailFrom' | 'publicUrl'>;

/** The HTTP service comes before the mail gateway: it tells what became of the fax. */
export function openFax({ faxApiUrl, faxApiKey, faxMailDomain, smtpUrl, mailFrom, publicUrl }: FaxConfig): Channel | null {
  if (faxApiUrl !== null && faxApiKey !== null) return createFaxApi({ url: faxApiUrl, key: faxApiKey, publicUrl });
  if (faxMailDomain !== null && smtpUrl !== null) return createMailFax({ domain: faxMailDomain, smtpUrl, from: mailFrom });
  return null;
}
