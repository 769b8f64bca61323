import type { SubmitCallout, SubmitCalloutAnswer, SubmitJoint } from '@critical-callout/contract/callout';
import { alarm } from '../platform/announce.tsx';
import { asFailure, isTransient } from '../platform/failure.ts';
import { sessionEnded } from '../platform/http.ts';
import { createStore, useStore } from '../platform/store.ts';
import { text } from '../platform/text.tsx';
import { submitCallout, submitJoint } from './api.ts';

/**
 * A call that was made and is on its way to the server. Kept in memory only (shared computers), sent again under the
 * same idempotency key until the server has answered: whether the first try arrived or not, the record is written once.
 */
export type Save = {
  billId: number;
  key: string;
  version: number;
  body: SubmitCallout | SubmitJoint;
  state: 'saving' | 'waiting';
  startedAt: number;
  tries: number;
};

export const MAX_WAITING = 20;
const RETRY_SECONDS = [1, 2, 4, 8, 15];

const saves = createStore<readonly Save[]>([]);
/** Ends the wait of one save early: the person asked, or the line is back. */
const wakers = new Map<string, () => void>();
const cancelled = new Set<string>();

export const useSaves = (): readonly Save[] => useStore(saves);
export const useSave = (billId: number): Save | null => useSaves().find((save) => save.billId === billId) ?? null;
export const hasSaves = (): boolean => saves.get().length > 0;

export class SaveCancelled extends Error {}

/** Keeps the key while the same text is sent again, so that a repeat cannot become a second record. */
let lastSent: { billId: number; version: number; body: string; key: string } | null = null;

/** Resolves when the server has committed; rejects with its refusal. Network trouble is waited out. */
export async function saveCallout(billId: number, version: number, body: SubmitCallout | SubmitJoint): Promise<Answer> {
  if (saves.get().length >= MAX_WAITING) throw new SaveCancelled(text('save.queueFull', { max: MAX_WAITING }));
  const content = JSON.stringify(body);
  const isRepeat = lastSent?.billId === billId && lastSent.body === content && lastSent.version === version;
  const key = isRepeat && lastSent ? lastSent.key : crypto.randomUUID();
  lastSent = { billId, version, body: content, key };
  const save: Save = { billId, key, version, body, state: 'saving', startedAt: Date.now(), tries: 0 };
  saves.set((all) => [...all, save]);
  try {
    return await sendUntilAnswered(save);
  } finally {
    saves.set((all) => all.filter((other) => other.key !== key));
    wakers.delete(key);
    cancelled.delete(key);
  }
}

/** Of a call about several orders the reports of all of them. */
type Answer = Pick<SubmitCalloutAnswer, 'reports' | 'eventSeq'>;

async function send({ billId, version, key, body }: Save): Promise<Answer> {
  if (!('bills' in body)) return submitCallout(billId, version, key, body);
  const { bills } = await submitJoint(key, body);
  return { reports: bills.flatMap(({ reports }) => reports), eventSeq: bills[0]?.eventSeq };
}

async function sendUntilAnswered(save: Save): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    change(save.key, { state: 'saving', tries });
    try {
      const answer = await send(save);
      lastSent = null;
      return answer;
    } catch (error) {
      const isSignedOut = asFailure(error).status === 401;
      if (!isTransient(error) && !isSignedOut) throw error;
      if (tries === 0) alarm(text('save.notConnected'));
      change(save.key, { state: 'waiting', tries: tries + 1 });
      await (isSignedOut
        ? untilSignedIn(save.key)
        : pause(save.key, RETRY_SECONDS[Math.min(tries, RETRY_SECONDS.length - 1)] ?? 15));
      if (cancelled.has(save.key)) throw new SaveCancelled();
    }
  }
}

const change = (key: string, now: Partial<Save>): void =>
  saves.set((all) => all.map((save) => (save.key === key ? { ...save, ...now } : save)));

/** Back to editing. The text may already have arrived; the same text keeps its key, so that is no danger. */
export function cancelSave(billId: number): void {
  const save = saves.get().find((candidate) => candidate.billId === billId);
  if (!save) return;
  cancelled.add(save.key);
  wakers.get(save.key)?.();
}

export function retryNow(): void {
  for (const wake of [...wakers.values()]) wake();
}

function pause(key: string, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(wake, seconds * 1_000);
    function wake(): void {
      clearTimeout(timer);
      wakers.delete(key);
      resolve();
    }
    wakers.set(key, wake);
  });
}

function untilSignedIn(key: string): Promise<void> {
  return new Promise((resolve) => {
    const unwatch = sessionEnded.watch(() => !sessionEnded.get() && wake());
    function wake(): void {
      unwatch();
      wakers.delete(key);
      resolve();
    }
    wakers.set(key, wake);
    if (!sessionEnded.get()) wake();
  });
}

if (typeof window !== 'undefined') window.addEventListener('online', retryNow);
