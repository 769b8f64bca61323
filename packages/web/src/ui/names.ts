import type { Patient } from '@critical-callout/contract/callout';
import type { IdentifierFormat } from '@critical-callout/contract/lab';
import { createStore } from '../platform/store.ts';

/** How this laboratory calls and groups the numbers of its patients; known from the moment somebody is signed in. */
export const identifierFormats = createStore<readonly IdentifierFormat[]>([]);

const formatOf = (type: string | null, formats: readonly IdentifierFormat[]): IdentifierFormat | undefined =>
  formats.find((one) => one.type === type?.toUpperCase());

/** Two-letter types of HL7 table 0203, in the words people use at the telephone. */
const IDENTIFIER_LABELS: Record<string, string> = {
  MR: 'MRN',
  PI: 'Patient ID',
  VN: 'Visit',
  AN: 'Account',
  SS: 'SSN',
  NH: 'NHS number',
  NI: 'National ID',
  PPN: 'Passport',
  DL: 'Driving licence',
};

/** `FAMILY, Given (Title)`; null when no name is known (NHS CUI patient name guidance). */
export function formatName({ familyName, givenName, title }: Pick<Patient, 'familyName' | 'givenName' | 'title'>): string | null {
  const family = familyName?.trim().toLocaleUpperCase('und') ?? '';
  const given = givenName?.trim() ?? '';
  if (family === '' && given === '') return null;
  const name = [family, given].filter(Boolean).join(', ');
  return title?.trim() ? `${name} (${title.trim()})` : name;
}

export function identifierLabel(type: string | null, formats: readonly IdentifierFormat[] = identifierFormats.get()): string {
  if (type === null) return 'ID';
  return formatOf(type, formats)?.label ?? IDENTIFIER_LABELS[type.toUpperCase()] ?? type;
}

/** A long number in groups, so that it can be read out without losing the place: the laboratory's, where the length fits. */
export function groupIdentifier(
  identifier: string,
  type: string | null = null,
  formats: readonly IdentifierFormat[] = identifierFormats.get(),
): string {
  const groups = formatOf(type, formats)?.groups ?? null;
  if (groups === null) return groupByThree(identifier);
  if (groups.reduce((sum, size) => sum + size, 0) !== identifier.length)
    return groups.length === 0 ? identifier : groupByThree(identifier);
  let from = 0;
  return groups
    .map((size) => {
      from += size;
      return identifier.slice(from - size, from);
    })
    .join(' ');
}

/** `1297287652` → `129 728 7652`: by three, the last four together. */
function groupByThree(identifier: string): string {
  if (!/^\d{7,}$/.test(identifier)) return identifier;
  const head = identifier.slice(0, -4);
  const groups = head.match(/\d{1,3}(?=(?:\d{3})*$)/g) ?? [];
  return [...groups, identifier.slice(-4)].join(' ');
}

/** The tests of a bill, as people say them. */
export const joinNames = (names: readonly string[]): string =>
  names.filter((name, index) => names.indexOf(name) === index).join(', ');
