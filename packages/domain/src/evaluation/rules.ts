import { type Decimal, decimalText, multiplyDecimals, parseDecimal } from '../kernel/index.ts';
import type { Bounds } from './interval.ts';
import { type Circumstances, fits, isInside, type LimitVersion, type ListOptionVersion } from './limit.ts';
import type { CodeMapping } from './mapping.ts';
import { type PreparedOption, prepareOption } from './options.ts';
import { fitsSpecimen, isSpecimenInside } from './specimens.ts';
import { conversionFactor, isUnitless, SAME } from './units.ts';

/** The limits and options of one lab, ready to be asked. Made once per change of the rules; holds a small cache of units. */
export type Rules = {
  readonly byCode: ReadonlyMap<string, readonly ParameterRules[]>;
  /** How senders' own codes and units are read. */
  readonly mappings: readonly CodeMapping[];
  /** What must be known of earlier results; null where no limit asks for a change. */
  readonly delta: DeltaNeed | null;
};

/** Codes as they are sent, folded to capitals, whose earlier results some limit wants to know, so far back. */
export type DeltaNeed = { codes: ReadonlySet<string>; hours: number };

export type ParameterRules = {
  codeSystem: string;
  critical: LimitHistory[];
  significant: LimitHistory[];
  options: PreparedOption[];
  hasCriticalOption: boolean;
};

/** The versions of one limit that are or were in force, oldest first. */
export type LimitHistory = readonly PreparedLimit[];

export type PreparedLimit = {
  row: LimitVersion;
  validFromMs: number;
  shown: ShownBounds;
  /** For a result that came in another unit: each bound says its own, so that nobody reads unlike numbers side by side. */
  shownWithUnit: ShownBounds;
  hasCriticalBound: boolean;
  byUnit: Map<string, InUnit>;
};

/** The bounds as the laboratory wrote them, in the limit's own unit. */
export type ShownBounds = {
  lower_bound: string | null;
  upper_bound: string | null;
  critical_lower: string | null;
  critical_upper: string | null;
};

/**
 * A limit seen from one unit: `value × multiplier` is compared with `bounds`, which are `divisor` times those of the limit.
 * `assumed`: the message gave no unit.
 */
export type InUnit =
  | { kind: 'same' | 'converted' | 'assumed'; multiplier: Decimal | null; divisor: Decimal | null; bounds: Bounds }
  | { kind: 'unlike' };

/**
 * Prepares a lab's rules. Of each limit and option only the versions that can be in force are kept: approved ones, or,
 * where none was ever approved, the unapproved (a starter row must not lie idle until somebody finds the time). The
 * inactive version of a limit stays in its history: it ends the limit from its `validFrom` on.
 */
export function prepareRules(
  limits: readonly LimitVersion[],
  options: readonly ListOptionVersion[],
  mappings: readonly CodeMapping[] = [],
): Rules {
  const byCode = new Map<string, ParameterRules[]>();
  const parameter = (code: string, system: string): ParameterRules => {
    const list = byCode.get(code) ?? [];
    byCode.set(code, list);
    let found = list.find((rules) => rules.codeSystem === system);
    if (!found) {
      found = { codeSystem: system, critical: [], significant: [], options: [], hasCriticalOption: false };
      list.push(found);
    }
    return found;
  };
  for (const versions of groupBy(limits, (row) => row.limitKey)) {
    const history = inForce(versions)
      .map(prepareLimit)
      .sort((a, b) => a.validFromMs - b.validFromMs || a.row.version - b.row.version);
    // A limit keeps its parameter and tier from version to version (the evaluation service refuses another).
    const row = history[0]?.row;
    if (row) parameter(row.parameterCode, normalSystem(row.codeSystem))[row.tier].push(history);
  }
  for (const versions of groupBy(options, (row) => row.optionKey)) {
    const row = inForce(versions).reduce((a, b) => (b.version > a.version ? b : a));
    if (!row.isActive) continue;
    const rules = parameter(row.parameterCode, normalSystem(row.codeSystem));
    rules.options.push(prepareOption(row));
    rules.hasCriticalOption ||= row.isCritical === 2;
  }
  return { byCode, mappings, delta: deltaNeed(limits, mappings) };
}

