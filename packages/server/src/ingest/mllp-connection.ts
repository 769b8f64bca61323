import type { Socket } from 'node:net';
import type { Logger } from '../platform/log.ts';
import { createFrameReader, type FrameRead } from './mllp-frames.ts';

export type MllpLimits = {
  maxFrameBytes: number;
  maxGarbageBytes: number;
  /** From VT to the end of the block. */
  frameMilliseconds: number;
  /** How long FS may stand alone before it is taken for the end of the block. */
  separatorMilliseconds: number;
  /** How long an answer may wait for a sender that does not read. */
  writeMilliseconds: number;
};

export const MLLP_LIMITS: MllpLimits = {
  maxFrameBytes: 5_242_880,
  maxGarbageBytes: 1024,
  frameMilliseconds: 30_000,
  separatorMilliseconds: 200,
  writeMilliseconds: 30_000,
};

/** Answers to send, in order; null: say nothing and close the connection. */
export type HandleBlock = (bytes: Buffer) => Promise<Buffer[] | null>;
export type RefuseBlock = (head: Buffer, reason: string) => Buffer;

export type MllpConnection = {
  /** No further message is taken; settles when the one in work is answered and the connection is closed. */
  close: () => Promise<void>;
};

const START = Buffer.of(0x0b);
const END = Buffer.of(0x1c, 0x0d);

/** Serves one sender: one message in work at a time, the socket paused meanwhile, so that a fast sender waits in its own buffers. */
export function serveConnection(
  socket: Socket,
  ports: { handle: HandleBlock; refuse: RefuseBlock; limits: MllpLimits; log: Logger },
): MllpConnection {
  const { handle, refuse, limits, log } = ports;
  const reader = createFrameReader(limits);
  let isClosing = false;
  let work: Promise<void> | null = null;
  let frameTimer: NodeJS.Timeout | undefined;
  let separatorTimer: NodeJS.Timeout | undefined;
  const closed = new Promise<void>((settle) => socket.once('close', () => settle()));

  const answerBlock = async (read: FrameRead): Promise<boolean> => {
    if (read.kind !== 'frame') {
      const reason =
        read.kind === 'garbage'
          ? `more than ${limits.maxGarbageBytes} bytes outside a block`
          : `a block of more than ${limits.maxFrameBytes} bytes`;
      log.warn({ reason }, 'mllp connection refused');
      await sendBlock(socket, refuse(read.head, reason), limits.writeMilliseconds);
      socket.end();
      return false;
    }
    if (read.discardedBytes > 0)
      log.warn({ bytes: read.discardedBytes }, 'mllp block without an end was discarded; it was never answered');
    // VT FS CR with nothing inside: some senders keep the line open with it.
    if (read.bytes.length === 0) return true;
    const answers = await handle(read.bytes);
    if (answers === null) {
      socket.destroy();
      return false;
    }
    for (const answer of answers) await sendBlock(socket, answer, limits.writeMilliseconds);
    return !socket.destroyed;
  };

  const readBlocks = async (first: FrameRead | null): Promise<void> => {
    socket.pause();
    clearTimeout(separatorTimer);
    try {
      for (let read = first ?? reader.next(); read; read = isClosing ? null : reader.next()) {
        clearTimeout(frameTimer);
        frameTimer = undefined;
        if (!(await answerBlock(read))) return;
      }
      watch();
      if (isClosing) socket.end();
      else socket.resume();
    } catch (error) {
      log.error({ err: error }, 'mllp connection failed');
      socket.destroy();
    }
  };

  const serve = (first: FrameRead | null): void => {
    if (work) return;
    work = readBlocks(first).finally(() => {
      work = null;
    });
  };

  /** Starts the clocks a half-received block is under. */
  const watch = (): void => {
    if (reader.isInside() && !frameTimer) {
      frameTimer = setTimeout(() => {
        log.warn({ milliseconds: limits.frameMilliseconds }, 'mllp block not finished in time; connection closed');
        socket.destroy();
      }, limits.frameMilliseconds);
    }
    if (reader.isAtSeparator()) separatorTimer = setTimeout(() => serve(reader.endAtSeparator()), limits.separatorMilliseconds);
  };

  socket.setNoDelay(true);
  // A silent line is normal at night; a dead one is found by the operating system.
  socket.setKeepAlive(true, 60_000);
  socket.on('data', (chunk: Buffer) => {
    reader.push(chunk);
    serve(null);
  });
  socket.on('end', () => {
    // A sender that closes its side after FS without CR still meant the block.
    if (reader.isAtSeparator()) serve(reader.endAtSeparator());
    if (!work) socket.end();
  });
  socket.on('error', (error) => log.debug({ err: error }, 'mllp connection broke'));
  socket.on('close', () => {
    clearTimeout(frameTimer);
    clearTimeout(separatorTimer);
  });

  return {
    close: async () => {
      isClosing = true;
      if (work) await work;
      else socket.end();
      // The sender's half may never come.
      const timer = setTimeout(() => socket.destroy(), 1000);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** Settles when the answer is handed over, or the sender is gone: it then sends its message again and gets the same answer. */
function sendBlock(socket: Socket, answer: Buffer, writeMilliseconds: number): Promise<void> {
  return new Promise((settle) => {
    if (socket.destroyed || !socket.writable) return settle();
    const timer = setTimeout(() => socket.destroy(), writeMilliseconds);
    socket.write(Buffer.concat([START, answer, END]), () => {
      clearTimeout(timer);
      settle();
    });
  });
}
