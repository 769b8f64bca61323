import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const START = Buffer.from([0x0b]);
const END = Buffer.from([0x1c, 0x0d]);

export type MllpSender = {
  /** One message, one answer. Rejects when the line breaks or no answer comes; the caller sends again, as engines do. */
  send: (message: string) => Promise<string>;
  close: () => void;
};

type Waiting = { resolve: (answer: string) => void; reject: (error: Error) => void; timer: NodeJS.Timeout };

/** A laboratory system's end of MLLP: one connection, kept open, opened again after it broke. */
export function openMllpSender({
  port,
  host = '127.0.0.1',
  isTls = false,
  answerWithinMilliseconds = 30_000,
}: {
  port: number;
  host?: string;
  /** Over TLS, to a port of our own: whose certificate it is was never in question. */
  isTls?: boolean;
  answerWithinMilliseconds?: number;
}): MllpSender {
  let socket: Socket | null = null;
  let received = Buffer.alloc(0);
  let waiting: Waiting | null = null;

  const settle = (act: (one: Waiting) => void): void => {
    const one = waiting;
    waiting = null;
    if (!one) return;
    clearTimeout(one.timer);
    act(one);
  };
  const hangUp = (reason: string): void => {
    socket?.destroy();
    socket = null;
    received = Buffer.alloc(0);
    settle(({ reject }) => reject(new Error(reason)));
  };
  const dial = (): Socket => {
    const line: Socket = isTls ? connectTls({ port, host, rejectUnauthorized: false }) : connect({ port, host, noDelay: true });
    line.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      const end = received.indexOf(END);
      if (end < 0) return;
      const answer = received.subarray(received.indexOf(START) + 1, end).toString('utf8');
      received = received.subarray(end + END.length);
      settle(({ resolve }) => resolve(answer));
    });
    line.on('error', (error) => line === socket && hangUp(error.message));
    line.on('close', () => line === socket && hangUp('the connection was closed before the answer'));
    return line;
  };

  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        if (waiting) {
          reject(new Error('the answer to the message before has not come yet'));
          return;
        }
        const timer = setTimeout(() => hangUp(`no answer within ${answerWithinMilliseconds} ms`), answerWithinMilliseconds);
        waiting = { resolve, reject, timer };
        socket ??= dial();
        socket.write(Buffer.concat([START, Buffer.from(message, 'utf8'), END]));
      }),
    close: () => hangUp('closed'),
  };
}
