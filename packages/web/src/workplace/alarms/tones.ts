import type { AlarmLevel } from '../../platform/preferences.ts';

type Pulse = { at: number; hertz: number; seconds: number };

/** Told apart by pitch and by rhythm, each shorter than two seconds: five quick high pulses, three middle ones, one low. */
const TONES: Record<AlarmLevel, readonly Pulse[]> = {
  high: [0, 0.22, 0.44, 0.9, 1.12].map((at) => ({ at, hertz: 988, seconds: 0.15 })),
  medium: [0, 0.4, 0.8].map((at) => ({ at, hertz: 660, seconds: 0.22 })),
  low: [{ at: 0, hertz: 392, seconds: 0.4 }],
};
/** Below this nobody hears it over a ward's telephone; the highest level is never quieter. */
const HIGH_AT_LEAST = 0.4;
const EDGE_SECONDS = 0.02;

let context: AudioContext | null = null;

/** Browsers let a page sound only after a click in it: called from one. */
export async function unlockSound(): Promise<boolean> {
  context ??= new AudioContext();
  await context.resume();
  return context.state === 'running';
}

export const canSound = (): boolean => context?.state === 'running';

export function play(level: AlarmLevel, loudness: number): void {
  if (context?.state !== 'running') return;
  const { currentTime: now, destination } = context;
  const volume = level === 'high' ? Math.max(HIGH_AT_LEAST, loudness) : loudness;
  for (const { at, hertz, seconds } of TONES[level]) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = hertz;
    // Soft edges: a square start clicks and frightens.
    gain.gain.setValueAtTime(0, now + at);
    gain.gain.linearRampToValueAtTime(volume, now + at + EDGE_SECONDS);
    gain.gain.setValueAtTime(volume, now + at + seconds - EDGE_SECONDS);
    gain.gain.linearRampToValueAtTime(0, now + at + seconds);
    oscillator.connect(gain).connect(destination);
    oscillator.start(now + at);
    oscillator.stop(now + at + seconds);
  }
}
