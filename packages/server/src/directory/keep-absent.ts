import type { Column, CsvLine, CsvParty, CsvPoint } from './csv.ts';

const PARTY_COLUMNS: readonly [keyof CsvParty, Column][] = [
  ['receives', 'receives'],
  ['language', 'language'],
  ['is_active', 'is_active'],
  ['phone', 'general_phone'],
  ['email', 'general_email'],
  ['fax', 'general_fax'],
  ['function', 'function'],
  ['credential', 'credential'],
  ['organizationCode', 'organization_code'],
];
const POINT_COLUMNS: readonly [keyof CsvPoint, Column][] = [
  ['hours', 'hours'],
  ['preference', 'preference'],
  ['verifiedAt', 'verified_at'],
  ['isActive', 'contact_is_active'],
];

/** A column the file does not have says nothing: what is stored stays. An empty cell of a column it has says "none". */
export function keepAbsent(
  line: CsvLine,
  columns: ReadonlySet<string>,
  party: CsvParty | undefined,
  point: CsvPoint | undefined,
): CsvLine {
  return {
    line: line.line,
    party: party ? { ...line.party, ...absent(party, PARTY_COLUMNS, columns) } : line.party,
    point: point && line.point ? { ...line.point, ...absent(point, POINT_COLUMNS, columns) } : line.point,
  };
}

function absent<T extends object>(stored: T, fields: readonly [keyof T, Column][], columns: ReadonlySet<string>): Partial<T> {
  const kept: Partial<T> = {};
  for (const [field, column] of fields) if (!columns.has(column) && field in stored) kept[field] = stored[field];
  return kept;
}
