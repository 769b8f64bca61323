import type { CriticalRecords } from '@critical-callout/contract/callout';
import { useEffect, useRef, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useMay } from '../auth/index.ts';
import { dropTypedText, fetchTypedText, keepTypedText } from './api.ts';
import { withTold } from './carried.ts';
import { draftOf } from './drafts.ts';
import type { CalloutForm } from './form.ts';

/** After the last key; while somebody types on nothing is sent. */
const PAUSE_MS = 2_000;

export type Restored = { at: string; isChanged: boolean };

const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** Keeps what was typed on the server too, so that another window or workstation finds it. Memory stays the first copy. */
export function keepOnServer(billId: number, seenVersion: number, values: CalloutForm): void {
  stopTimer(billId);
  const form = structuredClone(values) as unknown as Record<string, unknown>;
  timers.set(
    billId,
    setTimeout(() => {
      timers.delete(billId);
      keepTypedText(billId, { seenVersion, form }).catch(() => undefined);
    }, PAUSE_MS),
  );
}

/** The call was saved, or everything was taken back. */
export function dropOnServer(billId: number): void {
  stopTimer(billId);
  dropTypedText(billId).catch(() => undefined);
}

function stopTimer(billId: number): void {
  const timer = timers.get(billId);
  if (timer) clearTimeout(timer);
  timers.delete(billId);
}

/** Brings back what this person typed in another window, unless something is typed here already. */
export function useRestored(records: CriticalRecords, form: UseFormReturn<CalloutForm>): Restored | null {
  const [restored, setRestored] = useState<Restored | null>(null);
  const mayWrite = useMay('callout.write');
  const { billId, version } = records.bill;
  // Asked once for each opening: a later version is shown by the strip for changed values.
  const opened = useRef(version);
  // The provider hands on a new object at each render, which is no reason to ask again.
  const latest = useRef(form);
  latest.current = form;
  useEffect(() => {
    if (!mayWrite || draftOf(billId)) return;
    let isHere = true;
    fetchTypedText(billId)
      .then(({ kept }) => {
        const { formState, getValues, reset } = latest.current;
        if (!kept || !isHere || formState.isDirty || draftOf(billId)) return;
        const isChanged = kept.seenVersion !== opened.current;
        const fresh = getValues();
        reset(withTold(mergeForm(fresh, kept.form, isChanged), fresh.told), { keepDefaultValues: true });
        setRestored({ at: kept.updatedAt, isChanged });
      })
      .catch(() => undefined);
    return () => {
      isHere = false;
    };
  }, [billId, mayWrite]);
  return restored;
}

/**
 * What was kept, laid over a fresh form of today's shape: fields another version knew are left out, and what was read back
 * goes when the order has changed since.
 */
export function mergeForm(fresh: CalloutForm, kept: Record<string, unknown>, isChanged: boolean): CalloutForm {
  const merged: Record<string, unknown> = { ...fresh };
  for (const [name, value] of Object.entries<unknown>(fresh)) {
    const old = kept[name];
    if (typeof value === 'string' && typeof old === 'string') merged[name] = old;
    if (isObject(value) && isObject(old)) {
      const isOpenList = name === 'selected' || name === 'heard' || name === 'heardAgain';
      const entries = Object.entries(old).filter(([key, one]) => isOpenList || typeof one === typeof value[key]);
      merged[name] = { ...value, ...Object.fromEntries(entries) };
    }
  }
  if (isChanged) Object.assign(merged, { heard: {}, heardAgain: {} });
  return merged as CalloutForm;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
