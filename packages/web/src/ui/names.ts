import type { Patient } from '@critical-callout/contract/callout';

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

export const identifierLabel = (type: string | null): string =>
  type === null ? 'ID' : (IDENTIFIER_LABELS[type.toUpperCase()] ?? type);

/** Groups of a long number, so that it can be read out without losing the place: `1297287652` → `129 728 7652`. */
export function groupIdentifier(identifier: string): string {
  if (!/^\d{7,}$/.test(identifier)) return identifier;
  const head = identifier.slice(0, -4);
  const groups = head.match(/\d{1,3}(?=(?:\d{3})*$)/g) ?? [];
  return [...groups, identifier.slice(-4)].join(' ');
}

/** The tests of a bill, as people say them. */
export const joinNames = (names: readonly string[]): string =>
  names.filter((name, index) => names.indexOf(name) === index).join(', ');
