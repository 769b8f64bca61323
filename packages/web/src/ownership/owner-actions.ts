import type { BillOwnership } from '@critical-callout/contract/ownership';
import { alarm, announce } from '../platform/announce.tsx';
import { ApiFailure, asFailure } from '../platform/failure.ts';
import { invalidatePresence } from '../platform/query.ts';
import { createStore } from '../platform/store.ts';
import { type MessageId, text } from '../platform/text.tsx';
import { sayFailure } from '../ui/failure-notices.tsx';
import { claimOrder, releaseOrder } from './api.ts';
import { notePresence } from './use-presence.ts';

/** Who has the order meanwhile, where the server refused because of them. */
export const holderOf = (error: unknown): string | null => {
  if (!(error instanceof ApiFailure)) return null;
  const by = error.details.by;
  return typeof by === 'string' ? by : null;
};

/** Does it, shows the answer, and says so; a refusal is said at once and answered with the failure. */
export async function carryOut(work: Promise<BillOwnership>, said: MessageId, number: string): Promise<unknown> {
  try {
    notePresence(await work);
    announce(text(said, { number }));
    return null;
  } catch (error) {
    invalidatePresence();
    const holder = holderOf(error);
    alarm(
      holder === null
        ? text('ownership.failed', { number, why: asFailure(error).message })
        : text('ownership.heldBy', { number, by: holder }),
    );
    return error;
  }
}

/** A key has no form: what failed is said in a notice, but for somebody else having the order, which is asked about. */
export async function sayNotDone(done: Promise<unknown>, number: string): Promise<unknown> {
  const failure = await done;
  if (failure !== null && holderOf(failure) === null)
    sayFailure(failure, { what: 'ownership.notDoneOf', still: 'ownership.notDoneStill', values: { number } });
  return failure;
}

/** Orders whose claim is on its way: shown with the key, and as a claim once the server says so. */
export const claiming = createStore<ReadonlySet<number>>(new Set());

export async function claim(billId: number, number: string): Promise<unknown> {
  claiming.set((now) => new Set(now).add(billId));
  try {
    return await sayNotDone(carryOut(claimOrder(billId), 'ownership.claimed', number), number);
  } finally {
    claiming.set((now) => new Set([...now].filter((one) => one !== billId)));
  }
}
export const release = (billId: number, number: string): Promise<unknown> =>
  sayNotDone(carryOut(releaseOrder(billId), 'ownership.released', number), number);
