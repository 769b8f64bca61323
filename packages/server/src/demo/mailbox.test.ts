import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmailChannel } from '../delivery/index.ts';
import { type Mailbox, startMailbox } from './mailbox.ts';
import { mailboxPages } from './mailbox-page.ts';

const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`;

let mailbox: Mailbox;
beforeEach(async () => {
  mailbox = await startMailbox({ smtpPort: 0, keep: 3, clock: { now: () => new Date('2026-05-04T03:02:01Z') } });
});
afterEach(() => mailbox.close());

async function mail(subject: string, text = 'Potassium 6.8') {
  const channel = createEmailChannel({ smtpUrl: mailbox.url, from: 'alerts@lab.example' });
  const message = {
    messageId: `<callout.1.${mailbox.list().length}@lab.example>`,
    senderName: 'Northgate Laboratory',
    recipientName: 'Dr. Ann Reyes',
    address: 'ann.reyes@hospital.example',
    subject,
    text,
    html: `<p>${text}</p>`,
    labId: 1,
    queuedAt: new Date('2026-05-04T03:02:00Z'),
    sentAt: new Date('2026-05-04T03:02:05Z'),
  };
  return channel.deliver(message, AbortSignal.timeout(5_000));
}

async function get(path: string) {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(mailboxPages(mailbox));
  return app.inject(path);
}

test('takes what the e-mail channel sends and shows it', async () => {
  expect((await get('/practice/mailbox')).body).toContain('No mail yet');
  expect(await mail('Critical result')).toMatchObject({ result: 'accepted' });
  expect(mailbox.list()).toMatchObject([
    { id: 1, to: ['ann.reyes@hospital.example'], subject: 'Critical result', text: 'Potassium 6.8' },
  ]);
  expect((await get('/practice/mailbox')).body).toContain('<a href="/practice/mailbox/1"><bdi>Critical result</bdi></a>');
  const one = await get('/practice/mailbox/1');
  expect(one.headers['cache-control']).toBe('no-store');
  expect(one.body).toContain('Potassium 6.8');
  expect(one.body).toContain('PRACTICE - not real patients');
});

test('a mail can put nothing into the page but text', async () => {
  await mail(HOSTILE, HOSTILE);
  for (const path of ['/practice/mailbox', '/practice/mailbox/1']) {
    const { body } = await get(path);
    expect(body).toContain('&lt;script&gt;');
    expect(body).not.toMatch(/<script|<img|onerror=alert\(1\)>[^&]/);
  }
});

test('keeps only the last ones', async () => {
  for (const subject of ['one', 'two', 'three', 'four']) await mail(subject);
  expect(mailbox.list().map((kept) => kept.subject)).toEqual(['four', 'three', 'two']);
  expect((await get('/practice/mailbox/1')).statusCode).toBe(404);
  expect((await get('/practice/mailbox/4')).statusCode).toBe(200);
});

test('a port that is taken is said, not hidden', async () => {
  await expect(startMailbox({ smtpPort: mailbox.port })).rejects.toThrow('EADDRINUSE');
});
