import type { BillOwnership, Ownership } from '@critical-callout/contract/ownership';
import { useCallback, useEffect, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { leaveOrder } from './api.ts';
import { beat, forgetCall } from './running-call.ts';
import { notePresence, usePresenceOf } from './use-presence.ts';

/** Well below the 45 s after which the server thinks we are gone, and the two minutes of a claim. */
const BEAT_MS = 15_000;

/**
 * While the order is open here: says so to the others, and keeps the claim. A beat that fails is made up for by the next;
 * nothing a person does depends on it.
 */
export function useAttendance(billId: number): { ownership: Ownership | null; note: (ownership: BillOwnership) => void } {
  const may = useMay('callout.write');
  // What the server said to our own beat; a closed order is in no other answer.
  const [answered, setAnswered] = useState<BillOwnership | null>(null);
  const present = usePresenceOf(billId);
  const note = useCallback((next: BillOwnership) => {
    setAnswered(next);
    notePresence(next);
  }, []);
  useEffect(() => {
    if (!may) return;
    const say = (): void => void beat(billId).then(setAnswered, () => undefined);
    say();
    const timer = setInterval(say, BEAT_MS);
    return () => {
      clearInterval(timer);
      forgetCall(billId);
      leaveOrder(billId).then(notePresence, () => undefined);
    };
  }, [billId, may]);
  return { ownership: present ?? answered, note };
}
