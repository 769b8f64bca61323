import { expect, it } from 'vitest';
import { findSimilarNames } from './similar-names.ts';

const person = (id: number, familyName: string | null, givenName: string | null) => ({
  id,
  familyName,
  givenName,
  born: null,
  identifier: String(id),
});

it.each([
  ['same family name and first initial', [person(1, 'Sample', 'John'), person(2, 'SAMPLE', 'Jane')], [1, 2]],
  ['accents, case and hyphens', [person(1, 'Müller-Lee', 'Ángel'), person(2, 'Muller Lee', 'Anna')], [1, 2]],
  ['the same person twice is not similar to himself', [person(1, 'Sample', 'John'), person(1, 'Sample', 'John')], []],
  ['another initial', [person(1, 'Sample', 'John'), person(2, 'Sample', 'Mary')], []],
  ['no names', [person(1, null, null), person(2, null, null)], []],
])('%s', (_what, people, similar) => expect([...findSimilarNames(people)]).toEqual(similar));
