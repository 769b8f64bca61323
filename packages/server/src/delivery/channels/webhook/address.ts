import { readOutsideUrl } from '../../../platform/outside-address.ts';

/** The address of a webhook, or what is wrong with it; `allowed` is what CALLOUT_WEBHOOK_ALLOW names. */
export const readWebhookUrl = (text: string, allowed: readonly string[]): ReturnType<typeof readOutsideUrl> =>
  readOutsideUrl(text, { hosts: allowed, setting: 'CALLOUT_WEBHOOK_ALLOW' });
