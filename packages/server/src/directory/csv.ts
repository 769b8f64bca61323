import {
  type SaveContactPoint,
  saveContactPointSchema,
  saveDoctorSchema,
  saveOrganizationSchema,
  savePersonSchema,
  saveWardSchema,
} from '@critical-callout/contract/directory';
import { formatHours, normalAddress, PARTY_KINDS, type PartyKind, parseHours } from '@critical-callout/domain/directory';
import { stringify } from 'csv-stringify/sync';
import type { z } from 'zod';
import { protectCell, unprotectCell } from '../platform/csv.ts';
import { readTable } from '../platform/csv-table.ts';
import type { PartyFields } from './party-queries.ts';

/** One line is one contact point of somebody, or (without a channel) somebody alone; their own columns stand on every line. */
export const COLUMNS = [
  'kind',
  'code',
  'name',
  'function',
  'credential',
  'organization_code',
  'receives',
  'language',
  'is_active',
  'general_phone',
  'general_email',
  'general_fax',
  'purpose',
  'channel',
  'value',
  'hours',
  'preference',
  'verified_at',
  'contact_is_active',
] as const;
export type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ['kind', 'code', 'name'];
const MAX_LINES = 10_000;

export type LineError = { line: number; field: string; message: string };
export type CsvPoint = Omit<SaveContactPoint, 'owner'> & { dialled: string };
export type CsvParty = Omit<PartyFields, 'organization_id'> & { kind: PartyKind; organizationCode: string };
export type CsvLine = { line: number; party: CsvParty; point: CsvPoint | null };
export type ExportLine = { party: CsvParty; point: Omit<CsvPoint, 'dialled'> | null };

export function writeDirectory(lines: readonly ExportLine[]): string {
  const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
  const cells = ({ party, point }: ExportLine): Record<Column, string> => ({
    kind: party.kind,
    code: party.code,
    name: party.name,
    function: party.function ?? '',
    credential: party.credential ?? '',
    language: party.language ?? '',
    organization_code: party.organizationCode,
    receives: party.receives,
    is_active: yesNo(party.is_active),
    general_phone: party.phone ?? '',
    general_email: party.email ?? '',
    general_fax: party.fax ?? '',
    purpose: point?.purpose ?? '',
    channel: point?.channel ?? '',
    value: point?.value ?? '',
    hours: point ? formatHours(point.hours) : '',
    preference: point ? String(point.preference) : '',
    verified_at: point?.verifiedAt ?? '',
    contact_is_active: point ? yesNo(point.isActive) : '',
  });
  return stringify([
    [...COLUMNS],
    ...lines.map((line) => {
      const row = cells(line);
      return COLUMNS.map((column) => protectCell(row[column]));
    }),
  ]);
}

/** Reads a file as `writeDirectory` writes it, with comma or semicolon, in any order of columns; every error with its line. */
export function readDirectoryCsv(
  text: string,
  callingCode: string,
): { lines: CsvLine[]; columns: ReadonlySet<string>; errors: LineError[] } {
  const table = readTable(text);
  if ('message' in table)
    return { lines: [], columns: new Set(), errors: [{ line: table.line, field: '', message: table.message }] };
  const [header, ...records] = table.records;
  const columns = header?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const errors = checkHeader(columns);
  if (records.length > MAX_LINES)
    errors.push({ line: 1, field: '', message: `${records.length} lines; at most ${MAX_LINES} are read at once` });
  if (errors.length > 0) return { lines: [], columns: new Set(columns), errors };
  const lines: CsvLine[] = [];
  for (const { line, cells } of records) {
    const cellOf = (column: Column): string => unprotectCell((cells[columns.indexOf(column)] ?? '').trim());
    const lineErrors: LineError[] = [];
    const report = (field: string, message: string): void => void lineErrors.push({ line, field, message });
    const party = readLineParty(cellOf, report);
    const point = readLinePoint(cellOf, callingCode, report);
    if (lineErrors.length === 0 && party) lines.push({ line, party, point });
    errors.push(...lineErrors);
  }
  return { lines, columns: new Set(columns), errors };
}

function checkHeader(columns: readonly string[]): LineError[] {
  const known = new Set<string>(COLUMNS);
  const errors = columns
    .filter((column) => !known.has(column))
    .map((column) => ({ line: 1, field: column, message: `unknown column; known are ${COLUMNS.join(', ')}` }));
  for (const column of REQUIRED)
    if (!columns.includes(column)) errors.push({ line: 1, field: column, message: 'this column is missing' });
  for (const column of new Set(columns.filter((one, index) => columns.indexOf(one) !== index)))
    errors.push({ line: 1, field: column, message: 'this column is there twice' });
  return errors;
}

type CellOf = (column: Column) => string;
type Report = (field: string, message: string) => void;

