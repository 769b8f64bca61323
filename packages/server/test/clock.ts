import type { Clock } from '../src/platform/clock.ts';

export type MovableClock = Clock & {
  /** Moves the clock by this much; negative moves it back. */
  advance: (by: { seconds?: number; minutes?: number; hours?: number }) => Date;
  set: (to: Date | string) => void;
};

/** Time that stands still until a test moves it. */
export function movableClock(start: Date | string = '2026-11-23T10:00:00Z'): MovableClock {
  let current = new Date(start);
  return {
    now: () => new Date(current),
    advance: ({ seconds = 0, minutes = 0, hours = 0 }) => {
      current = new Date(current.getTime() + (seconds + minutes * 60 + hours * 3600) * 1000);
      return new Date(current);
    },
    set: (to) => {
      current = new Date(to);
    },
  };
}
