import type { AddressInfo } from 'node:net';
import { mailSettingsSchema } from '@critical-callout/contract/deliveries';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import type { OutgoingMessage } from '../channel.ts';
import { explainFailure, type SmtpPhase } from './answer.ts';
import { createEmailChannel } from './index.ts';

const MESSAGE: OutgoingMessage = {
  messageId: '<callout.0123.4567@lab.example>',
  senderName: 'Northgate Laboratory',
  recipientName: 'Dr. Ann Reyes',
  address: 'ann.reyes@hospital.example',
  subject: 'Critical result',
  text: 'Please call.',
  html: '<p>Please call.</p>',
  labId: 1,
  queuedAt: new Date('2026-05-04T03:02:01Z'),
  sentAt: new Date('2026-05-04T03:02:05Z'),
};

let server: SMTPServer | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** smtp-server with the self-signed certificate it carries; notes what each session was like. */
async function listen(options: SMTPServerOptions = {}) {
  const sessions: { isEncrypted: boolean; user: string | null; text: string }[] = [];
  server = new SMTPServer({
    authOptional: true,
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on('end', () => {
        sessions.push({ isEncrypted: session.secure, user: session.user ? String(session.user) : null, text });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', () => resolve()));
  return { sessions, port: (server.server.address() as AddressInfo).port };
}

const send = (smtpUrl: string, message = MESSAGE, signal = AbortSignal.timeout(5_000)) =>
  createEmailChannel({ smtpUrl, from: 'Northgate <alerts@lab.example>' }).deliver(message, signal);

test('on this machine STARTTLS is used when offered, with the password inside', async () => {
  const { sessions, port } = await listen();
  expect(await send(`smtp://caller:se%40cret@127.0.0.1:${port}`)).toMatchObject({ result: 'accepted' });
  expect(sessions).toMatchObject([
    { isEncrypted: true, user: 'caller', text: expect.stringContaining('Message-ID: <callout.0123.4567@lab.example>') },
  ]);
});

test.each(['smtp://127.0.0.1:PORT?tls=required', 'smtps://127.0.0.1:PORT'])(
  '%s: a certificate nobody vouches for is not believed',
  async (url) => {
    const { sessions, port } = await listen({ secure: url.startsWith('smtps') });
    const answer = await send(url.replace('PORT', String(port)));
    expect(answer).toMatchObject({ result: 'retry', answer: expect.stringMatching(/certificate|self.signed/i) });
    expect(sessions).toEqual([]);
  },
);

test('an address that is not one is never sent to', async () => {
  expect(await send('smtp://127.0.0.1:1', { ...MESSAGE, address: 'a@b.example\r\nRCPT TO:<c@d.example>' })).toMatchObject({
    result: 'gave-up',
  });
});

test('a try whose time is over before it began takes nothing', async () => {
  expect(await send('smtp://127.0.0.1:1', MESSAGE, AbortSignal.abort())).toMatchObject({ result: 'retry' });
});

test('a message larger than the server takes is refused with its words', async () => {
  const { port } = await listen({ size: 100 });
  expect(await send(`smtp://127.0.0.1:${port}`)).toMatchObject({ result: 'gave-up', answer: expect.stringMatching(/size/i) });
});

test('a sender address that is not one stops the start', () => {
  expect(() => createEmailChannel({ smtpUrl: 'smtp://localhost', from: 'Lab <alerts>' })).toThrow(
    'CALLOUT_MAIL_FROM is not usable',
  );
  expect(createEmailChannel({ smtpUrl: 'smtp://localhost', from: 'alerts@lab.example' }).messageIdHost).toBe('lab.example');
});

test.each<[SmtpPhase, { responseCode?: number; code?: string; command?: string }, string]>([
  ['connect', { responseCode: 554 }, 'retry'],
  ['login', { responseCode: 535 }, 'retry'],
  ['envelope', { responseCode: 450 }, 'retry'],
  ['envelope', { responseCode: 550 }, 'gave-up'],
  ['envelope', { responseCode: 503 }, 'retry'],
  ['envelope', { code: 'EENVELOPE', command: 'API' }, 'gave-up'],
  ['envelope', {}, 'retry'],
  ['data', {}, 'retry'],
  ['data', { responseCode: 552 }, 'gave-up'],
  ['ended', {}, 'unknown'],
  ['ended', { code: 'ECONNECTION' }, 'unknown'],
  ['ended', { responseCode: 421 }, 'retry'],
  ['ended', { responseCode: 554 }, 'gave-up'],
])('in phase %s %j means %s', (phase, error, result) => {
  expect(explainFailure({ message: 'Connection closed', ...error }, phase).result).toBe(result);
});

test.each([
  ['smtps://mail.example', 'full'],
  ['smtp://mail.example?tls=required', 'full'],
  ['smtp://127.0.0.1:25', 'full'],
  ['smtp://mail.example?tls=opportunistic', 'minimal'],
])('over %s a laboratory that chose full content sends %s', (smtpUrl, expected) => {
  const { contentOf } = createEmailChannel({ smtpUrl, from: 'alerts@lab.example' });
  const chosen = (mail_content: 'none' | 'full') => contentOf(mailSettingsSchema.parse({ mail_content }));
  expect(chosen('full')).toBe(expected);
  expect(chosen('none')).toBe('none');
});
