import { sessionEnded } from '../platform/http.ts';
import { createStore, useStore } from '../platform/store.ts';
import { signOut } from './api.ts';

/** Why the screen is covered: the server ended the session, nobody was here, or somebody locked it. */
export type LockReason = 'ended' | 'idle' | 'by-hand';
const reason = createStore<LockReason>('ended');

export const useLockReason = (): LockReason => useStore(reason);

/**
 * Covers the screen and ends the session on the server, so that a reload opens nothing. What was typed stays in memory
 * behind the cover; saves that are under way wait until somebody has signed in again.
 */
export function lock(why: 'idle' | 'by-hand'): void {
  if (sessionEnded.get()) return;
  reason.set(why);
  sessionEnded.set(true);
  void signOut().catch(() => undefined);
}

export function unlocked(): void {
  reason.set('ended');
  sessionEnded.set(false);
  channel?.postMessage('unlocked');
}

/** Signing in again in one window opens the others of the same browser; each asks the server who it is. */
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('critical-callout.lock');

export function onUnlockedElsewhere(listener: () => void): () => void {
  channel?.addEventListener('message', listener);
  return () => channel?.removeEventListener('message', listener);
}
