import { type Refusal, refusal } from '../kernel/index.ts';

/** What is known about a result that somebody took in order to pass it on (domain.md section 10). */
export type Relay =
  | { state: 'confirmed'; passedOnTo: string; confirmedBy: string | null; at: Date }
  /** They pass it on and call back to say so: until then nobody knows that it arrived. */
  | { state: 'will-call-back' };

/** A contact of the order as far as passing on is concerned. `numbers`: as typed and as dialled. */
export type RelayContact = { name: string; mustConfirmRelay: boolean; numbers: readonly string[] };

const digits = (number: string): string => number.replaceAll(/\D/g, '');
const plain = (name: string): string => name.trim().toLowerCase();

/**
 * The desk the told person speaks for, if that desk may take a result only to pass it on. Whoever is named as a contact is
 * that contact; otherwise the number says it: whoever answers at a desk's number speaks for the desk, whatever their name. A
 * number that is also somebody's who may receive decides nothing.
 */
export function relayDeskOf(
  told: { name: string; number: string } | null,
  contacts: readonly RelayContact[],
): RelayContact | null {
  if (!told) return null;
  const named = contacts.find(({ name }) => plain(name) !== '' && plain(name) === plain(told.name));
  if (named) return named.mustConfirmRelay ? named : null;
  const number = digits(told.number);
  if (number === '') return null;
  const there = contacts.filter(({ numbers }) => numbers.some((one) => digits(one) === number));
  return there.every(({ mustConfirmRelay }) => mustConfirmRelay) ? (there[0] ?? null) : null;
}

/** Told through such a desk completes nothing until it says to whom the result went. */
export function refuseOpenRelay(desk: string, relay: Relay | null): Refusal | null {
  if (relay?.state === 'confirmed') return null;
  const wait = 'until then it can be saved as an attempt';
  return relay
    ? refusal('callout.relay-unconfirmed', `notification.relay is will-call-back: ${desk} has not confirmed yet; ${wait}`, {
        field: 'notification.relay.state',
        value: relay.state,
        desk,
      })
    : refusal(
        'callout.relay-unconfirmed',
        `notification.relay.passedOnTo is missing: ${desk} takes a result only to pass it on, and to whom is part of the record; ${wait}`,
        { field: 'notification.relay.passedOnTo', desk },
      );
}
