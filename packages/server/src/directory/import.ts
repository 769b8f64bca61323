import type { ImportDirectoryResult } from '@critical-callout/contract/directory';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { insertPoint, listAllPoints, type PointRow, proofOf, readCallingCode, updatePoint } from './contact-points.ts';
import {
  type CsvLine,
  type CsvParty,
  type CsvPoint,
  type ExportLine,
  type LineError,
  readDirectoryCsv,
  writeDirectory,
} from './csv.ts';
import { keepAbsent } from './keep-absent.ts';
import { insertParty, type PartyFields, type PartyRow, type StoredKind, TABLES, updateParty } from './party-queries.ts';
import { refuseTwice } from './refuse.ts';
import { type Change, sayChanged } from './say.ts';

type StoredParty = { kind: StoredKind; id: number; fields: PartyFields };
const KINDS = ['organization', 'doctor', 'ward', 'person'] as const;

async function listEveryParty(tx: Tx, labId: number): Promise<StoredParty[]> {
  const parties: StoredParty[] = [];
  for (const kind of KINDS) {
    const { table, columns } = TABLES[kind];
    const { rows } = await sql<PartyRow>`
      select id, ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(table)} where lab_id = ${labId} order by code`.execute(
      tx,
    );
    parties.push(...rows.map(({ id, ...fields }) => ({ kind, id, fields })));
  }
  return parties;
}

/** The whole directory as a file that the import reads back: everybody, each with their contact points. */
export async function exportDirectory(tx: Tx, labId: number): Promise<string> {
  const parties = await listEveryParty(tx, labId);
  const points = await listAllPoints(tx, labId);
  const organizations = new Map(parties.filter(({ kind }) => kind === 'organization').map(({ id, fields }) => [id, fields.code]));
  const byOwner = Map.groupBy(points, (point) => `${point.owner_kind} ${point.owner_id}`);
  const pointsOf = (kind: PointRow['owner_kind'], id: number | null) => (byOwner.get(`${kind} ${id}`) ?? []).map(pointFields);
  const lines = parties.flatMap(({ kind, id, fields: { organization_id, ...fields } }): ExportLine[] => {
    const party: CsvParty = { ...fields, kind, organizationCode: organizations.get(organization_id ?? 0) ?? '' };
    const own = pointsOf(kind, id);
    return own.length === 0 ? [{ party, point: null }] : own.map((point) => ({ party, point }));
  });
  const lab: CsvParty = {
    kind: 'lab',
    code: '',
    name: '',
    receives: 'may-receive',
    is_active: true,
    language: null,
    organizationCode: '',
  };
  return writeDirectory([...lines, ...pointsOf('lab', null).map((point) => ({ party: lab, point }))]);
}

const pointFields = (row: PointRow): Omit<CsvPoint, 'dialled'> => ({
  purpose: row.purpose,
  channel: row.channel,
  value: row.value,
  hours: row.hours,
  preference: row.preference,
  verifiedAt: row.verified_at?.toISOString() ?? null,
  isActive: row.is_active,
});

/**
 * Takes over a file of the directory: what it names is made or brought up to date, what it does not name stays. All or
 * nothing: with any error nothing is saved, and a run that is not dry is refused with every error and its line.
 */
export async function importDirectory(
  tx: Tx,
  change: Change,
  input: { csv: string; dryRun: boolean; reason: string },
): Promise<ImportDirectoryResult> {
  const { labId } = change;
  const read = readDirectoryCsv(input.csv, await readCallingCode(tx, labId));
  const stored = await listEveryParty(tx, labId);
  const storedPoints = indexPoints(await listAllPoints(tx, labId), stored);
  const partyOf = indexParties(stored);
  const lines = read.lines.map((line) => {
    const point = storedPoints.get(pointKey(line));
    const party = partyOf.get(keyOf(line.party.kind, line.party.code));
    return keepAbsent(line, read.columns, party, point && { ...pointFields(point), dialled: point.dialled });
  });
  const plan = planParties(lines, stored);
  const errors = [...read.errors, ...plan.errors, ...findTwice(lines)].toSorted((a, b) => a.line - b.line);
  const points = planPoints(lines, storedPoints);
  const result: ImportDirectoryResult = {
    dryRun: input.dryRun,
    lines: read.lines.length,
    parties: countOf(plan.steps),
    contactPoints: countOf(points),
    errors,
  };
  if (input.dryRun) return result;
  if (errors.length > 0) throw refused(errors);
  await refuseTwice('csv', 'Somebody else wrote into the directory at the same time; try again.', async () => {
    const ids = await writeParties(tx, labId, plan.steps, stored);
    for (const { before, line } of points.filter(({ action }) => action !== 'unchanged'))
      await writePoint(tx, labId, ids, line, before);
  });
  const changed = result.parties.created + result.parties.changed + result.contactPoints.created + result.contactPoints.changed;
  if (changed > 0) {
    const what = `import of ${result.lines} lines`;
    await sayChanged(tx, change, what, {
      kind: 'import',
      after: { parties: result.parties, contact_points: result.contactPoints },
      reason: input.reason,
    });
  }
  return result;
}

