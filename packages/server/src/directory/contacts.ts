import type { Contact } from '@critical-callout/contract/order-contacts';
import { formatHours, hasNoContact, type PartyRef, type Recipient, resolveRecipients } from '@critical-callout/domain/directory';
import type { Tx } from '../platform/db.ts';
import { loadFacts } from './facts.ts';

export type Resolved = { contacts: Contact[]; hasNoContact: boolean };

/** Whom to tell of each of these orders at this moment, in order and with the reasons; the same for one order and for a page. */
export async function resolveContacts(
  tx: Tx,
  labId: number,
  billIds: readonly number[],
  now: Date,
): Promise<Map<number, Resolved>> {
  const orders = await loadFacts(tx, labId, billIds, now);
  return new Map(
    orders.map(({ billId, facts }) => {
      const recipients = resolveRecipients(facts, now);
      const contacts = recipients.map((recipient) => present(recipient, facts.orderingDoctorId));
      return [billId, { contacts, hasNoContact: hasNoContact(recipients) }];
    }),
  );
}

/** A recipient as the wire names them. */
export function present(
  { party, name, receives, isOnDuty, reasons, points }: Recipient,
  orderingDoctorId: number | null,
): Contact {
  const first = (channel: string): string | null => points.find((point) => point.channel === channel)?.value ?? null;
  // Messages are read whenever they are read: they go where address_for (0020) says, whatever the hour.
  const written = (channel: string): string | null =>
    points
      .filter((point) => point.channel === channel)
      .sort(
        (a, b) =>
          Number(b.purpose === 'critical-notification') - Number(a.purpose === 'critical-notification') ||
          a.preference - b.preference,
      )[0]?.value ?? null;
  return {
    kind: kindOf(party, orderingDoctorId),
    party,
    name,
    phone: first('phone'),
    email: written('email'),
    fax: written('fax'),
    receives,
    isOnDuty,
    reason: reasons.join('; '),
    points: points.map(({ channel, value, dialled, purpose, hours, isUsableNow, verifiedAt }) => ({
      channel,
      value,
      dialled,
      purpose,
      hours: formatHours(hours),
      isUsableNow,
      verifiedAt: verifiedAt?.toISOString() ?? null,
    })),
  };
}

/** As a recipient of a callout: the ordering doctor is the referral, whoever stands in for them is named beside. */
function kindOf(party: PartyRef | null, orderingDoctorId: number | null): Contact['kind'] {
  if (party === null) return 'referral';
  if (party.kind === 'doctor' && party.id === orderingDoctorId) return 'referral';
  return party.kind === 'organization' ? 'organization' : 'others';
}
