import { appendFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

export type ForeignSender = {
  /** Sends until every message has its answer, or the line breaks; never throws for a broken line. */
  send: (messages: readonly SentMessage[]) => Promise<void>;
  close: () => void;
};
export type SentMessage = { id: string; raw: Buffer };
export type Answered = { id: string; code: string };

const VT = Buffer.of(0x0b);
const END = Buffer.of(0x1c, 0x0d);

/**
 * A laboratory system that is none of ours: it writes down what it sends before it sends it and what it is answered when
 * it is answered, in a file nobody else touches; it cuts its messages anywhere and leaves rubbish between them.
 */
export function foreignSender(port: number, witness: string, random: () => number): ForeignSender {
  let socket: Socket | null = null;
  return {
    close: () => socket?.destroy(),
    send: async (messages) => {
      const opened = await open(port);
      if (!opened) return;
      socket = opened;
      for (const { id, raw } of messages) {
        appendFileSync(witness, `sent ${id}\n`);
        const answer = await exchange(opened, raw, random);
        if (answer === null) return;
        const [, code = '?', echoed = '?'] = /\rMSA\|([A-Z]{2})\|([^|\r]*)/.exec(answer) ?? [];
        appendFileSync(witness, `answered ${echoed} ${code}\n`);
      }
      opened.destroy();
    },
  };
}

function open(port: number): Promise<Socket | null> {
  return new Promise((settle) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => settle(socket));
    socket.once('error', () => settle(null));
  });
}

/** The answer, or null when the line broke before it was whole. */
function exchange(socket: Socket, raw: Buffer, random: () => number): Promise<string | null> {
  return new Promise((settle) => {
    let received = Buffer.alloc(0);
    const finish = (answer: string | null): void => {
      socket.off('data', take);
      socket.off('close', broken);
      settle(answer);
    };
    const broken = (): void => finish(null);
    const take = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(END);
      if (end >= 0) finish(received.subarray(received.indexOf(VT) + 1, end).toString('utf8'));
    };
    if (socket.destroyed) return settle(null);
    socket.on('data', take);
    socket.once('close', broken);
    const rubbish = random() < 0.2 ? Buffer.from('\r\n keep alive \r\n') : Buffer.alloc(0);
    const block = Buffer.concat([rubbish, VT, raw, END]);
    for (let at = 0; at < block.length; ) {
      const size = 1 + Math.floor(random() * 400);
      socket.write(block.subarray(at, at + size));
      at += size;
    }
  });
}
