import { describe, expect, it } from 'vitest';
import { findDuplicates, type ListedParty, type PartyKind } from './index.ts';

const party = (kind: PartyKind, id: number, name: string, ...addresses: string[]): ListedParty => ({
  kind,
  id,
  code: `${kind}${id}`,
  name,
  isActive: true,
  points: addresses.map((address) => {
    const [channel = '', dialled = ''] = address.split(' ');
    return { channel: channel as 'email', dialled };
  }),
});
const found = (...parties: ListedParty[]): string[] =>
  findDuplicates(parties).map(({ reason, parties: of }) => `${reason} ${of.map(({ code }) => code).join(' ')}`);

describe('the same twice', () => {
  it.each<[string, ListedParty[], string[]]>([
    [
      'is one name in two spellings, also of a doctor and a person',
      [party('doctor', 1, 'Dr Ada Finch'), party('person', 2, 'FINCH, Ada')],
      ['same-name doctor1 person2'],
    ],
    [
      'is not an organization of the name of a ward',
      [party('ward', 1, 'Cardiology'), party('organization', 2, 'Cardiology')],
      [],
    ],
    [
      'is one mail address of two people',
      [party('doctor', 1, 'A', 'email a@x.example'), party('doctor', 2, 'B', 'email a@x.example')],
      ['same-address doctor1 doctor2'],
    ],
    ['is not a telephone two people share', [party('person', 1, 'A', 'phone 4711'), party('person', 2, 'B', 'phone 4711')], []],
    ['is not one person with an address twice', [party('person', 1, 'A', 'sms +1', 'sms +1')], []],
    ['is nothing in an empty directory', [], []],
  ])('%s', (_name, parties, expected) => {
    expect(found(...parties)).toEqual(expected);
  });
});
