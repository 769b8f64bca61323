import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { type Clock, systemClock } from '../platform/clock.ts';

/** One mail as it arrived, for people to look at. */
export type CapturedMail = {
  id: number;
  receivedAt: Date;
  messageId: string;
  /** Envelope recipients. */
  to: string[];
  from: string;
  subject: string;
  text: string;
  html: string;
};

export type Mailbox = {
  port: number;
  /** For SMTP_URL. */
  url: string;
  /** Newest first. */
  list: () => readonly CapturedMail[];
  find: (id: number) => CapturedMail | undefined;
  close: () => Promise<void>;
};

export type MailboxOptions = {
  /** 0 takes any free port. */
  smtpPort: number;
  /** How many mails are kept, in memory only. */
  keep?: number;
  clock?: Clock;
};

const MAX_BYTES = 5 * 1024 * 1024;

/**
 * A mail server for practice: takes every mail on this machine's own address, delivers nothing, keeps the last ones in
 * memory. It lets people see what would have been sent.
 */
export async function startMailbox({ smtpPort, keep = 200, clock = systemClock }: MailboxOptions): Promise<Mailbox> {
  const mails: CapturedMail[] = [];
  let lastId = 0;
  const server = new SMTPServer({
    banner: 'practice mailbox, nothing is delivered',
    authOptional: true,
    // Loopback only: nobody stands between.
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    onData: (stream, session, done) => {
      simpleParser(stream)
        .then((mail) => {
          if (stream.sizeExceeded) return done(Object.assign(new Error(`larger than ${MAX_BYTES} bytes`), { responseCode: 552 }));
          lastId += 1;
          mails.unshift({
            id: lastId,
            receivedAt: clock.now(),
            messageId: mail.messageId ?? '',
            to: session.envelope.rcptTo.map(({ address }) => address),
            from: mail.from?.text ?? '',
            subject: mail.subject ?? '',
            text: mail.text ?? '',
            html: typeof mail.html === 'string' ? mail.html : '',
          });
          mails.length = Math.min(mails.length, keep);
          done();
        })
        .catch((error: unknown) => done(error instanceof Error ? error : new Error('not a mail')));
    },
  });
  // A client that breaks off is its own matter.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(smtpPort, '127.0.0.1', () => {
      server.server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    list: () => mails,
    find: (id) => mails.find((mail) => mail.id === id),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
