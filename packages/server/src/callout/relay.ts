import type { Notification } from '@critical-callout/contract/callout';
import type { Contact } from '@critical-callout/contract/order-contacts';
import { relayContactsOf } from '@critical-callout/contract/relay';
import { type RelayMeta, relayDeskOf, type SubmitFacts, standing } from '@critical-callout/domain/callout';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import type { ProcessCallout } from './submit.ts';

const CLOCK_SKEW_MS = 60_000;

type RelayFacts = Pick<SubmitFacts, 'relayDesk' | 'relay'>;

/** Whether the person told spoke for a desk that must pass the result on, by the directory of this moment, and what it said of that. */
export function relayFacts({ notification }: ProcessCallout, performedAt: Date, resolved: readonly Contact[]): RelayFacts {
  const { notifiedByCall, notifiedByFax, relay } = notification;
  const called = notifiedByCall && { name: notifiedByCall.name, number: notifiedByCall.contact };
  const told = called ?? (notifiedByFax && { name: notifiedByFax.name, number: notifiedByFax.faxNumber }) ?? null;
  const desk = relayDeskOf(told, relayContactsOf(resolved))?.name ?? null;
  if (relay?.state !== 'confirmed') return { relayDesk: desk, relay: relay ?? null };
  const at = relay.at ? new Date(relay.at) : performedAt;
  return {
    relayDesk: desk,
    relay: { state: 'confirmed', passedOnTo: relay.passedOnTo, confirmedBy: relay.confirmedBy ?? told?.name ?? null, at },
  };
}

/** As it is stored and shown; undefined: nothing was to be passed on. */
export function relayMeta({ relayDesk, relay }: RelayFacts): RelayMeta | undefined {
  if (!relay) return undefined;
  const isConfirmed = relay.state === 'confirmed';
  return {
    state: relay.state,
    desk: relayDesk,
    passed_on_to: isConfirmed ? relay.passedOnTo : null,
    confirmed_by: isConfirmed ? relay.confirmedBy : null,
    confirmed_at: isConfirmed ? relay.at.toISOString() : null,
  };
}

/** Nobody has passed on what happens later than now. */
export function refuseFutureRelay({ notification: { relay }, now }: ProcessCallout): void {
  if (relay?.state !== 'confirmed' || relay.at === undefined) return;
  if (new Date(relay.at).getTime() <= now.getTime() + CLOCK_SKEW_MS) return;
  const message = `notification.relay.at ${relay.at} lies in the future; it is ${now.toISOString()}`;
  throw new Refused(refusal('callout.relay-in-future', message, { field: 'notification.relay.at', value: relay.at }));
}

/**
 * The desk that calls back to say it passed the result on does not read it back again: what it read back in the attempt that
 * waits for it is taken, and compared with the values as they are now.
 */
export async function withEarlierReadBack(tx: Tx, input: ProcessCallout): Promise<ProcessCallout> {
  const { notification, session, billId } = input;
  if (notification.relay?.state !== 'confirmed' || notification.readBack) return input;
  const { rows } = await sql<{ values: { resultId: number; heard: string }[] | null }>`
    select read_back->'values' as values from critical_callouts
    where lab_id = ${session.labId} and bill_id = ${billId} and is_draft and superseded_at is null
      and relay->>'state' = 'will-call-back' and read_back->>'isMatch' = 'true'`.execute(tx);
  const values = standing(rows[0]?.values ?? []).map(({ resultId, heard }) => ({ resultId, heard }));
  if (values.length === 0) return input;
  const earlier: Notification = { ...notification, readBack: { values }, outcome: notification.outcome ?? 'reached-read-back' };
  return { ...input, notification: earlier };
}
