import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Running } from './cluster.ts';

/** More ends than this within a minute is not bad luck any more. */
const RESTARTS_A_MINUTE = 5;
/** After a kill -9 its old sessions hold the shared memory for a moment, and a new server refuses to start beside them. */
const START_TRIES = 20;
const TRY_AGAIN_MILLISECONDS = 250;

export type Supervised = {
  url: string;
  pid: () => number;
  lost: Promise<never>;
  end: (stop: (pid: number) => Promise<void>) => Promise<void>;
};

/** Keeps the server running: when it ends unasked (killed, out of memory) it is started again and recovers from its log. */
export async function supervise(start: () => Promise<Running>, say: (text: string) => void): Promise<Supervised> {
  let isEnding = false;
  let restarting: Promise<void> | null = null;
  let child: ChildProcess;
  const restarts: number[] = [];
  const { promise: lost, reject: giveUp } = Promise.withResolvers<never>();
  lost.catch(() => undefined); // whoever cares waits on it; nobody has to

  const startPatiently = async (): Promise<Running> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await start();
      } catch (error) {
        const isTransient = error instanceof Error && error.message.includes('pre-existing shared memory block');
        if (!isTransient || attempt === START_TRIES) throw error;
        await delay(TRY_AGAIN_MILLISECONDS);
      }
    }
  };
  const watch = (running: Running): void => {
    child = running.child;
    child.once('exit', (code, signal) => {
      if (isEnding) return;
      const minuteAgo = Date.now() - 60_000;
      restarts.push(Date.now());
      const reason = `PostgreSQL ended unasked (${signal ?? `code ${code}`})`;
      if (restarts.filter((at) => at > minuteAgo).length > RESTARTS_A_MINUTE)
        return giveUp(new Error(`${reason}, again and again.`));
      say(`${reason}; it is started again.`);
      restarting = startPatiently()
        .then(watch, giveUp)
        .finally(() => {
          restarting = null;
        });
    });
  };
  const first = await startPatiently();
  watch(first);
  // A program that ends without closing (an unhandled fault) still asks for the shutdown on its way out.
  const farewell = (): void => void child.kill('SIGINT');
  process.once('exit', farewell);
  return {
    url: first.url,
    pid: () => child.pid ?? 0,
    lost,
    end: async (stop) => {
      isEnding = true;
      await restarting;
      process.removeListener('exit', farewell);
      if (child.exitCode === null && child.signalCode === null) await stop(child.pid ?? 0);
    },
  };
}
