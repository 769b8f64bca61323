import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { CapturedMail, Mailbox } from './mailbox.ts';

/**
 * `/practice/mailbox`: the mails of the practice laboratory, for whoever reaches this server; they hold made-up people only.
 * No script, no frame, nothing loaded: a mail's HTML is shown as its source, never interpreted.
 */
export const mailboxPages =
  (mailbox: Pick<Mailbox, 'list' | 'find'>): FastifyPluginAsyncZod =>
  async (app) => {
    const config = { permission: 'public' as const };
    app.get('/practice/mailbox', { config, schema: { hide: true } }, (_request, reply) =>
      asPage(reply).send(page('Practice mailbox', listBody(mailbox.list()))),
    );
    app.get(
      '/practice/mailbox/:id',
      { config, schema: { hide: true, params: z.object({ id: z.coerce.number().int().positive() }) } },
      ({ params: { id } }, reply) => {
        const mail = mailbox.find(id);
        asPage(reply);
        if (mail) return reply.send(page(mail.subject || 'Mail without subject', mailBody(mail)));
        return reply.code(404).send(page('No such mail', `<p>Mail ${id} is not here; only the last ones are kept.</p>${BACK}`));
      },
    );
  };

const BACK = '<p><a href="/practice/mailbox">All mails</a></p>';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}main{max-width:60rem;margin:0 auto;padding:0 1rem 3rem}
.practice{background:#ffe97a;color:#000;padding:.5rem 1rem;font-weight:600}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #ccc;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;padding:1rem}a{color:#0b4fa8}`;

/** The one style of these pages is named by its hash: nothing else is allowed to run or load. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

function asPage(reply: FastifyReply): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').header('content-security-policy', POLICY);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><div class="practice" role="note">PRACTICE - not real patients. These mails were caught on this machine; nobody received them.</div>
<main><h1><bdi>${escapeHtml(title)}</bdi></h1>
${body}
</main></body></html>`;
}

function listBody(mails: readonly CapturedMail[]): string {
  if (mails.length === 0) return '<p>No mail yet. Mark a callout as done with e-mail chosen, then reload this page.</p>';
  const rows = mails.map(
    (mail) => `<tr><td>${when(mail)}</td><td><bdi>${escapeHtml(mail.to.join(', '))}</bdi></td>
<td><a href="/practice/mailbox/${mail.id}"><bdi>${escapeHtml(mail.subject || 'Mail without subject')}</bdi></a></td></tr>`,
  );
  return `<table><thead><tr><th scope="col">Received</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
}

function mailBody(mail: CapturedMail): string {
  const fields: [string, string][] = [
    ['From', mail.from],
    ['To', mail.to.join(', ')],
    ['Message-ID', mail.messageId],
  ];
  return `${BACK}<table><tbody><tr><th scope="row">Received</th><td>${when(mail)}</td></tr>
${fields.map(([name, value]) => `<tr><th scope="row">${name}</th><td><bdi>${escapeHtml(value)}</bdi></td></tr>`).join('\n')}</tbody></table>
<h2>Text</h2><pre>${withLinks(escapeHtml(mail.text))}</pre>
<h2>HTML source</h2><pre>${escapeHtml(mail.html)}</pre>`;
}

/** The link to the recipient's page can be followed, on this server and nowhere else, whatever host the mail names. */
function withLinks(escapedText: string): string {
  return escapedText.replace(/https?:\/\/[^\s/]+(\/a\/[\w-]{43})/g, '<a href="$1">$&</a>');
}

function when({ receivedAt }: CapturedMail): string {
  return `<time datetime="${receivedAt.toISOString()}">${receivedAt.toISOString().slice(0, 19).replace('T', ' ')} UTC</time>`;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
