import type { Contact, OrderContacts } from '@critical-callout/contract/order-contacts';

/** One rung of whom to call: the contact, what callers said of them, and how often they were reached. */
export type Rung = {
  contact: Contact;
  skipped: OrderContacts['skipped'][number] | null;
  talk: OrderContacts['talks'][number] | null;
  /** Not of the directory: who added them to this order. */
  added: OrderContacts['added'][number] | null;
  /** The first who was not passed over and can be called. */
  isNext: boolean;
};

/**
 * Who the last call was sent on to, then the directory's contacts in their order, then those that were added, the newest of a
 * name; one of them is called next.
 */
export function ladderOf(contacts: readonly Contact[], order: OrderContacts | undefined): Rung[] {
  const added = (order?.added ?? []).filter(({ name, phone, id }, _index, all) =>
    all.every((other) => other.id <= id || other.name !== name || other.phone !== phone),
  );
  const isSentOn = (one: Added): boolean => one.sentBy !== null && !skipOf(one, asContact(one), order);
  const rungs: Rung[] = [
    ...added.filter(isSentOn).reverse().map(fromAdded),
    ...contacts.map((contact) => ({ contact, added: null })),
    ...added.filter((one) => !isSentOn(one)).map(fromAdded),
  ].map(({ contact, added: of }) => ({
    contact,
    added: of,
    skipped: skipOf(of, contact, order),
    talk: order?.talks.find(({ name, tried }) => name === contact.name && tried > 0) ?? null,
    isNext: false,
  }));
  const next = rungs.findIndex(
    ({ skipped, contact: { phone, receives } }) => !skipped && phone !== null && receives !== 'may-not-receive',
  );
  return rungs.map((rung, index) => ({ ...rung, isNext: index === next }));
}

type Added = OrderContacts['added'][number];
const fromAdded = (one: Added) => ({ contact: asContact(one), added: one });

/** Why a contact is not called now. Somebody named again after they were passed over is called again. */
const skipOf = (added: Added | null, contact: Contact, order: OrderContacts | undefined): Rung['skipped'] =>
  order?.skipped.findLast((skip) => isSame(skip, contact) && (added === null || skip.at >= added.at)) ?? null;

const isSame = (skip: OrderContacts['skipped'][number], { party, name }: Contact): boolean =>
  skip.party && party ? skip.party.kind === party.kind && skip.party.id === party.id : skip.party === party && skip.name === name;

const asContact = ({ name, phone, role }: OrderContacts['added'][number]): Contact => ({
  kind: 'others',
  party: null,
  name,
  phone,
  email: null,
  fax: null,
  receives: 'may-receive',
  isOnDuty: false,
  reason: role,
  points: [],
});