function deltaNeed(limits: readonly LimitVersion[], mappings: readonly CodeMapping[]): DeltaNeed | null {
  const codes = new Set<string>();
  let hours = 0;
  for (const { parameterCode, delta } of limits) {
    if (delta === null) continue;
    codes.add(foldCode(parameterCode));
    hours = Math.max(hours, delta.hours);
  }
  for (const { fromCode, toCode } of mappings)
    if (fromCode !== null && toCode !== null && codes.has(foldCode(toCode))) codes.add(foldCode(fromCode));
  return codes.size === 0 ? null : { codes, hours };
}

/** As mappings compare codes, and as a query for earlier results does. */
export const foldCode = (code: string): string => code.trim().toUpperCase();

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return [...groups.values()];
}

function inForce<T extends { isApproved: boolean }>(versions: readonly T[]): readonly T[] {
  const approved = versions.filter((row) => row.isApproved);
  return approved.length > 0 ? approved : versions;
}

function prepareLimit(row: LimitVersion): PreparedLimit {
  const show = (write: (text: string) => string): ShownBounds => {
    const bound = (text: string | null): string | null => (text === null ? null : write(shortText(text) ?? text));
    return {
      lower_bound: bound(row.lowerBound),
      upper_bound: bound(row.upperBound),
      critical_lower: bound(row.criticalLower),
      critical_upper: bound(row.criticalUpper),
    };
  };
  return {
    row,
    validFromMs: row.validFrom ? row.validFrom.getTime() : Number.NEGATIVE_INFINITY,
    shown: show((text) => text),
    shownWithUnit: show((text) => `${text} ${row.unit ?? ''}`.trim()),
    hasCriticalBound: row.criticalLower !== null || row.criticalUpper !== null || row.delta !== null,
    byUnit: new Map(),
  };
}

function number(text: string | null): Decimal | null {
  if (text === null) return null;
  const value = parseDecimal(text);
  if (!value) throw new Error(`limit bound ${JSON.stringify(text)} is not a decimal number`);
  return value;
}

const shortText = (text: string | null): string | null => {
  const value = number(text);
  return value && decimalText(value);
};

/** `LN` for every way LOINC is written; other systems as they are. */
export function normalSystem(system: string): string {
  const folded = system.trim().toUpperCase();
  return folded === 'LN' || folded === 'LOINC' || folded === 'HTTP://LOINC.ORG' ? 'LN' : folded;
}

const LOINC = /^\d{1,7}-\d$/;

/**
 * The rules of a parameter: those of its own code system, else those kept for any system. A message that names no code
 * system is taken at its code: as LOINC where it looks like it, else as the only parameter of that code.
 */
export function findParameter(rules: Rules, code: string, system: string): ParameterRules | null {
  const list = rules.byCode.get(code);
  if (!list) return null;
  const wanted = system === 'LN' ? 'LN' : normalSystem(system);
  for (const entry of list) if (entry.codeSystem === wanted) return entry;
  for (const entry of list) if (entry.codeSystem === '') return entry;
  if (wanted !== '') return null;
  return (
    (LOINC.test(code) ? list.find((entry) => entry.codeSystem === 'LN') : null) ?? (list.length === 1 ? (list[0] ?? null) : null)
  );
}

/** Limits that speak: `sure` in full; `open` only where they find something critical. */
export type Applicable = { sure: readonly PreparedLimit[]; open: readonly PreparedLimit[] };

/**
 * The limits of one tier that speak for this patient at this time. Approved limits go before unapproved ones, sure
 * matches before possible ones (sex, age, class or location not said), the narrower group before the wider. More than
 * one remains only where a tie slipped past `checkLimits`, or the message leaves open which group the patient is in; the
 * gravest verdict then wins. A limit whose specimen or department the message leaves open is never passed over for a wider
 * one: it speaks beside it, and can only make a result critical.
 */
