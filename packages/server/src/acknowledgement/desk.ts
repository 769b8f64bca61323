import { relayContactsOf } from '@critical-callout/contract/relay';
import { calloutPolicySchema } from '@critical-callout/contract/settings';
import { relayDeskOf } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { LiveLink } from './link-queries.ts';
import type { AcknowledgementPorts } from './ports.ts';

/** A desk that took the message and may take a result only to pass it on. `isRequired`: without a name nothing is done. */
export type Desk = { name: string; isRequired: boolean };

export async function readPolicy(tx: Tx, labId: number) {
  const { rows } = await sql<{ value: unknown }>`
    select value from lab_settings where lab_id = ${labId} and key = 'callout_policy'`.execute(tx);
  return calloutPolicySchema.parse(rows[0]?.value ?? {});
}

/** The same rule as on the telephone: named as such a contact, or written to at one of its numbers or addresses. */
export async function findDesk(
  tx: Tx,
  { resolveContacts }: Pick<AcknowledgementPorts, 'resolveContacts'>,
  { labId, billId, channel, address, recipientName }: LiveLink,
  now: Date,
): Promise<Desk | null> {
  const contacts = (await resolveContacts(tx, labId, [billId], now)).get(billId)?.contacts ?? [];
  const isMail = channel === 'email';
  const atAddress = isMail
    ? contacts.find(({ email, points }) => email === address || points.some(({ dialled }) => dialled === address))
    : undefined;
  const isNamed = contacts.some(({ name }) => name.trim().toLowerCase() === recipientName.trim().toLowerCase());
  const told = { name: isNamed ? recipientName : (atAddress?.name ?? recipientName), number: isMail ? '' : address };
  const desk = relayDeskOf(told, relayContactsOf(contacts));
  if (!desk) return null;
  const { completion, relay_required } = await readPolicy(tx, labId);
  return { name: desk.name, isRequired: completion === 'proven' && relay_required === 1 };
}
