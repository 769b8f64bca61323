import { connect, type Socket } from 'node:net';

/** What hfaxd answered: `200 Job 13 submitted.` */
export type Reply = { code: number; words: string };

/** How a session ended before its work was done: the server said no, or it could not be heard. */
export class HfaxdFailure extends Error {
  readonly reply: Reply | null;

  constructor(words: string, reply: Reply | null = null) {
    super(words);
    this.reply = reply;
  }
}

const MAX_REPLY_BYTES = 65_536;

/**
 * The control connection to hfaxd, which speaks the grammar of FTP (RFC 959): a line out, a numbered reply in, `nnn-` begins
 * a reply of several lines. Documents and lists travel over a second connection that the server opens a port for (PASV).
 */
export class HfaxdSession {
  #socket: Socket;
  #host: string;
  #silenceMs: number;
  #text = '';
  #waiting: ((reply: Reply | HfaxdFailure) => void) | null = null;
  #replies: (Reply | HfaxdFailure)[] = [];

  constructor(server: { host: string; port: number; silenceMs: number; signal: AbortSignal }) {
    this.#host = server.host;
    this.#silenceMs = server.silenceMs;
    this.#socket = connect({ host: server.host, port: server.port, signal: server.signal });
    this.#socket.setTimeout(server.silenceMs, () => this.#fail(`silence of ${server.silenceMs} ms`));
    this.#socket.on('data', (chunk) => this.#hear(chunk.toString('latin1')));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#fail(error.code ?? error.name));
    this.#socket.on('close', () => this.#fail('the server closed the connection'));
  }

  #fail(words: string): void {
    this.#give(new HfaxdFailure(words));
    this.#socket.destroy();
  }

  #give(reply: Reply | HfaxdFailure): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) waiting(reply);
    else this.#replies.push(reply);
  }

  #hear(text: string): void {
    this.#text += text;
    if (this.#text.length > MAX_REPLY_BYTES) this.#fail('a reply without an end');
    for (;;) {
      // The last line of a reply has a space after its number.
      const end = /^(\d{3}) ([^\r\n]*)\r?\n/m.exec(this.#text);
      if (!end) return;
      this.#text = this.#text.slice(end.index + end[0].length);
      this.#give({ code: Number(end[1]), words: `${end[1]} ${end[2]}` });
    }
  }

  async reply(): Promise<Reply> {
    const known = this.#replies.shift();
    const reply = known ?? (await new Promise<Reply | HfaxdFailure>((resolve) => (this.#waiting = resolve)));
    if (reply instanceof HfaxdFailure) throw reply;
    return reply;
  }

  /** One command; anything but a reply of the 2xx and 3xx kind is a failure with the server's words. */
  async command(line: string): Promise<Reply> {
    // A line break would be a second command; nothing that comes here may hold one.
    if (/[\r\n\0]/.test(line)) throw new HfaxdFailure('a command must be one line');
    this.#socket.write(`${line}\r\n`, 'latin1');
    const reply = await this.reply();
    if (reply.code >= 400) throw new HfaxdFailure(reply.words, reply);
    return reply;
  }

  /** Sends `data` (STOT) or reads what comes (LIST). Answers the reply that began the transfer, and the text read. */
  async transfer(line: string, data: Buffer | null): Promise<{ began: Reply; text: string }> {
    const passive = await this.command('PASV');
    const port = /\((?:\d+,){4}(\d+),(\d+)\)/.exec(passive.words);
    if (!port) throw new HfaxdFailure(`PASV was answered ${passive.words}`, passive);
    // Always the host we are talking to: the address in the reply is what a server behind a router believes to have.
    const socket = connect({ host: this.#host, port: Number(port[1]) * 256 + Number(port[2]) });
    socket.setTimeout(this.#silenceMs, () => socket.destroy());
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    try {
      const began = await this.command(line);
      if (data) socket.end(data);
      await this.reply2xx();
      if (!data) await closed;
      return { began, text: Buffer.concat(chunks).toString('latin1') };
    } finally {
      socket.destroy();
    }
  }

  async reply2xx(): Promise<Reply> {
    const reply = await this.reply();
    if (reply.code >= 400) throw new HfaxdFailure(reply.words, reply);
    return reply;
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.end('QUIT\r\n');
    this.#socket.destroySoon();
  }
}
