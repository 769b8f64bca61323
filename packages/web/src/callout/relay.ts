import type { CriticalRecords } from '@critical-callout/contract/callout';
import { relayContactsOf } from '@critical-callout/contract/relay';
import { relayDeskOf } from '@critical-callout/domain/callout';
import { type CalloutForm, type ReadOutField, readOutFields } from './form.ts';

/** The desk the person told speaks for, if it may take a result only to pass it on; the server asks the same rule. */
export const deskTold = (
  { name, contact }: CalloutForm['told'],
  { contacts }: Pick<CriticalRecords, 'contacts'>,
): string | null => relayDeskOf(name.trim() === '' ? null : { name, number: contact }, relayContactsOf(contacts))?.name ?? null;

/** An attempt that waits for a desk to call back: who was told, and when. */
export function waitingRelay({ attemptedCallout }: CriticalRecords) {
  if (attemptedCallout?.relay?.state !== 'will-call-back') return null;
  const { name, contact } = attemptedCallout.criticalCalloutMeta.already_notified.phone_call;
  return { name, contact, desk: attemptedCallout.relay.desk ?? name, at: attemptedCallout.performedAt };
}

/** What the desk read back when it was told, where that covers every value as it is now: it need not be read back twice. */
export function earlierReadBack(records: CriticalRecords, fields: readonly ReadOutField[]): ReadonlyMap<number, string> | null {
  const readBack = records.attemptedCallout?.readBack;
  if (!waitingRelay(records) || readBack?.isMatch !== true || !Array.isArray(readBack.values)) return null;
  const heard = new Map(readBack.values.map((one: { resultId: number; heard: string }) => [one.resultId, one.heard]));
  return fields.length > 0 && fields.every(({ parameter }) => heard.has(parameter.resultId)) ? heard : null;
}

/** The desk has called back and says to whom it went: nothing of the call itself is asked again. */
export const isCallBack = (form: Pick<CalloutForm, 'selected' | 'relay'>, records: CriticalRecords): boolean =>
  form.relay.passedOnTo.trim() !== '' && earlierReadBack(records, readOutFields(records.reports, form.selected)) !== null;
