import { compareDecimals, type Decimal, parseDecimal } from '../kernel/index.ts';
import { isInside, type LimitVersion, overlap } from './limit.ts';
import { normalSystem } from './rules.ts';
import { specimenWord } from './specimens.ts';
import { isUnit } from './units.ts';

/** Something wrong in a limit, found when it is saved and not at night. */
export type LimitProblem = {
  code:
    | 'limits.not-a-number'
    | 'limits.order'
    | 'limits.no-bound'
    | 'limits.unit'
    | 'limits.age'
    | 'limits.substance'
    | 'limits.specimen'
    | 'limits.department'
    | 'limits.delta'
    | 'limits.tie';
  limitKey: string;
  field: string;
  message: string;
};

const BOUND_FIELDS = ['secondLower', 'criticalLower', 'lowerBound', 'upperBound', 'criticalUpper', 'secondUpper'] as const;
const SECONDS = [
  ['secondLower', 'criticalLower'],
  ['secondUpper', 'criticalUpper'],
] as const;

/** What is wrong with one limit by itself. */
export function checkLimit(row: LimitVersion): LimitProblem[] {
  const problems: LimitProblem[] = [];
  const report = (code: LimitProblem['code'], field: string, message: string): void =>
    void problems.push({ code, limitKey: row.limitKey, field, message });
  const bounds: { field: string; value: Decimal; text: string }[] = [];
  for (const field of BOUND_FIELDS) {
    const text = row[field];
    if (text === null) continue;
    const value = parseDecimal(text);
    if (value) bounds.push({ field, value, text });
    else report('limits.not-a-number', field, `${field} is ${JSON.stringify(text)}, not a decimal number such as 6.2`);
  }
  if (BOUND_FIELDS.every((field) => row[field] === null) && row.delta === null)
    report('limits.no-bound', 'criticalUpper', 'the limit has no bound at all and asks for no change; one of them is needed');
  for (const [index, bound] of bounds.entries()) {
    const next = bounds[index + 1];
    if (next && compareDecimals(bound.value, next.value) > 0) {
      report('limits.order', next.field, `${next.field} ${next.text} is below ${bound.field} ${bound.text}`);
    }
  }
  for (const [second, first] of SECONDS) {
    if (row[second] !== null && row[first] === null)
      report('limits.order', second, `${second} ${row[second]} needs a ${first}, which it lies beyond`);
  }
  if (row.unit !== null && !isUnit(row.unit))
    report('limits.unit', 'unit', `unit ${JSON.stringify(row.unit)} is not a UCUM unit`);
  if (row.ageFromDays < 0 || (row.ageToDays !== null && row.ageToDays <= row.ageFromDays)) {
    report('limits.age', 'ageToDays', `age from ${row.ageFromDays} to ${row.ageToDays} days holds nobody`);
  }
  const mass = row.molarMass === null ? null : parseDecimal(row.molarMass);
  if (row.molarMass !== null && (!mass || compareDecimals(mass, { digits: 0, big: null, scale: 0 }) <= 0)) {
    report('limits.substance', 'molarMass', `molarMass ${row.molarMass} is not a number of g/mol above 0`);
  }
  if (row.valence !== null && !(Number.isInteger(row.valence) && row.valence >= 1 && row.valence <= 4)) {
    report('limits.substance', 'valence', `valence ${row.valence} is not 1, 2, 3 or 4`);
  }
  if (row.specimen !== null && specimenWord(row.specimen) === '')
    report('limits.specimen', 'specimen', 'specimen is empty; leave it out for any');
  checkDelta(row, report);
  return problems;
}

const MAX_DELTA_HOURS = 8760;

function checkDelta({ delta }: LimitVersion, report: (code: 'limits.delta', field: string, message: string) => void): void {
  if (delta === null) return;
  const by = parseDecimal(delta.by);
  if (!by || compareDecimals(by, { digits: 0, big: null, scale: 0 }) <= 0)
    report('limits.delta', 'delta.by', `delta.by ${delta.by} is not a decimal number above 0`);
  if (!(Number.isInteger(delta.hours) && delta.hours >= 1 && delta.hours <= MAX_DELTA_HOURS))
    report('limits.delta', 'delta.hours', `delta.hours ${delta.hours} is not a whole number from 1 to ${MAX_DELTA_HOURS}`);
}

/**
 * What is wrong between limits: two of one parameter and tier that both speak for some patient, neither for a narrower
 * group than the other, and no third for exactly those patients. `rows` holds one version of each limit, those to be in
 * force together; inactive ones are passed over. `departments`: the codes the laboratory has, where that is to be held.
 */
export function checkLimits(rows: readonly LimitVersion[], departments: ReadonlySet<string> | null = null): LimitProblem[] {
  const active = rows.filter((row) => row.isActive);
  const problems = active.flatMap((row) => [...checkLimit(row), ...checkDepartment(row, departments)]);
  const byParameter = new Map<string, LimitVersion[]>();
  for (const row of active) {
    const key = `${normalSystem(row.codeSystem)} ${row.parameterCode} ${row.tier}`;
    byParameter.set(key, [...(byParameter.get(key) ?? []), row]);
  }
  for (const group of byParameter.values()) {
    for (const [index, a] of group.entries()) {
      for (const b of group.slice(index + 1)) {
        if (!isTie(a, b, group)) continue;
        const message = `${a.parameterName} (${a.parameterCode}): limits ${a.limitKey} and ${b.limitKey} both speak for the same patients and neither is narrower; give one a narrower group, or add a limit for the patients of both`;
        problems.push({ code: 'limits.tie', limitKey: a.limitKey, field: 'limitKey', message });
      }
    }
  }
  return problems;
}

function checkDepartment({ limitKey, department }: LimitVersion, known: ReadonlySet<string> | null): LimitProblem[] {
  if (known === null || department === null || known.has(department)) return [];
  const message = `department ${JSON.stringify(department)} is none of this laboratory: ${[...known].join(', ') || 'it has none'}`;
  return [{ code: 'limits.department', limitKey, field: 'department', message }];
}

function isTie(a: LimitVersion, b: LimitVersion, group: readonly LimitVersion[]): boolean {
  const shared = overlap(a, b);
  if (!shared) return false;
  const [aInB, bInA] = [isInside(a, b), isInside(b, a)];
  if (aInB !== bInA) return false;
  if (aInB && bInA) return true;
  return !group.some((c) => c !== a && c !== b && isInside(shared, c) && isInside(c, a) && isInside(c, b));
}
