import type { ContactChannel } from './address.ts';
import type { PartyKind, PartyRef } from './duty.ts';
import { nameKey } from './names.ts';

export type ListedParty = PartyRef & {
  code: string;
  name: string;
  isActive: boolean;
  points: readonly { channel: ContactChannel; dialled: string }[];
};
export type Duplicate = { reason: 'same-name' | 'same-address'; what: string; parties: ListedParty[] };

/** Ways that are one person's own; a telephone on a desk and a fax are shared by right. */
const PERSONAL: readonly ContactChannel[] = ['email', 'sms', 'whatsapp', 'pager'];

/** A doctor and a person may be one human being twice; an organization or a ward only another of its kind. */
const family = (kind: PartyKind): string => (kind === 'doctor' || kind === 'person' ? 'somebody' : kind);

/** Entries that may be the same twice: one name in two spellings, or one personal address of two people. */
export function findDuplicates(parties: readonly ListedParty[]): Duplicate[] {
  const byName = Map.groupBy(parties, (party) => `${family(party.kind)} ${nameKey(party.name)}`);
  const names = [...byName.values()]
    .filter((group) => group.length > 1)
    .map((group): Duplicate => ({ reason: 'same-name', what: group[0]?.name ?? '', parties: group }));
  const owners = parties
    .filter(({ kind }) => family(kind) === 'somebody')
    .flatMap((party) => party.points.filter(({ channel }) => PERSONAL.includes(channel)).map((point) => ({ party, point })));
  const byAddress = Map.groupBy(owners, ({ point }) => `${point.channel} ${point.dialled}`);
  const addresses = [...byAddress.values()].flatMap((group): Duplicate[] => {
    const found = [...new Set(group.map(({ party }) => party))];
    return found.length > 1 ? [{ reason: 'same-address', what: group[0]?.point.dialled ?? '', parties: found }] : [];
  });
  return [...names, ...addresses];
}
