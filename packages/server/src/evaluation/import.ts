import type { ImportLimitsResult, LimitFields } from '@critical-callout/contract/limits';
import { compareDecimals, parseDecimal, refusal } from '@critical-callout/domain/kernel';
import type { Actor } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { type CsvLine, columnOf, type LineError, readLimitsCsv } from './csv.ts';
import { listDepartments } from './departments.ts';
import { listLatestLimits, type StoredLimit } from './limit-queries.ts';
import { nextVersion, problemsOf } from './limits.ts';
import { bumpRulesVersion } from './load-rules.ts';
import { publishLimits } from './publish.ts';

export type ImportInput = {
  labId: number;
  actor: Actor;
  author: string;
  authorUserId: string | null;
  csv: string;
  dryRun: boolean;
  reason: string;
  now: Date;
};

/**
 * Takes over a CSV file of limits: lines that say something new become new versions that wait for approval, lines that
 * say what is stored already change nothing, limits the file does not name stay. All or nothing: with any error nothing
 * is saved, and a run that is not dry is refused with every error and its line.
 */
export async function importLimits(tx: Tx, input: ImportInput): Promise<ImportLimitsResult> {
  const { labId, actor, author, authorUserId, csv, dryRun, reason, now } = input;
  const read = readLimitsCsv(csv);
  const errors = [...read.errors];
  // A dry run takes no lock and leaves no trace; it may be overtaken, which the real run then says.
  if (!dryRun) await bumpRulesVersion(tx, labId);
  const current = await listLatestLimits(tx, labId);
  const byKey = new Map<string, { line: CsvLine; row: ReturnType<typeof nextVersion>; before: StoredLimit | undefined }>();
  for (const line of read.lines) {
    const row = nextVersion(current, line.fields, now, null);
    const twice = byKey.get(row.limitKey);
    if (twice)
      errors.push({
        line: line.line,
        field: 'parameter_code',
        message: `the same limit as line ${twice.line.line}: ${row.limitKey}`,
      });
    else byKey.set(row.limitKey, { line, row, before: current.find((one) => one.limitKey === row.limitKey) });
  }
  const changed = [...byKey.values()].filter(({ line, before }) => !before || !isSame(line.fields, before));
  for (const problem of problemsOf(
    await listDepartments(tx, labId),
    current,
    changed.map(({ row }) => row),
  )) {
    errors.push({ line: byKey.get(problem.limitKey)?.line.line ?? 1, field: columnOf(problem.field), message: problem.message });
  }
  const created = changed.filter(({ before }) => !before).length;
  const result: ImportLimitsResult = {
    dryRun,
    lines: read.lines.length,
    created,
    changed: changed.length - created,
    unchanged: byKey.size - changed.length,
    errors: errors.toSorted((a, b) => a.line - b.line),
  };
  if (dryRun) return result;
  if (errors.length > 0) throw refused(result.errors);
  const proof = { author, authorUserId, approvedBy: null, approvedAt: null, reason };
  await publishLimits(
    tx,
    { labId, actor, now, reason },
    changed.map(({ row }) => ({ ...row, ...proof })),
  );
  return result;
}

function refused(errors: readonly LineError[]): Refused {
  const shown = errors.slice(0, 20).map(({ line, field, message }) => `line ${line}${field ? `, ${field}` : ''}: ${message}`);
  const more = errors.length > shown.length ? `; and ${errors.length - shown.length} more` : '';
  return new Refused(refusal('limits.import', `Nothing was saved. ${shown.join('; ')}${more}.`, { errors }));
}

function isSame(fields: LimitFields, stored: StoredLimit): boolean {
  const decimals = [
    'lowerBound',
    'upperBound',
    'criticalLower',
    'criticalUpper',
    'secondLower',
    'secondUpper',
    'molarMass',
  ] as const;
  const others = [
    'parameterName',
    'unit',
    'isCriticalLowerInclusive',
    'isCriticalUpperInclusive',
    'valence',
    'isActive',
  ] as const;
  return (
    decimals.every((field) => isSameNumber(fields[field], stored[field])) &&
    others.every((field) => fields[field] === stored[field]) &&
    isSameDelta(fields.delta, stored.delta) &&
    fields.sources.join('\n') === stored.sources.join('\n')
  );
}

function isSameDelta(a: LimitFields['delta'], b: LimitFields['delta']): boolean {
  if (a === null || b === null) return a === b;
  return isSameNumber(a.by, b.by) && a.in === b.in && a.hours === b.hours && a.direction === b.direction;
}

function isSameNumber(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  return left !== null && right !== null && compareDecimals(left, right) === 0;
}
