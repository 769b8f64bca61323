import { expect, it } from 'vitest';
import { warningAt } from './idle-watch.tsx';

const FOREVER = Number.POSITIVE_INFINITY;
const minutes = (count: number): number => count * 60_000;

it.each([
  ['fresh', { idleMs: 0, idleMinutes: 15, endsInMs: FOREVER }, null],
  ['a moment too early', { idleMs: minutes(13) - 1, idleMinutes: 15, endsInMs: FOREVER }, null],
  ['two minutes before the lock', { idleMs: minutes(13), idleMinutes: 15, endsInMs: FOREVER }, { kind: 'idle', seconds: 120 }],
  ['time to lock', { idleMs: minutes(15), idleMinutes: 15, endsInMs: FOREVER }, { kind: 'idle', seconds: 0 }],
  ['a computer that slept', { idleMs: minutes(90), idleMinutes: 15, endsInMs: FOREVER }, { kind: 'idle', seconds: 0 }],
  ['busy, and the session ends', { idleMs: 0, idleMinutes: 15, endsInMs: 90_500 }, { kind: 'end', seconds: 91 }],
  ['both: the sooner is said', { idleMs: minutes(14), idleMinutes: 15, endsInMs: 30_000 }, { kind: 'end', seconds: 30 }],
  ['an API key has no idle end', { idleMs: minutes(90), idleMinutes: 0, endsInMs: FOREVER }, null],
] as const)('%s', (_what, state, warning) => expect(warningAt(state)).toEqual(warning));