type Action = 'created' | 'changed' | 'unchanged';
const countOf = (steps: readonly { action: Action }[]): ImportDirectoryResult['parties'] => ({
  created: steps.filter(({ action }) => action === 'created').length,
  changed: steps.filter(({ action }) => action === 'changed').length,
  unchanged: steps.filter(({ action }) => action === 'unchanged').length,
});

/** A ward is found by its code however it is written: PV1-3 is compared without case. */
const keyOf = (kind: string, code: string): string => `${kind} ${kind === 'ward' ? code.toLowerCase() : code}`;
type PartyStep = { action: Action; party: CsvParty & { kind: StoredKind }; id: number | null };

/** Each party of the file once; its lines must agree about it, and the organization it names must be there or in the file. */
function planParties(lines: readonly CsvLine[], stored: readonly StoredParty[]): { steps: PartyStep[]; errors: LineError[] } {
  const errors: LineError[] = [];
  const first = new Map<string, CsvLine>();
  const known = new Map(stored.map((party) => [keyOf(party.kind, party.fields.code), party]));
  const organizations = new Set([
    ...stored.filter(({ kind }) => kind === 'organization').map(({ fields }) => fields.code),
    ...lines.filter(({ party }) => party.kind === 'organization').map(({ party }) => party.code),
  ]);
  const codeOfOrganization = new Map(
    stored.filter(({ kind }) => kind === 'organization').map(({ id, fields }) => [id, fields.code]),
  );
  const steps: PartyStep[] = [];
  for (const line of lines) {
    const { party } = line;
    const { kind } = party;
    if (kind === 'lab') continue;
    const key = keyOf(kind, party.code);
    const before = first.get(key);
    if (before) {
      if (JSON.stringify(before.party) !== JSON.stringify(party))
        errors.push({ line: line.line, field: 'code', message: `says something else of ${key} than line ${before.line}` });
      continue;
    }
    first.set(key, line);
    if (party.organizationCode && !organizations.has(party.organizationCode))
      errors.push({ line: line.line, field: 'organization_code', message: `there is no organization ${party.organizationCode}` });
    const old = known.get(key);
    const isSame =
      old &&
      old.fields.code === party.code &&
      (['name', 'receives', 'language', 'is_active', 'phone', 'email', 'fax', 'function', 'credential'] as const).every(
        (field) => (old.fields[field] ?? null) === (party[field] ?? null),
      ) &&
      (codeOfOrganization.get(old.fields.organization_id ?? 0) ?? '') === party.organizationCode;
    steps.push({ action: old ? (isSame ? 'unchanged' : 'changed') : 'created', party: { ...party, kind }, id: old?.id ?? null });
  }
  return { steps, errors };
}

const pointKey = ({ party, point }: CsvLine): string =>
  [keyOf(party.kind, party.code), point?.purpose, point?.channel, point?.dialled].join('\n');

function findTwice(lines: readonly CsvLine[]): LineError[] {
  const seen = new Map<string, number>();
  return lines.flatMap((line) => {
    const key = pointKey(line);
    const before = seen.get(key);
    if (before === undefined) seen.set(key, line.line);
    if (before === undefined) return [];
    return [{ line: line.line, field: line.point ? 'value' : 'code', message: `the same as line ${before}` }];
  });
}

type PointStep = { action: Action; line: CsvLine & { point: CsvPoint }; before: PointRow | null };