const SCHEMAS = {
  doctor: saveDoctorSchema,
  organization: saveOrganizationSchema,
  ward: saveWardSchema,
  person: savePersonSchema,
};

function readLineParty(cellOf: CellOf, report: Report): CsvParty | null {
  const kind = PARTY_KINDS.find((one) => one === cellOf('kind').toLowerCase());
  if (!kind) {
    report('kind', `must be one of ${PARTY_KINDS.join(', ')}`);
    return null;
  }
  const isActive = flagOf(cellOf, 'is_active', report);
  const organizationCode = cellOf('organization_code');
  if (kind === 'lab')
    return { kind, code: '', name: '', receives: 'may-receive', is_active: true, language: null, organizationCode: '' };
  if (organizationCode && kind === 'organization') report('organization_code', 'an organization belongs to none');
  const hasGeneral = kind === 'doctor' || kind === 'organization';
  const general = {
    phone: cellOf('general_phone') || null,
    email: cellOf('general_email') || null,
    fax: cellOf('general_fax') || null,
  };
  if (!hasGeneral && Object.values(general).some((value) => value !== null))
    report('general_phone', `a ${kind} has no general address; write a line with purpose general`);
  if (kind !== 'person' && cellOf('function')) report('function', 'only a person has a function');
  const hasCredential = kind === 'person' || kind === 'doctor';
  if (!hasCredential && cellOf('credential')) report('credential', 'only a doctor or a person has a credential');
  const credential = hasCredential && { credential: cellOf('credential') || null };
  const fields = {
    code: cellOf('code'),
    name: cellOf('name'),
    receives: cellOf('receives') || undefined,
    language: cellOf('language').toLowerCase() || null,
    isActive,
    ...credential,
    ...(hasGeneral && general),
    ...(kind === 'person' && { function: cellOf('function') || null }),
  };
  const parsed = SCHEMAS[kind].safeParse(fields);
  if (!parsed.success) {
    reportIssues(parsed.error.issues, report);
    return null;
  }
  for (const [channel, value] of Object.entries(hasGeneral ? general : {})) {
    const normal = value === null ? '' : normalAddress(channel as keyof typeof general, value, '');
    if (typeof normal !== 'string') report(`general_${channel}`, normal.message);
  }
  const { code, name, receives, language } = parsed.data;
  return {
    kind,
    code,
    name,
    receives,
    language: language ?? null,
    is_active: isActive,
    ...credential,
    organizationCode,
    ...(hasGeneral && general),
    ...(kind === 'person' && { function: cellOf('function') || null }),
  };
}

function readLinePoint(cellOf: CellOf, callingCode: string, report: Report): CsvPoint | null {
  const contact = ['purpose', 'value', 'hours', 'preference', 'verified_at'] as const;
  if (cellOf('channel') === '') {
    for (const column of contact) if (cellOf(column) !== '') report('channel', `must say how, where ${column} is given`);
    if (cellOf('kind').toLowerCase() === 'lab') report('channel', 'a line of the lab must name a contact');
    return null;
  }
  const hours = parseHours(cellOf('hours'));
  if (!hours) report('hours', 'must be of the form Mo-Fr 08:00-17:00; Sa,Su 10:00-12:00');
  const preference = cellOf('preference');
  const parsed = saveContactPointSchema.safeParse({
    owner: { kind: 'lab' },
    purpose: cellOf('purpose') || undefined,
    channel: cellOf('channel').toLowerCase(),
    value: cellOf('value'),
    hours: hours?.hours ?? null,
    preference: preference === '' ? undefined : Number(preference),
    verifiedAt: cellOf('verified_at') || null,
    isActive: flagOf(cellOf, 'contact_is_active', report),
  });
  if (!parsed.success) {
    reportIssues(parsed.error.issues, report);
    return null;
  }
  const { owner: _owner, ...point } = parsed.data;
  const dialled = normalAddress(point.channel, point.value, callingCode);
  if (typeof dialled !== 'string') {
    report('value', dialled.message);
    return null;
  }
  return { ...point, dialled };
}

function flagOf(cellOf: CellOf, column: Column, report: Report): boolean {
  const cell = cellOf(column).toLowerCase();
  if (['no', 'false', '0'].includes(cell)) return false;
  if (!['', 'yes', 'true', '1'].includes(cell)) report(column, 'must be yes or no');
  return true;
}

const COLUMN_OF: Record<string, Column> = { verifiedAt: 'verified_at', isActive: 'is_active' };

function reportIssues(issues: readonly z.core.$ZodIssue[], report: Report): void {
  for (const { path, message } of issues) {
    const field = String(path[0] ?? '');
    report(COLUMN_OF[field] ?? field, message);
  }
}
