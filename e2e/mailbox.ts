import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail server that keeps what it takes. */
export type Mailbox = {
  url: string;
  mails: ParsedMail[];
  /** Addresses that are answered 550. */
  refused: Set<string>;
  next: (count: number) => Promise<void>;
  close: () => Promise<void>;
};

export async function openMailbox(): Promise<Mailbox> {
  const mails: ParsedMail[] = [];
  const refused = new Set<string>();
  let arrived = (): void => undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => {
      done(refused.has(address) ? Object.assign(new Error('5.1.1 no such user'), { responseCode: 550 }) : null);
    },
    onData: (stream, _session, done) => {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
        arrived();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refused,
    /** Resolves when this many mails have arrived in all. */
    next: (count) =>
      new Promise((resolve) => {
        arrived = () => {
          if (mails.length >= count) resolve();
        };
        arrived();
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
