import type { PatientClass, Sex } from '../result/index.ts';

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

/** The patient and the circumstances a limit may ask for; null where the message does not say. */
export type Circumstances = {
  sex: Sex | null;
  ageDays: number | null;
  patientClass: PatientClass | null;
  location: string | null;
};

/** Who a limit is for. */
export type Group = Pick<LimitVersion, 'sex' | 'ageFromDays' | 'ageToDays' | 'patientClass' | 'location'>;

/** Locations are names people type: case and blanks do not matter. */
export function foldText(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** `maybe`: the message does not say what the limit asks for. */
export function fits(group: Group, of: Circumstances): 'yes' | 'maybe' | 'no' {
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
  return isSure ? 'yes' : 'maybe';
}

const endOf = (group: Group): number => group.ageToDays ?? Number.POSITIVE_INFINITY;

/** Whether every patient of `inner` is one of `outer`. */
export function isInside(inner: Group, outer: Group): boolean {
  return (
    (outer.sex === null || outer.sex === inner.sex) &&
    outer.ageFromDays <= inner.ageFromDays &&
    endOf(outer) >= endOf(inner) &&
    (outer.patientClass === null || outer.patientClass === inner.patientClass) &&
    (outer.location === null || (inner.location !== null && foldText(outer.location) === foldText(inner.location)))
  );
}

/** The patients of both groups; null when there can be none. */
export function overlap(a: Group, b: Group): Group | null {
  if (a.sex !== null && b.sex !== null && a.sex !== b.sex) return null;
  if (a.patientClass !== null && b.patientClass !== null && a.patientClass !== b.patientClass) return null;
  if (a.location !== null && b.location !== null && foldText(a.location) !== foldText(b.location)) return null;
  const ageFromDays = Math.max(a.ageFromDays, b.ageFromDays);
  const end = Math.min(endOf(a), endOf(b));
  if (ageFromDays >= end) return null;
  return {
    sex: a.sex ?? b.sex,
    ageFromDays,
    ageToDays: end === Number.POSITIVE_INFINITY ? null : end,
    patientClass: a.patientClass ?? b.patientClass,
    location: a.location ?? b.location,
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
  const group = [row.sex, ages, row.patientClass, row.location === null ? null : `@${foldText(row.location)}`].filter(
    (part) => part !== null,
  );
  return [row.codeSystem === '' ? '*' : row.codeSystem, row.parameterCode, row.tier, ...group].join(':');
}

/** The name of a list option through all its versions: its parameter and its text. */
export function optionKeyOf(row: Pick<ListOptionVersion, 'parameterCode' | 'codeSystem' | 'match' | 'option'>): string {
  // A pattern keeps its letters: \D and \d are not one.
  const text = row.match === 'regexp' ? row.option.trim() : foldText(row.option);
  return [row.codeSystem === '' ? '*' : row.codeSystem, row.parameterCode, row.match, text].join(':');
}
