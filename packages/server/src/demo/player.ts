import { makeMessage, type PracticeMessage, type Random, startPractice } from '@critical-callout/domain/practice';
import type { MllpSender } from '../ingest/index.ts';

export type PlayerOptions = {
  sender: MllpSender;
  random: Random;
  /** Part of every order number, so that each start makes new orders. */
  run: string;
  now: () => Date;
  /** Messages sent without waiting at the beginning, so that the worklist is not empty. */
  burst: number;
  /** Milliseconds between two messages, before `random` makes them uneven. */
  gapMilliseconds: number;
  /** Ends after so many messages; absent: plays until stopped. */
  count?: number;
  onAnswer?: (message: PracticeMessage, answer: string) => void;
  onFault?: (error: Error) => void;
};

export type Player = {
  /** Settles when `count` messages are answered or the player was stopped. */
  done: Promise<void>;
  stop: () => void;
};

const RETRY_MILLISECONDS = 1_000;

/** Plays a laboratory's day over MLLP. An unanswered message is sent again until it is answered, as an interface engine does. */
export function startPlayer(options: PlayerOptions): Player {
  const stopping = new AbortController();
  return { done: play(options, stopping.signal), stop: () => stopping.abort() };
}

async function play(options: PlayerOptions, signal: AbortSignal): Promise<void> {
  const { random, now, run, burst, gapMilliseconds, count = Number.POSITIVE_INFINITY } = options;
  let state = startPractice(random, now(), run);
  for (let sent = 0; sent < count && !signal.aborted; sent++) {
    const next = makeMessage(random, now(), state);
    state = next.state;
    await deliver(options, next.message, signal);
    const isWaiting = sent >= burst - 1 && sent < count - 1;
    if (isWaiting) await pause(gapMilliseconds * (0.3 + 1.4 * random()), signal);
  }
}

async function deliver(
  { sender, onAnswer, onFault }: PlayerOptions,
  message: PracticeMessage,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const answer = await sender.send(message.text);
      onAnswer?.(message, answer);
      return;
    } catch (error) {
      if (signal.aborted) return;
      onFault?.(error as Error);
      await pause(RETRY_MILLISECONDS, signal);
    }
  }
}

/** Settles after a while, or at once when the player is stopped. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
