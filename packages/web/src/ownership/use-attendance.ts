import type { BillOwnership, Ownership } from '@critical-callout/contract/ownership';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { bePresent, leaveOrder } from './api.ts';
import { notePresence, usePresenceOf } from './use-presence.ts';

/** Well below the 45 s after which the server thinks we are gone, and the two minutes of a claim. */
const BEAT_MS = 15_000;

/**
 * While the order is open here: says so to the others, and keeps the claim. A beat that fails is made up for by the next;
 * nothing a person does depends on it.
 */
export function useAttendance(billId: number): {
  ownership: Ownership | null;
  isCalling: boolean;
  setCalling: (isCalling: boolean) => void;
  note: (ownership: BillOwnership) => void;
} {
  const may = useMay('callout.write');
  // What the server said to our own beat; a closed order is in no other answer.
  const [answered, setAnswered] = useState<BillOwnership | null>(null);
  const present = usePresenceOf(billId);
  const [isCalling, setIsCalling] = useState(false);
  const calling = useRef(false);
  const note = useCallback((next: BillOwnership) => {
    setAnswered(next);
    notePresence(next);
  }, []);
  const beat = useCallback(() => {
    bePresent(billId, calling.current).then(note, () => undefined);
  }, [billId, note]);
  useEffect(() => {
    if (!may) return;
    beat();
    const timer = setInterval(beat, BEAT_MS);
    return () => {
      clearInterval(timer);
      leaveOrder(billId).then(notePresence, () => undefined);
    };
  }, [billId, may, beat]);
  const setCalling = (next: boolean): void => {
    calling.current = next;
    setIsCalling(next);
    beat();
  };
  return { ownership: present ?? answered, isCalling, setCalling, note };
}
