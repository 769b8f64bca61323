import type { PatientClass, Sex } from '../result/index.ts';
import { fitsSpecimen, foldText, isSpecimenInside, sharedSpecimen, specimenWord } from './specimens.ts';

/** One version of one limit, as stored. Decimals are text; a version is never edited. */
export type LimitVersion = {
  id: number;
  limitKey: string;
  version: number;
  parameterCode: string;
  /** `LN` for LOINC; empty: this code in whatever system the sender names. */
  codeSystem: string;
  parameterName: string;
  /** UCUM; null: the values have no unit (pH, INR, titres). */
  unit: string | null;
  tier: Tier;
  /** null: any. */
  sex: 'female' | 'male' | null;
  ageFromDays: number;
  /** Exclusive; null: no upper end. */
  ageToDays: number | null;
  patientClass: PatientClass | null;
  location: string | null;
  /** As senders or the house name it; null: any. */
  specimen: string | null;
  /** The code of a department of the laboratory; null: any. */
  department: string | null;
  lowerBound: string | null;
  upperBound: string | null;
  criticalLower: string | null;
  criticalUpper: string | null;
  /** Beyond these a critical value is marked twice; inclusive as the critical bound is. */
  secondLower: string | null;
  secondUpper: string | null;
  /** A value exactly on the bound is critical ("at or below", "at or above"). */
  isCriticalLowerInclusive: boolean;
  isCriticalUpperInclusive: boolean;
  /** Critical because of a change; null: the change does not matter. */
  delta: DeltaRule | null;
  /** g/mol. */
  molarMass: string | null;
  /** Charges of one ion, for meq. */
  valence: number | null;
  isActive: boolean;
  /** null: since ever. */
  validFrom: Date | null;
  isApproved: boolean;
};

export type Tier = 'critical' | 'significant';

export const DELTA_MEASURES = ['absolute', 'percent'] as const;
export const DELTA_DIRECTIONS = ['up', 'down', 'both'] as const;

/** A change by this much or more from the previous result of the same patient and parameter, within so many hours. */
export type DeltaRule = {
  /** Decimal text above 0, in the limit's unit or in percent of the previous value. */
  by: string;
  in: (typeof DELTA_MEASURES)[number];
  hours: number;
  direction: (typeof DELTA_DIRECTIONS)[number];
};

/** `regexp`: RE2's syntax, letters of either case, searched anywhere in the text. */
export const OPTION_MATCHES = ['equals', 'contains', 'regexp'] as const;
export type OptionMatchKind = (typeof OPTION_MATCHES)[number];

/** One version of one answer of a qualitative parameter. */
export type ListOptionVersion = {
  id: number;
  optionKey: string;
  version: number;
  parameterCode: string;
  codeSystem: string;
  parameterName: string;
  option: string;
  match: OptionMatchKind;
  /** 0 normal, 1 abnormal, 2 critical. */
  isCritical: 0 | 1 | 2;
  isActive: boolean;
  isApproved: boolean;
};

/** The patient and the circumstances a limit may ask for; null or empty where the message does not say. */
export type Circumstances = {
  sex: Sex | null;
  ageDays: number | null;
  patientClass: PatientClass | null;
  location: string | null;
  /** The names the report gives its specimen: the text and the code of SPM-4, or OBR-15. */
  specimen: readonly string[];
  /** The code of the department the report belongs to. */
  department: string | null;
};

/** Who and what a limit is for. */
export type Group = Pick<
  LimitVersion,
  'sex' | 'ageFromDays' | 'ageToDays' | 'patientClass' | 'location' | 'specimen' | 'department'
>;

/** `maybe`: the message does not say what the limit asks for. `open`: only the specimen or the department is not said. */
export function fits(group: Group, of: Circumstances): 'yes' | 'open' | 'maybe' | 'no' {
  let isSure = true;
  if (group.sex !== null) {
    // "Other" and "unknown" say as little about a limit by sex as nothing does.
    if (of.sex !== 'female' && of.sex !== 'male') isSure = false;
    else if (of.sex !== group.sex) return 'no';
  }
  if (group.ageFromDays > 0 || group.ageToDays !== null) {
    if (of.ageDays === null) isSure = false;
    else if (of.ageDays < group.ageFromDays || (group.ageToDays !== null && of.ageDays >= group.ageToDays)) return 'no';
  }
  if (group.patientClass !== null) {
    if (of.patientClass === null) isSure = false;
    else if (of.patientClass !== group.patientClass) return 'no';
  }
  if (group.location !== null) {
    if (of.location === null) isSure = false;
    else if (foldText(of.location) !== foldText(group.location)) return 'no';
  }
  const material = fitsMaterial(group, of);
  if (material === 'no') return 'no';
  if (!isSure) return 'maybe';
  return material === 'yes' ? 'yes' : 'open';
}

