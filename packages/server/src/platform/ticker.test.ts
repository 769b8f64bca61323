import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from './log.ts';
import { startTicker } from './ticker.ts';

const lines: string[] = [];
const log = createLogger('info', { write: (line) => lines.push(line) });

beforeEach(() => {
  lines.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A tick that ends when the test says so. */
function heldTick() {
  const ends: ((done: number) => void)[] = [];
  const tick = vi.fn(() => new Promise<number>((resolve) => ends.push(resolve)));
  return { tick, end: (done: number) => ends.shift()?.(done) };
}
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('the ticker', () => {
  it('looks at once, then at every beat', async () => {
    const tick = vi.fn(async () => 0);
    const ticker = startTicker({ name: 'test', everyMilliseconds: 1000, tick, log });
    await settle();
    expect(tick).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(tick).toHaveBeenCalledTimes(3);
    await ticker.stop();
  });

  it('goes on at once while there is work', async () => {
    const left = [8, 8, 3, 0];
    const tick = vi.fn(async () => left.shift() ?? 0);
    const ticker = startTicker({ name: 'test', everyMilliseconds: 1000, tick, log });
    await settle();
    expect(tick).toHaveBeenCalledTimes(4);
    await ticker.stop();
  });

  it('never runs twice at a time; a wake meanwhile is one further look', async () => {
    const { tick, end } = heldTick();
    const ticker = startTicker({ name: 'test', everyMilliseconds: 1000, tick, log });
    ticker.wake();
    ticker.wake();
    await vi.advanceTimersByTimeAsync(5000);
    expect(tick).toHaveBeenCalledTimes(1);
    end(0);
    await settle();
    expect(tick).toHaveBeenCalledTimes(2);
    end(0);
    await settle();
    expect(tick).toHaveBeenCalledTimes(2);
    await ticker.stop();
  });

  it('wakes before the beat', async () => {
    const tick = vi.fn(async () => 0);
    const ticker = startTicker({ name: 'test', everyMilliseconds: 60_000, tick, log });
    await settle();
    ticker.wake();
    await settle();
    expect(tick).toHaveBeenCalledTimes(2);
    await ticker.stop();
  });

  it('survives an error, logs which tick failed, and tries again at the next beat', async () => {
    const tick = vi.fn(async () => 0).mockRejectedValueOnce(new Error('database away'));
    const ticker = startTicker({ name: 'delivery', everyMilliseconds: 1000, tick, log });
    await settle();
    expect(tick).toHaveBeenCalledTimes(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ tick: 'delivery', err: { message: 'database away' } });
    await vi.advanceTimersByTimeAsync(1000);
    expect(tick).toHaveBeenCalledTimes(2);
    await ticker.stop();
  });

  it('stops after the look under way and never looks again', async () => {
    const { tick, end } = heldTick();
    const ticker = startTicker({ name: 'test', everyMilliseconds: 1000, tick, log });
    await settle();
    let isStopped = false;
    const stopping = ticker.stop().then(() => {
      isStopped = true;
    });
    await settle();
    expect(isStopped).toBe(false);
    end(5);
    await stopping;
    ticker.wake();
    await vi.advanceTimersByTimeAsync(5000);
    expect(tick).toHaveBeenCalledTimes(1);
  });
});
