import { createHmac } from 'node:crypto';
import { lineText } from '@critical-callout/domain/delivery';
import { publicLookup, type Resolve, resolveBySystem } from '../../../platform/outside-address.ts';
import { renderWebhook } from '../../templates/render.ts';
import type { Channel } from '../channel.ts';
import { judgeOutcome } from '../http/answer.ts';
import { post } from '../http/post.ts';
import { signBody } from '../http/signature.ts';
import { readWebhookUrl } from './address.ts';

export type WebhookOptions = {
  /** CALLOUT_SECRET, from which each receiver's key is derived. */
  secret: string;
  /** CALLOUT_WEBHOOK_ALLOW: `host:port`. */
  allowed: readonly string[];
  publicUrl: string;
  resolve?: Resolve;
  silenceMs?: number;
};

/** The key of one laboratory's messages to one address. Two laboratories with one receiver have two keys. */
export function webhookKey(secret: string, labId: number, url: string): string {
  return createHmac('sha256', secret).update(`webhook ${labId} ${url}`).digest('base64url');
}

/** The organization's own system, told in JSON besides the people. */
export function createWebhookChannel({
  secret,
  allowed,
  publicUrl,
  resolve = resolveBySystem,
  silenceMs,
}: WebhookOptions): Channel {
  return {
    name: 'webhook',
    carrier: 'HTTPS',
    renderPlain: ({ subject, text }) => ({ subject, text: JSON.stringify({ type: 'test', subject, text }), html: '' }),
    messageIdHost: new URL(publicUrl).hostname.replace(/[^A-Za-z0-9.-]/g, '') || 'localhost',
    recipient: ({ who, contact }) => {
      const read = readWebhookUrl(contact.webhook ?? '', allowed);
      return 'problem' in read ? `${who}: ${read.problem}` : { name: lineText(contact.name), address: read.url.href };
    },
    contentOf: ({ webhook_content }) => webhook_content,
    render: renderWebhook,
    deliver: async (message, signal) => {
      const read = readWebhookUrl(message.address, allowed);
      if ('problem' in read) return { result: 'gave-up', answer: `not sent: ${read.problem}` };
      let isRefused = false;
      const lookup = publicLookup(resolve, () => {
        isRefused = true;
      });
      const timestamp = String(Math.floor(message.sentAt.getTime() / 1000));
      const body = Buffer.from(message.text);
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': message.messageId.slice(1, -1),
        'x-callout-timestamp': timestamp,
        'x-callout-signature': signBody(webhookKey(secret, message.labId, message.address), timestamp, body),
      };
      const outcome = await post({ url: read.url, headers, body, signal, silenceMs, ...(!read.isAllowed && { lookup }) });
      if (isRefused)
        return { result: 'gave-up', answer: 'not sent: the name leads to an address that is not one of the internet' };
      return judgeOutcome(outcome);
    },
  };
}
