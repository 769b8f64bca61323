import { isDeepStrictEqual } from 'node:util';
import type { SettingsImported } from '@critical-callout/contract/settings';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { protectCell, unprotectCell } from '../platform/csv.ts';
import { readTable } from '../platform/csv-table.ts';
import type { Tx } from '../platform/db.ts';
import { type Cell, readTree, type Shape, treeOf, writeCells } from './cells.ts';
import { LAB_FORM, type SettingForm, SIMPLE_FORMS } from './forms.ts';
import { versionOf } from './version.ts';

/** How long people stay signed in stands in the laboratory's own form. */
const FORMS = [LAB_FORM, ...SIMPLE_FORMS.filter(({ name }) => name !== 'sign-in')];
const COLUMNS = ['setting', 'field', 'value'];
const MAX_LINES = 5_000;

type Line = Cell & { line: number };
type LineError = SettingsImported['errors'][number];
export type FormChange = { form: SettingForm; seen: number; before: Record<string, unknown>; after: Record<string, unknown> };
type Read = { lines: number; errors: LineError[]; changes: FormChange[] };

/** Every setting of the laboratory, one line for each field. */
export async function writeSettings(tx: Tx, labId: number): Promise<string> {
  const rows: string[][] = [COLUMNS];
  for (const form of FORMS) {
    const value = await form.read(tx, labId);
    rows.push(...writeCells(value).map(({ field, text }) => [form.name, field, protectCell(text)]));
  }
  return stringify(rows);
}

/** What a file would change, or its errors by line; it names field and value of each. */
export async function readSettings(tx: Tx, session: LabSession, csv: string): Promise<Read> {
  const { lines, errors } = linesOf(csv);
  const changes: FormChange[] = [];
  for (const [name, own] of lines) {
    const form = FORMS.find((one) => one.name === name);
    const [first] = own;
    if (!form || !first) {
      const known = FORMS.map((one) => one.name).join(', ');
      for (const { line } of own) errors.push({ line, field: 'setting', message: `'${name}' is no setting; known are ${known}` });
      continue;
    }
    const read = readForm(form, own, await form.read(tx, session.labId));
    errors.push(...read.errors);
    const isChanged = read.change && !isDeepStrictEqual(read.change.before, read.change.after);
    if (!read.change || !isChanged) continue;
    if (sessionMay(session, form.write)) changes.push(read.change);
    else errors.push({ line: first.line, field: name, message: `your role may not publish ${name}` });
  }
  const count = [...lines.values()].reduce((sum, own) => sum + own.length, 0);
  return { lines: count, errors: errors.sort((a, b) => a.line - b.line), changes: errors.length > 0 ? [] : changes };
}

function linesOf(csv: string): { lines: Map<string, Line[]>; errors: LineError[] } {
  const lines = new Map<string, Line[]>();
  const table = readTable(csv);
  if ('message' in table) return { lines, errors: [{ line: table.line, field: '', message: table.message }] };
  const [header, ...records] = table.records;
  const columns = header?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const missing = COLUMNS.filter((column) => !columns.includes(column));
  if (missing.length > 0)
    return { lines, errors: missing.map((field) => ({ line: 1, field, message: 'this column is missing' })) };
  if (records.length > MAX_LINES)
    return { lines, errors: [{ line: 1, field: '', message: `${records.length} lines; at most ${MAX_LINES} are read at once` }] };
  const errors: LineError[] = [];
  for (const { line, cells } of records) {
    const cellOf = (column: string): string => unprotectCell((cells[columns.indexOf(column)] ?? '').trim());
    const [name, field] = [cellOf('setting'), cellOf('field')];
    const own = lines.get(name) ?? [];
    if (field === '') errors.push({ line, field: 'field', message: 'no field is named' });
    else if (own.some((one) => one.field === field))
      errors.push({ line, field, message: `${name} ${field} stands in the file twice` });
    else own.push({ line, field, text: cellOf('value') });
    lines.set(name, own);
  }
  return { lines, errors };
}

function readForm(
  form: SettingForm,
  lines: readonly Line[],
  before: Record<string, unknown>,
): { errors: LineError[]; change: FormChange | null } {
  const shape = z.toJSONSchema(form.schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  const parsed = form.schema.safeParse(readTree(shape, treeOf(lines), before));
  if (parsed.success) return { errors: [], change: { form, seen: versionOf(before), before, after: parsed.data } };
  const errors = parsed.error.issues.flatMap((issue) => {
    // The file counts from 1.
    const path = issue.path.map((part) => (typeof part === 'number' ? part + 1 : String(part)));
    const names = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
    return names.map((one): LineError => {
      const field = one.join('.');
      const near = lines.find((line) => isNear(line.field, field)) ?? lines[0];
      const about = near && isNear(near.field, field) ? `'${near.text}': ` : '';
      const message = issue.code === 'unrecognized_keys' ? 'there is no such field' : issue.message;
      return { line: near?.line ?? 1, field: `${form.name} ${field}`.trim(), message: `${about}${message}` };
    });
  });
  return { errors, change: null };
}

/** The field itself, one below it, or the list it stands in. */
const isNear = (of: string, field: string): boolean => of === field || of.startsWith(`${field}.`) || field.startsWith(`${of}.`);
