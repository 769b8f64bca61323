import type { Patient } from '@critical-callout/contract/callout';

type Person = Pick<Patient, 'id' | 'familyName' | 'givenName' | 'born' | 'identifier'>;

/**
 * Patients of the list who are easily mistaken for another one on it: same family name and first initial, or the same
 * name with another birth date or number. One wrong click here tells a doctor somebody else's potassium.
 */
export function findSimilarNames(patients: readonly Person[]): Set<number> {
  const groups = new Map<string, Map<number, Person>>();
  for (const patient of patients) {
    const key = keyOf(patient);
    if (key === null) continue;
    const group = groups.get(key) ?? new Map<number, Person>();
    groups.set(key, group.set(patient.id, patient));
  }
  const similar = new Set<number>();
  for (const group of groups.values()) if (group.size > 1) for (const id of group.keys()) similar.add(id);
  return similar;
}

/** Accents and case do not make two names different on the telephone. */
/** Every opening of a panel compares with all names of the list: each is folded once, and forgotten with the list. */
const keys = new WeakMap<Person, string | null>();

function keyOf(patient: Person): string | null {
  const known = keys.get(patient);
  if (known !== undefined) return known;
  const family = fold(patient.familyName);
  const key = family === '' ? null : `${family}|${fold(patient.givenName).slice(0, 1)}`;
  keys.set(patient, key);
  return key;
}

const fold = (name: string | null): string =>
  (name ?? '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
