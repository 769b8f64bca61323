import type { Present } from '@critical-callout/contract/ownership';
import { serverNow } from '../platform/server-time.ts';
import { createStore, useStore } from '../platform/store.ts';
import { bePresent, claimOrder } from './api.ts';
import { carryOut, sayNotDone } from './owner-actions.ts';
import { notePresence } from './use-presence.ts';

/** Whom somebody is calling, as their card names them. */
export type Called = NonNullable<Present['called']>;

export type RunningCall = { billId: number; called: Called; startedAt: string };

/** The one call of this window: a person has one telephone. The server keeps its clock. */
const running = createStore<RunningCall | null>(null);

const callAbout = (billId: number): Called | null => {
  const call = running.get();
  return call?.billId === billId ? call.called : null;
};

export function useCallAbout(billId: number): RunningCall | null {
  const call = useStore(running);
  return call?.billId === billId ? call : null;
}

/** The card of whom the call is. Of a patient only the kind is known to others. */
export const isCalled = (called: { kind: Called['kind']; name: string | null } | null, contact: Called): boolean =>
  called?.kind === contact.kind && (contact.kind === 'patient' || called.name === contact.name);

/** Says so to the others. A beat that fails is made up for by the next. */
export const beat = async (billId: number) => {
  const called = callAbout(billId);
  const answer = await bePresent(billId, { isCalling: called !== null, ...(called && { called }) });
  notePresence(answer);
  return answer;
};

/** The clock of the call starts, and whoever calls takes the order; where somebody else has it the call goes on all the same. */
export async function startCall(billId: number, billNumber: string, called: Called): Promise<void> {
  running.set({ billId, called, startedAt: new Date(serverNow()).toISOString() });
  const said = await beat(billId).catch(() => null);
  if (said && said.claim === null && said.assignedTo === null)
    await sayNotDone(carryOut(claimOrder(billId), 'ownership.claimed', billNumber), billNumber);
}

export function endCall(billId: number): void {
  if (callAbout(billId) === null) return;
  running.set(null);
  beat(billId).catch(() => undefined);
}

/** The call was saved or the panel left: it is over, and the server hears of it with the leaving or the next beat. */
export const forgetCall = (billId: number): void => running.set((call) => (call?.billId === billId ? null : call));
