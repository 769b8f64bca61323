import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * A foreign SMTP server in a process of its own, written against RFC 5321 and not against our client. It follows a plan
 * given on standard input, tells on standard output how far each session came, and writes every message it takes
 * responsibility for to its own witness file, flushed to disk, before it answers 250.
 */
export type Point = 'connect' | 'mail' | 'rcpt' | 'mid-data' | 'dot';
export type Plan = {
  /** Stops at this point until released. At `dot` the message is already in the witness file. */
  hold?: Point;
  /** Resets the connection at this point. At `dot`: taken, and the 250 is lost. */
  reset?: Point;
  /** Reply instead of the usual one. */
  replies?: { connect?: string; mail?: string; rcpt?: string; data?: string; dot?: string; auth?: string };
  /** Recipients that are refused, with the reply. */
  refused?: Record<string, string>;
  /** RFC 6647: the first try of a sender and recipient is answered 451. */
  isGreylisting?: boolean;
  /** `stripped`: not offered, and answered 502. `refused`: offered, and answered 454. */
  starttls?: 'stripped' | 'refused';
  /** Waits before each reply. */
  slowMs?: number;
};
export type Command = { plan: Plan } | { release: true };
export type Report =
  | { listening: number }
  | { planned: true }
  | { at: Point | 'quit' | 'closed' | 'starttls' | 'auth'; session: number };
/** `head`: how the message begins, all of it when it is short. */
export type Witnessed = { messageId: string; from: string; to: string[]; bytes: number; head: string };

const [witnessPath] = process.argv.slice(2);
if (!witnessPath) throw new Error('usage: smtp-peer WITNESS_FILE');
const witness = openSync(witnessPath, 'a');
const greylist = new Set<string>();
let plan: Plan = {};
let release: () => void = () => undefined;
let sessions = 0;

const report = (line: Report): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line) as Command;
    if ('plan' in command) {
      plan = command.plan;
      report({ planned: true });
    } else release();
  })
  // The test ended or died: so does its peer.
  .on('close', () => process.exit(0));

const server = createServer((socket) => {
  sessions += 1;
  void serve(socket, sessions).catch(() => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') report({ listening: address.port });
});
process.on('exit', () => closeSync(witness));

async function serve(socket: Socket, session: number): Promise<void> {
  const { hold, reset, replies = {}, refused = {}, isGreylisting, starttls, slowMs } = plan;
  socket.on('error', () => undefined);
  socket.on('close', () => report({ at: 'closed', session }));
  const reach = async (point: Point): Promise<void> => {
    const released = hold === point ? new Promise<void>((resolve) => (release = resolve)) : null;
    report({ at: point, session });
    await released;
    if (reset !== point) return;
    socket.resetAndDestroy();
    throw new Error('reset as planned');
  };
  const reply = async (text: string): Promise<void> => {
    if (slowMs) await new Promise((resolve) => setTimeout(resolve, slowMs));
    socket.write(`${text}\r\n`);
  };

  const input = new Input(socket);
  let from = '';
  let to: string[] = [];
  await reach('connect');
  await reply(replies.connect ?? '220 peer.example ESMTP');
  for (;;) {
    const line = await input.line();
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO')
      await reply(`250-peer.example\r\n${starttls === 'refused' ? '250-STARTTLS\r\n' : ''}250-AUTH PLAIN\r\n250 8BITMIME`);
    else if (verb === 'STAR') {
      report({ at: 'starttls', session });
      await reply(starttls === 'refused' ? '454 4.7.0 TLS not available' : '502 5.5.1 command not implemented');
    } else if (verb === 'AUTH') {
      report({ at: 'auth', session });
      await reply(replies.auth ?? '235 2.7.0 welcome');
    } else if (verb === 'MAIL') {
      from = /<([^>]*)>/.exec(line)?.[1] ?? '';
      to = [];
      await reach('mail');
      await reply(replies.mail ?? '250 2.1.0 sender ok');
    } else if (verb === 'RCPT') {
      const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
      const pair = `${from} ${address}`;
      const isGrey = isGreylisting && !greylist.has(pair);
      greylist.add(pair);
      const answer =
        refused[address] ?? (isGrey ? '451 4.7.1 greylisted, come again' : (replies.rcpt ?? '250 2.1.5 recipient ok'));
      if (answer.startsWith('2')) to.push(address);
      await reach('rcpt');
      await reply(answer);
    } else if (verb === 'DATA') {
      await reply(replies.data ?? '354 go ahead');
      if (replies.data) continue;
      await reach('mid-data');
      const mail = await input.mail();
      const answer = replies.dot ?? `250 2.0.0 queued as ${session}`;
      if (answer.startsWith('2')) {
        const messageId = /^Message-ID:\s*(\S+)/im.exec(mail.head)?.[1] ?? '';
        writeSync(
          witness,
          `${JSON.stringify({ messageId, from, to, bytes: mail.bytes, head: mail.head } satisfies Witnessed)}\n`,
        );
        fsyncSync(witness);
      }
      await reach('dot');
      await reply(answer);
    } else if (verb === 'QUIT') {
      report({ at: 'quit', session });
      socket.end('221 2.0.0 bye\r\n');
      return;
    } else await reply('502 5.5.1 command not implemented');
  }
}

/** Reads only when asked to, so that a held session really stops taking bytes. */
class Input {
  #socket: Socket;
  #rest = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.pause();
  }

  async #more(): Promise<void> {
    const chunk: Buffer | null = this.#socket.read();
    if (chunk) {
      this.#rest = Buffer.concat([this.#rest, chunk]);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const closed = (): void => reject(new Error('closed'));
      if (this.#socket.readableEnded || this.#socket.destroyed) return closed();
      this.#socket.once('close', closed).once('end', closed);
      this.#socket.once('readable', () => {
        this.#socket.off('close', closed).off('end', closed);
        resolve();
      });
    });
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#rest.subarray(0, end).toString('latin1');
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      await this.#more();
    }
  }

  async mail(): Promise<{ head: string; bytes: number }> {
    let head = '';
    let bytes = 0;
    for (;;) {
      const end = this.#rest.indexOf('\r\n.\r\n');
      if (end >= 0) {
        if (head.length < 20_000) head += this.#rest.subarray(0, end).toString('latin1');
        bytes += end;
        this.#rest = this.#rest.subarray(end + 5);
        return { head, bytes };
      }
      // Keep what may be the start of the final dot; the rest of a large message is only counted.
      const keep = Math.min(4, this.#rest.length);
      const done = this.#rest.subarray(0, this.#rest.length - keep);
      if (head.length < 20_000) head += done.toString('latin1');
      bytes += done.length;
      this.#rest = Buffer.from(this.#rest.subarray(this.#rest.length - keep));
      await this.#more();
    }
  }
}
