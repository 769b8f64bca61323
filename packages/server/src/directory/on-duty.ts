import type { Contact } from '@critical-callout/contract/order-contacts';
import { type Recipient, resolveNamed, resolveRecipients } from '@critical-callout/domain/directory';
import type { Tx } from '../platform/db.ts';
import { present } from './contacts.ts';
import { listCover, listDirectoryParties, readZone } from './facts.ts';
import { holdersOf, listSchedules, scheduleOf } from './schedule-queries.ts';

const MAX_SCHEDULES = 500;

/**
 * Who has the on-call duty of every place that has a rota, at a moment: for a policy that is looked at without an order; or whoever has the duty of
 * the one rota a policy names. The rules are those of a real order of the place; the reason names the place.
 */
export async function resolveOnDuty(tx: Tx, labId: number, at: Date, scheduleId?: number): Promise<Contact[]> {
  const period = { from: at, until: new Date(at.getTime() + 1) };
  const rows = await listSchedules(tx, labId, { isActive: true, after: 0, limit: MAX_SCHEDULES }, period);
  const schedules = (scheduleId === undefined ? rows : rows.filter(({ id }) => id === scheduleId))
    .map(scheduleOf)
    .filter(({ duty }) => duty === 'on-call' || scheduleId !== undefined);
  if (schedules.length === 0) return [];
  const zone = await readZone(tx, labId);
  const parties = await listDirectoryParties(tx, labId, [...schedules.flatMap(holdersOf), ...schedules.map(({ of }) => of)]);
  return schedules.flatMap((schedule) => {
    const { of } = schedule;
    const recipients = resolveRecipients(
      {
        ...{ zone, labId, parties, schedules: [schedule], delegations: [] },
        ...{ orderingDoctorId: null, orderingName: null, orderingPhone: null },
        organizationId: of.kind === 'organization' ? of.id : null,
        wardId: of.kind === 'ward' ? of.id : null,
      },
      at,
    );
    const place = parties.find(({ kind, id }) => kind === of.kind && id === of.id)?.name ?? schedule.name;
    const named = (recipient: Recipient): Recipient => ({ ...recipient, reasons: [...recipient.reasons, `for ${place}`] });
    return recipients.filter(({ isOnDuty }) => isOnDuty).map((recipient) => present(named(recipient), null));
  });
}

/** A doctor or a person a policy names, and who covers for them at that moment. */
export async function resolveParty(
  tx: Tx,
  labId: number,
  party: { kind: 'doctor' | 'person'; id: number },
  at: Date,
): Promise<Contact[]> {
  const delegations = party.kind === 'doctor' ? await listCover(tx, labId, [party.id], at) : [];
  const parties = await listDirectoryParties(tx, labId, [party, ...delegations.map(({ coveredBy }) => coveredBy)]);
  const zone = await readZone(tx, labId);
  return resolveNamed({ zone, parties, delegations }, party, at).map((recipient) => present(recipient, null));
}
