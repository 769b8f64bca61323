import { type LimitFields, limitFieldsSchema } from '@critical-callout/contract/limits';
import { stringify } from 'csv-stringify/sync';
import { protectCell, unprotectCell } from '../platform/csv.ts';
import { readTable } from '../platform/csv-table.ts';
import type { StoredLimit } from './limit-queries.ts';

/** Written and read back. */
const COLUMNS = [
  'parameter_code',
  'code_system',
  'parameter_name',
  'unit',
  'tier',
  'sex',
  'age_from_days',
  'age_to_days',
  'patient_class',
  'location',
  'specimen',
  'department',
  'critical_lower',
  'critical_lower_inclusive',
  'lower_bound',
  'upper_bound',
  'critical_upper',
  'critical_upper_inclusive',
  'second_lower',
  'second_upper',
  'delta_by',
  'delta_in',
  'delta_hours',
  'delta_direction',
  'molar_mass',
  'valence',
  'is_active',
  'sources',
] as const;
/** Written for people; passed over when read. */
const INFORMATION = ['version', 'author', 'reason', 'approved_by', 'approved_at'] as const;
type Column = (typeof COLUMNS)[number];

const MAX_LINES = 10_000;
export type LineError = { line: number; field: string; message: string };
export type CsvLine = { line: number; fields: LimitFields };

export function writeLimits(rows: readonly StoredLimit[]): string {
  const records = rows.map((row) => [
    row.parameterCode,
    row.codeSystem,
    row.parameterName,
    row.unit,
    row.tier,
    row.sex,
    row.ageFromDays,
    row.ageToDays,
    row.patientClass,
    row.location,
    row.specimen,
    row.department,
    row.criticalLower,
    yesNo(row.isCriticalLowerInclusive),
    row.lowerBound,
    row.upperBound,
    row.criticalUpper,
    yesNo(row.isCriticalUpperInclusive),
    row.secondLower,
    row.secondUpper,
    row.delta?.by ?? null,
    row.delta?.in ?? null,
    row.delta?.hours ?? null,
    row.delta?.direction ?? null,
    row.molarMass,
    row.valence,
    yesNo(row.isActive),
    row.sources.join('; '),
    row.version,
    row.author,
    row.reason,
    row.approvedBy,
    row.approvedAt?.toISOString() ?? null,
  ]);
  return stringify([
    [...COLUMNS, ...INFORMATION],
    ...records.map((record) => record.map((value) => (value === null ? '' : protectCell(String(value))))),
  ]);
}

const yesNo = (value: boolean): string => (value ? 'yes' : 'no');

/** Reads a file as `writeLimits` writes it, with comma or semicolon, in any order of columns; every error with its line. */
export function readLimitsCsv(text: string): { lines: CsvLine[]; errors: LineError[] } {
  const table = readTable(text);
  if ('message' in table) return { lines: [], errors: [{ line: table.line, field: '', message: table.message }] };
  const [header, ...records] = table.records;
  const columns = header?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const errors = checkHeader(columns);
  if (records.length > MAX_LINES)
    errors.push({ line: 1, field: '', message: `${records.length} lines; at most ${MAX_LINES} are read at once` });
  if (errors.length > 0) return { lines: [], errors };
  const lines: CsvLine[] = [];
  for (const { line, cells } of records) {
    const cellOf = (column: Column): string => unprotectCell((cells[columns.indexOf(column)] ?? '').trim());
    const lineErrors: LineError[] = [];
    const parsed = limitFieldsSchema.safeParse(fieldsOf(cellOf, (field, message) => lineErrors.push({ line, field, message })));
    if (!parsed.success) {
      for (const issue of parsed.error.issues)
        lineErrors.push({ line, field: columnOf(issue.path.join('.')), message: issue.message });
    } else if (lineErrors.length === 0) lines.push({ line, fields: parsed.data });
    errors.push(...lineErrors);
  }
  return { lines, errors };
}

function checkHeader(columns: readonly string[]): LineError[] {
  const known = new Set<string>([...COLUMNS, ...INFORMATION]);
  const errors = columns
    .filter((column) => !known.has(column))
    .map((column) => ({ line: 1, field: column, message: `unknown column; known are ${[...known].join(', ')}` }));
  for (const column of ['parameter_code', 'parameter_name'] as const) {
    if (!columns.includes(column)) errors.push({ line: 1, field: column, message: 'this column is missing' });
  }
  for (const column of new Set(columns.filter((one, index) => columns.indexOf(one) !== index)))
    errors.push({ line: 1, field: column, message: 'this column is there twice' });
  return errors;
}

export const columnOf = (field: string): string =>
  field
    .replace(/^is(?=Critical)/, '')
    .replace('.', '_')
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function fieldsOf(cellOf: (column: Column) => string, report: (field: Column, message: string) => void): Record<string, unknown> {
  const text = (column: Column): string | undefined => cellOf(column) || undefined;
  const whole = (column: Column): number | undefined => {
    const cell = cellOf(column);
    if (cell === '') return undefined;
    if (!/^\d{1,6}$/.test(cell)) report(column, `${JSON.stringify(cell)} is not a whole number`);
    return Number(cell) || 0;
  };
  const flag = (column: Column, fallback: boolean): boolean => {
    const cell = cellOf(column).toLowerCase();
    if (['yes', 'true', '1'].includes(cell)) return true;
    if (['no', 'false', '0'].includes(cell)) return false;
    if (cell !== '') report(column, `${JSON.stringify(cell)} is neither yes nor no`);
    return fallback;
  };
  return {
    parameterCode: text('parameter_code') ?? '',
    codeSystem: cellOf('code_system'),
    parameterName: text('parameter_name') ?? '',
    unit: text('unit') ?? null,
    tier: text('tier'),
    sex: text('sex') ?? null,
    ageFromDays: whole('age_from_days'),
    ageToDays: whole('age_to_days') ?? null,
    patientClass: text('patient_class') ?? null,
    location: text('location') ?? null,
    specimen: text('specimen') ?? null,
    department: text('department') ?? null,
    criticalLower: text('critical_lower') ?? null,
    isCriticalLowerInclusive: flag('critical_lower_inclusive', false),
    lowerBound: text('lower_bound') ?? null,
    upperBound: text('upper_bound') ?? null,
    criticalUpper: text('critical_upper') ?? null,
    isCriticalUpperInclusive: flag('critical_upper_inclusive', false),
    secondLower: text('second_lower') ?? null,
    secondUpper: text('second_upper') ?? null,
    delta: deltaOf(text, whole),
    molarMass: text('molar_mass') ?? null,
    valence: whole('valence') ?? null,
    isActive: flag('is_active', true),
    sources: cellOf('sources')
      .split(';')
      .map((source) => source.trim())
      .filter((source) => source !== ''),
  };
}

const DELTA = ['delta_by', 'delta_in', 'delta_hours', 'delta_direction'] as const;

/** All four cells or none: a rule that is half there is an error of the cell that is missing, not silently none. */
function deltaOf(text: (column: Column) => string | undefined, whole: (column: Column) => number | undefined): unknown {
  if (DELTA.every((column) => text(column) === undefined)) return null;
  return { by: text('delta_by'), in: text('delta_in'), hours: whole('delta_hours'), direction: text('delta_direction') };
}
