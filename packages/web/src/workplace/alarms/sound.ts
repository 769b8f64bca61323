import { preferences } from '../../platform/preferences.ts';
import { serverNow } from '../../platform/server-time.ts';
import { createStore, useStore } from '../../platform/store.ts';
import { noteWorkstation } from '../api.ts';
import { canSound, play, unlockSound } from './tones.ts';

const LOCK = 'critical-callout.alarm';
/** How long the key and the button silence. There is no permanent mute: High rings again. */
export const SILENCE_MS = 120_000;

export type Sound = { isOn: boolean; silencedUntil: number };
const sound = createStore<Sound>({ isOn: false, silencedUntil: 0 });
export const useSound = (): Sound => useStore(sound);
export const isSilenced = (): boolean => sound.get().silencedUntil > serverNow();

let isRinger = false;
/** Of several windows one rings: the one that holds the lock. Where there are no locks (no HTTPS), each does. */
export const mayRing = (): boolean => sound.get().isOn && canSound() && (isRinger || !navigator.locks);

/** From a click: sound on, screen kept awake. False where the browser refuses. */
export async function startSound(): Promise<boolean> {
  const isOn = await unlockSound().catch(() => false);
  sound.set((now) => ({ ...now, isOn }));
  if (!isOn) return false;
  play('medium', preferences.get().loudness);
  if (!isRinger)
    void navigator.locks?.request(LOCK, () => {
      isRinger = true;
      return new Promise(() => undefined);
    });
  keepAwake();
  return true;
}

export function stopSound(): void {
  sound.set((now) => ({ ...now, isOn: false }));
}

/** A computer that falls asleep rings nothing. The browser gives the lock back when the page is hidden; it is asked for again. */
function keepAwake(): void {
  const ask = (): void => {
    if (document.visibilityState === 'visible' && sound.get().isOn)
      void navigator.wakeLock?.request('screen').catch(() => undefined);
  };
  ask();
  document.addEventListener('visibilitychange', ask);
}

export function silence(): void {
  sound.set((now) => ({ ...now, silencedUntil: serverNow() + SILENCE_MS }));
  noteWorkstation({ what: 'alarm-silenced', seconds: SILENCE_MS / 1_000 }).catch(() => undefined);
}