export function applicableLimits(histories: readonly LimitHistory[], at: number, of: Circumstances): Applicable {
  const sure: PreparedLimit[] = [];
  const open: PreparedLimit[] = [];
  const possible: PreparedLimit[] = [];
  for (const history of histories) {
    const limit = versionAt(history, at);
    if (!limit?.row.isActive) continue;
    const fit = fits(limit.row, of);
    if (fit === 'yes') sure.push(limit);
    else if (fit === 'open') open.push(limit);
    else if (fit === 'maybe') possible.push(limit);
  }
  if (sure.length === 0) return { sure: preferApproved([...narrowest(open), ...possible]), open: [] };
  const chosen = sure.length === 1 ? sure : narrowest(preferApproved(sure));
  return { sure: chosen, open: open.length === 0 ? NONE : narrowest(open.filter((limit) => isStillOpen(limit, chosen, of))) };
}

const NONE: readonly PreparedLimit[] = [];

/** Words the house does not know and a limit names are known to the laboratory: what asks for another specimen is out. */
function isStillOpen({ row }: PreparedLimit, chosen: readonly PreparedLimit[], of: Circumstances): boolean {
  if (row.specimen === null || fitsSpecimen(row.specimen, of.specimen) === 'yes') return true;
  return !chosen.some((limit) => limit.row.specimen !== null && !isSpecimenInside(row.specimen, limit.row.specimen));
}

function narrowest(limits: readonly PreparedLimit[]): readonly PreparedLimit[] {
  if (limits.length < 2) return limits;
  return limits.filter(
    (limit) => !limits.some((other) => other !== limit && isInside(other.row, limit.row) && !isInside(limit.row, other.row)),
  );
}

function preferApproved(limits: readonly PreparedLimit[]): readonly PreparedLimit[] {
  const approved = limits.filter((limit) => limit.row.isApproved);
  return approved.length > 0 ? approved : limits;
}

/** The latest version valid at that time; the earliest of all for a sample older than the list, which must not slip through. */
function versionAt(history: LimitHistory, at: number): PreparedLimit | undefined {
  for (let index = history.length - 1; index > 0; index--) {
    const limit = history[index];
    if (limit && limit.validFromMs <= at) return limit;
  }
  return history[0];
}

// Senders use a handful of unit texts; a sender of thousands is broken or hostile and pays for its own conversions.
const MAX_UNITS = 32;

/** A limit's bounds, made comparable with numbers in the given unit text. */
export function inUnit(limit: PreparedLimit, unit: string | null): InUnit {
  const key = unit ?? '';
  const known = limit.byUnit.get(key);
  if (known) return known;
  const made = convertLimit(limit.row, key);
  if (limit.byUnit.size < MAX_UNITS) limit.byUnit.set(key, made);
  return made;
}

function convertLimit(row: LimitVersion, unit: string): InUnit {
  const isNumberOnly = row.unit === null || isUnitless(row.unit);
  if (isNumberOnly)
    return isUnitless(unit) ? { kind: 'same', multiplier: null, divisor: null, bounds: boundsOf(row, null) } : { kind: 'unlike' };
  if (unit.trim() === '') return { kind: 'assumed', multiplier: null, divisor: null, bounds: boundsOf(row, null) };
  const factor = conversionFactor(unit, row.unit ?? '', { molarMass: number(row.molarMass), valence: row.valence });
  if (!factor) return { kind: 'unlike' };
  if (factor === SAME) return { kind: 'same', multiplier: null, divisor: null, bounds: boundsOf(row, null) };
  // value × n / d against a bound is value × n against bound × d: no division, nothing rounded at the bound.
  return {
    kind: 'converted',
    multiplier: factor.numerator,
    divisor: factor.denominator,
    bounds: boundsOf(row, factor.denominator),
  };
}

function boundsOf(row: LimitVersion, denominator: Decimal | null): Bounds {
  const scaled = (text: string | null): Decimal | null => {
    const value = number(text);
    return value && denominator ? multiplyDecimals(value, denominator) : value;
  };
  return {
    lower: scaled(row.lowerBound),
    upper: scaled(row.upperBound),
    criticalLower: scaled(row.criticalLower),
    criticalUpper: scaled(row.criticalUpper),
    secondLower: scaled(row.secondLower),
    secondUpper: scaled(row.secondUpper),
    isLowerInclusive: row.isCriticalLowerInclusive,
    isUpperInclusive: row.isCriticalUpperInclusive,
  };
}
