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

/** The directory's contacts in their order, then those that were added, the newest of a name; one of them is called next. */
export function ladderOf(contacts: readonly Contact[], order: OrderContacts | undefined): Rung[] {
  const added = (order?.added ?? []).filter(({ name, phone, id }, _index, all) =>
    all.every((other) => other.id <= id || other.name !== name || other.phone !== phone),
  );
  const rungs: Rung[] = [
    ...contacts.map((contact) => ({ contact, added: null })),
    ...added.map((one) => ({ contact: asContact(one), added: one })),
  ].map(({ contact, added: of }) => ({
    contact,
    added: of,
    skipped: order?.skipped.findLast((skip) => isSame(skip, contact)) ?? null,
    talk: order?.talks.find(({ name, tried }) => name === contact.name && tried > 0) ?? null,
    isNext: false,
  }));
  const next = rungs.findIndex(
    ({ skipped, contact: { phone, receives } }) => !skipped && phone !== null && receives !== 'may-not-receive',
  );
  return rungs.map((rung, index) => ({ ...rung, isNext: index === next }));
}

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
