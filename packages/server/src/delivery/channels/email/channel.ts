import { Readable } from 'node:stream';
import { emailAddressProblem, lineText } from '@critical-callout/domain/delivery';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { renderMail } from '../../templates/render.ts';
import type { Addressee, Channel, DeliveryAnswer } from '../channel.ts';
import { accepted, explainFailure, type SmtpError, type SmtpPhase } from './answer.ts';
import { composeMail } from './compose.ts';
import { readSmtpUrl, type SmtpServer } from './smtp-url.ts';

export type EmailOptions = {
  /** SMTP_URL, see readSmtpUrl. */
  smtpUrl: string;
  /** Sender, `address` or `Name <address>`; only the address is used, readers see the laboratory's name. */
  from: string;
  connectTimeoutMs?: number;
  greetingTimeoutMs?: number;
  /** Longest silence of the server at any later step. */
  answerTimeoutMs?: number;
};

/** Small pieces, so that `ended` is only reached when nearly everything has left this process. */
const PIECE_BYTES = 16_384;

/**
 * E-mail over SMTP: one connection, one message, one recipient, so that each recipient has an answer of its own. It uses
 * the library's connection and not its transport, because only the connection tells how far a broken session came.
 */
export function createEmailChannel(options: EmailOptions): Channel {
  const server = readSmtpUrl(options.smtpUrl);
  const fromAddress = readSender(options.from);
  return {
    name: 'email',
    carrier: 'SMTP',
    messageIdHost: fromAddress.slice(fromAddress.lastIndexOf('@') + 1),
    recipient: emailRecipient,
    // Whoever stands between may read what goes out unencrypted: then no mail says more than the least (0039).
    contentOf: ({ mail_content }) => (mail_content === 'full' && !isProtected(server) ? 'minimal' : mail_content),
    render: renderMail,
    deliver: async (message, signal) => {
      const addressProblem = emailAddressProblem(message.address);
      if (addressProblem) return { result: 'gave-up', answer: `not sent: ${addressProblem}` };
      const raw = await composeMail(message, fromAddress);
      return send(
        connectionFor(server, options),
        server,
        { from: fromAddress, to: [message.address], size: raw.length },
        raw,
        signal,
      );
    },
  };
}

function isProtected({ tls, isLoopback }: SmtpServer): boolean {
  return tls !== 'opportunistic' || isLoopback;
}

function emailRecipient({ who, contact }: Addressee): { name: string; address: string } | string {
  const address = (contact.email ?? '').trim();
  const problem = emailAddressProblem(address);
  return problem ? `${who}: ${problem}` : { name: lineText(contact.name), address };
}

function connectionFor(server: SmtpServer, options: EmailOptions): SMTPConnection {
  return new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'required',
    opportunisticTLS: server.tls === 'opportunistic',
    // Opportunistic encryption keeps listeners out and cannot tell who answers (RFC 7435): a certificate proves nothing there.
    tls: { rejectUnauthorized: server.tls !== 'opportunistic', minVersion: 'TLSv1.2' },
    connectionTimeout: options.connectTimeoutMs ?? 10_000,
    greetingTimeout: options.greetingTimeoutMs ?? 10_000,
    socketTimeout: options.answerTimeoutMs ?? 20_000,
    dnsTimeout: options.connectTimeoutMs ?? 10_000,
    socketCloseTimeout: 1_000,
  });
}

function readSender(from: string): string {
  const address = /<([^<>]*)>\s*$/.exec(from)?.[1] ?? from.trim();
  const problem = emailAddressProblem(address);
  if (problem) throw new Error(`CALLOUT_MAIL_FROM is not usable: ${problem}`);
  return address;
}

type Envelope = { from: string; to: string[]; size: number };

function send(
  connection: SMTPConnection,
  server: SmtpServer,
  envelope: Envelope,
  raw: Buffer,
  signal: AbortSignal,
): Promise<DeliveryAnswer> {
  return new Promise((resolve) => {
    let phase: SmtpPhase = 'connect';
    let isSettled = false;
    const settle = (answer: DeliveryAnswer): void => {
      if (isSettled) return;
      isSettled = true;
      signal.removeEventListener('abort', stop);
      if (answer.result === 'accepted') connection.quit();
      else connection.close();
      resolve(answer);
    };
    const fail = (error: SmtpError): void => settle(explainFailure(error, phase));
    const stop = (): void => fail({ message: 'the time for one try is over' });

    const sendMessage = (): void => {
      phase = 'envelope';
      const source = Readable.from(pieces(raw));
      source.once('end', () => {
        phase = 'ended';
      });
      // The stream is read from the moment the server has answered DATA.
      source.once('resume', () => {
        if (phase === 'envelope') phase = 'data';
      });
      connection.send(envelope, source, (error, info) => (error ? fail(error) : settle(accepted(info.response))));
    };

    connection.on('error', fail);
    connection.once('end', () => fail({ message: 'the server closed the connection' }));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    connection.connect((error) => {
      if (error) return fail(error);
      if (!server.credentials) return sendMessage();
      if (!connection.secure && !server.isLoopback)
        return fail({ message: 'the server offers no encryption, so the password was not sent' });
      phase = 'login';
      connection.login({ credentials: server.credentials }, (loginError) => (loginError ? fail(loginError) : sendMessage()));
    });
  });
}

function* pieces(raw: Buffer): Generator<Buffer> {
  for (let start = 0; start < raw.length; start += PIECE_BYTES) yield raw.subarray(start, start + PIECE_BYTES);
}
