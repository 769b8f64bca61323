import type { Logger } from './log.ts';

/** Looks for due work and does it: answers how many rows it did; 0 means there is nothing more now. */
export type Tick = () => Promise<number>;
export type Ticker = {
  /** Looks now instead of at the next beat (a NOTIFY came). While a look is under way, one more follows it. */
  wake: () => void;
  /** No further look; settles when the one under way has ended. */
  stop: () => Promise<void>;
};

/**
 * Runs `tick` every `everyMilliseconds`, again at once while it finds work, never two at a time. Rows with due-time columns
 * are the truth; losing a beat loses nothing. An error is logged, and the next beat tries again.
 */
export function startTicker({
  name,
  everyMilliseconds,
  tick,
  log,
}: {
  name: string;
  everyMilliseconds: number;
  tick: Tick;
  log: Logger;
}): Ticker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let isWoken = false;
  let isStopped = false;

  const look = async (): Promise<void> => {
    do {
      isWoken = false;
      try {
        while (!isStopped && (await tick()) > 0);
      } catch (error) {
        log.error({ err: error, tick: name }, 'tick failed; the next beat tries again');
      }
    } while (isWoken && !isStopped);
  };
  const beat = (): void => {
    clearTimeout(timer);
    if (isStopped) return;
    if (running) {
      isWoken = true;
      return;
    }
    running = look().finally(() => {
      running = null;
      if (!isStopped) timer = setTimeout(beat, everyMilliseconds);
    });
  };
  beat();
  return {
    wake: beat,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