/** What the laboratory itself adds to a result: its specimen and its department. */
function fitsMaterial(group: Group, of: Circumstances): 'yes' | 'maybe' | 'no' {
  const specimen = group.specimen === null ? 'yes' : fitsSpecimen(group.specimen, of.specimen);
  if (specimen === 'no') return 'no';
  if (group.department === null || group.department === of.department) return specimen;
  return of.department === null ? 'maybe' : 'no';
}

const endOf = (group: Group): number => group.ageToDays ?? Number.POSITIVE_INFINITY;

/** Whether every result of `inner` is one of `outer`. */
export function isInside(inner: Group, outer: Group): boolean {
  return (
    (outer.sex === null || outer.sex === inner.sex) &&
    outer.ageFromDays <= inner.ageFromDays &&
    endOf(outer) >= endOf(inner) &&
    (outer.patientClass === null || outer.patientClass === inner.patientClass) &&
    (outer.location === null || (inner.location !== null && foldText(outer.location) === foldText(inner.location))) &&
    isSpecimenInside(inner.specimen, outer.specimen) &&
    (outer.department === null || outer.department === inner.department)
  );
}

/** The results of both groups; null when there can be none. */
export function overlap(a: Group, b: Group): Group | null {
  if (a.sex !== null && b.sex !== null && a.sex !== b.sex) return null;
  if (a.patientClass !== null && b.patientClass !== null && a.patientClass !== b.patientClass) return null;
  if (a.location !== null && b.location !== null && foldText(a.location) !== foldText(b.location)) return null;
  if (a.department !== null && b.department !== null && a.department !== b.department) return null;
  const specimen = sharedSpecimen(a.specimen, b.specimen);
  if (specimen === undefined) return null;
  const ageFromDays = Math.max(a.ageFromDays, b.ageFromDays);
  const end = Math.min(endOf(a), endOf(b));
  if (ageFromDays >= end) return null;
  return {
    sex: a.sex ?? b.sex,
    ageFromDays,
    ageToDays: end === Number.POSITIVE_INFINITY ? null : end,
    patientClass: a.patientClass ?? b.patientClass,
    location: a.location ?? b.location,
    specimen,
    department: a.department ?? b.department,
  };
}

/**
 * The name of a limit through all its versions: its parameter, tier and group. Two limits for the same patients have the
 * same key, so the second is a new version of the first; another group is another limit.
 */
export function limitKeyOf(row: Group & Pick<LimitVersion, 'parameterCode' | 'codeSystem' | 'tier'>): string {
  const ages =
    row.ageFromDays === 0 && row.ageToDays === null
      ? null
      : `${row.ageFromDays}d-${row.ageToDays === null ? '' : `${row.ageToDays}d`}`;
  const group = [
    row.sex,
    ages,
    row.patientClass,
    row.location === null ? null : `@${foldText(row.location)}`,
    row.specimen === null ? null : `in ${specimenWord(row.specimen)}`,
    row.department === null ? null : `by ${row.department}`,
  ].filter((part) => part !== null);
  return [row.codeSystem === '' ? '*' : row.codeSystem, row.parameterCode, row.tier, ...group].join(':');
}

/** The name of a list option through all its versions: its parameter and its text. */
export function optionKeyOf(row: Pick<ListOptionVersion, 'parameterCode' | 'codeSystem' | 'match' | 'option'>): string {
  // A pattern keeps its letters: \D and \d are not one.
  const text = row.match === 'regexp' ? row.option.trim() : foldText(row.option);
  return [row.codeSystem === '' ? '*' : row.codeSystem, row.parameterCode, row.match, text].join(':');
}