function indexPoints(points: readonly PointRow[], stored: readonly StoredParty[]): Map<string, PointRow> {
  const codes = new Map(stored.map(({ kind, id, fields }) => [`${kind} ${id}`, fields.code]));
  return new Map(
    points.map((row) => {
      const code = row.owner_kind === 'lab' ? '' : (codes.get(`${row.owner_kind} ${row.owner_id}`) ?? '');
      return [[keyOf(row.owner_kind, code), row.purpose, row.channel, row.dialled].join('\n'), row];
    }),
  );
}

function indexParties(stored: readonly StoredParty[]): Map<string, CsvParty> {
  const organizations = new Map(stored.filter(({ kind }) => kind === 'organization').map(({ id, fields }) => [id, fields.code]));
  return new Map(
    stored.map(({ kind, fields: { organization_id, ...fields } }) => [
      keyOf(kind, fields.code),
      { ...fields, kind, organizationCode: organizations.get(organization_id ?? 0) ?? '' },
    ]),
  );
}

function planPoints(lines: readonly CsvLine[], old: ReadonlyMap<string, PointRow>): PointStep[] {
  return lines.flatMap(({ point, ...line }): PointStep[] => {
    if (!point) return [];
    const before = old.get(pointKey({ ...line, point })) ?? null;
    const { dialled: _dialled, ...fields } = point;
    const isSame = before && isSamePoint(fields, pointFields(before));
    return [{ action: before ? (isSame ? 'unchanged' : 'changed') : 'created', line: { ...line, point }, before }];
  });
}

function isSamePoint(a: Omit<CsvPoint, 'dialled'>, b: Omit<CsvPoint, 'dialled'>): boolean {
  const time = (at: string | null): number => (at === null ? 0 : Date.parse(at));
  return (
    a.value === b.value &&
    a.preference === b.preference &&
    a.isActive === b.isActive &&
    time(a.verifiedAt) === time(b.verifiedAt) &&
    JSON.stringify(windowsOf(a.hours)) === JSON.stringify(windowsOf(b.hours))
  );
}

// Stored JSON comes back with its keys in another order.
const windowsOf = (hours: CsvPoint['hours']) => hours?.map(({ days, from, to }) => [days, from, to]) ?? null;

/** Organizations first: the others name them. */
async function writeParties(
  tx: Tx,
  labId: number,
  steps: readonly PartyStep[],
  stored: readonly StoredParty[],
): Promise<Map<string, number>> {
  const ids = new Map(stored.map(({ kind, id, fields }) => [keyOf(kind, fields.code), id]));
  const inOrder = [...steps].sort((a, b) => KINDS.indexOf(a.party.kind) - KINDS.indexOf(b.party.kind));
  for (const { action, party, id } of inOrder) {
    const { kind, organizationCode, ...fields } = party;
    const row: PartyFields = { ...fields, organization_id: ids.get(keyOf('organization', organizationCode)) ?? null };
    if (action === 'created') ids.set(keyOf(kind, party.code), await insertParty(tx, labId, kind, row));
    else if (action === 'changed' && id !== null) await updateParty(tx, labId, kind, id, row);
  }
  return ids;
}

async function writePoint(
  tx: Tx,
  labId: number,
  ids: ReadonlyMap<string, number>,
  { party, point }: PointStep['line'],
  before: PointRow | null,
): Promise<void> {
  const row = {
    owner_kind: party.kind,
    owner_id: party.kind === 'lab' ? null : (ids.get(keyOf(party.kind, party.code)) ?? null),
    purpose: point.purpose,
    channel: point.channel,
    value: point.value,
    dialled: point.dialled,
    hours: point.hours,
    preference: point.preference,
    ...proofOf(before, { value: point.dialled, verifiedAt: point.verifiedAt, by: 'import' }),
    is_active: point.isActive,
  };
  if (before) await updatePoint(tx, labId, before.id, row);
  else await insertPoint(tx, labId, row);
}

function refused(errors: readonly LineError[]): Refused {
  const shown = errors.slice(0, 20).map(({ line, field, message }) => `line ${line}${field ? `, ${field}` : ''}: ${message}`);
  const more = errors.length > shown.length ? `; and ${errors.length - shown.length} more` : '';
  return new Refused(refusal('directory.import', `Nothing was saved. ${shown.join('; ')}${more}.`, { errors }));
}
