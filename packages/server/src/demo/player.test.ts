import { createServer, type Server, type Socket } from 'node:net';
import { type PracticeMessage, seededRandom } from '@critical-callout/domain/practice';
import { afterEach, describe, expect, it } from 'vitest';
import { openMllpSender } from '../ingest/index.ts';
import { startPlayer } from './player.ts';

/** A listener that answers each frame as told: a text, `null` for hanging up, `undefined` for silence. */
type Answering = (text: string, number: number) => string | null | undefined;

const servers: { server: Server; sockets: Set<Socket> }[] = [];
afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(answering: Answering): Promise<{ port: number; received: string[] }> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let pending = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      pending = Buffer.concat([pending, bytes]);
      for (let end = pending.indexOf('\x1c\r'); end >= 0; end = pending.indexOf('\x1c\r')) {
        const text = pending.subarray(1, end).toString('utf8');
        pending = pending.subarray(end + 2);
        received.push(text);
        const answer = answering(text, received.length);
        if (answer === null) socket.destroy();
        // In two pieces, as a network may deliver it.
        else if (answer !== undefined) {
          socket.write(`\x0b${answer.slice(0, 5)}`);
          setImmediate(() => socket.write(`${answer.slice(5)}\x1c\r`));
        }
      }
    });
  });
  servers.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, received };
}

const accepted = 'MSH|^~\\&|||||2026||ACK|1|P|2.5.1\rMSA|AA|1\r';
const options = {
  random: seededRandom(3),
  run: 'T',
  now: () => new Date('2026-03-02T08:00:00Z'),
  burst: 1000,
  gapMilliseconds: 0,
};

describe('the sender', () => {
  it('reads an answer that comes in pieces, and takes one message at a time', async () => {
    const { port, received } = await listen(() => accepted);
    const sender = openMllpSender({ port });
    const first = sender.send('MSH|one');
    await expect(sender.send('MSH|two')).rejects.toThrow('has not come yet');
    expect(await first).toBe(accepted);
    expect(await sender.send('MSH|three ä')).toBe(accepted);
    expect(received).toEqual(['MSH|one', 'MSH|three ä']);
    sender.close();
  });

  it('rejects when the line breaks or nobody answers, and opens the line again for the next', async () => {
    const { port } = await listen((_text, number) => (number === 1 ? null : number === 2 ? undefined : accepted));
    const sender = openMllpSender({ port, answerWithinMilliseconds: 50 });
    await expect(sender.send('MSH|lost')).rejects.toThrow('closed before the answer');
    await expect(sender.send('MSH|silent')).rejects.toThrow('no answer within 50 ms');
    expect(await sender.send('MSH|answered')).toBe(accepted);
    sender.close();
  });
});

describe('the player', () => {
  it('sends again what was not answered, and nothing before it', async () => {
    const { port, received } = await listen((_text, number) => (number === 3 ? null : accepted));
    const sender = openMllpSender({ port });
    const answered: PracticeMessage[] = [];
    const faults: string[] = [];
    const player = startPlayer({
      ...options,
      sender,
      count: 5,
      onAnswer: (message) => answered.push(message),
      onFault: ({ message }) => faults.push(message),
    });
    await player.done;
    sender.close();
    expect(faults).toHaveLength(1);
    expect(received).toHaveLength(6);
    expect(received[2]).toBe(received[3]);
    expect(answered.map(({ text }) => text)).toEqual(received.filter((_, index) => index !== 2));
  });

  it('stops at once, also while it waits', async () => {
    const { port } = await listen(() => accepted);
    const sender = openMllpSender({ port });
    const player = startPlayer({
      ...options,
      sender,
      burst: 1,
      gapMilliseconds: 3_600_000,
      onAnswer: () => setImmediate(() => player.stop()),
    });
    await player.done;
    sender.close();
    expect(servers[0]?.sockets.size).toBe(1);
  });
});
