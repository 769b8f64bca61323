/** How far a call reaches: for hours after it was made, or for as long as the patient's stay goes on. */
export const REPEAT_SCOPES = ['window', 'first-of-stay'] as const;
export type RepeatScope = (typeof REPEAT_SCOPES)[number];

/**
 * When a critical value need not be called again (domain.md section 4, "Repeat policy"). A rule is of a parameter, of a
 * place, or of a parameter at a place; a laboratory without rules calls everything.
 */
export type RepeatRule = {
  id: number;
  ruleKey: string;
  version: number;
  /** Null: every parameter at the place. */
  parameterCode: string | null;
  /** Empty: this code in whatever system. */
  codeSystem: string;
  /** A ward, compared without case. Null: everywhere. */
  location: string | null;
  scope: RepeatScope;
  /** From the call on; null where the scope is the stay. */
  windowHours: number | null;
  /** Decimal text. A value this much further into the critical side than the one that was told is called; `0`: any that is further. */
  worseByPercent: string;
  /** A value that was not critical in between starts anew: the next critical one is called. */
  isReentryCalled: boolean;
};

export type RepeatScopeFields = Pick<RepeatRule, 'parameterCode' | 'codeSystem' | 'location'>;

const fold = (text: string | null): string => (text ?? '').trim().toLowerCase();

/** One rule for one parameter at one place: what makes two of them the same rule in two versions. */
export function repeatKeyOf({ parameterCode, codeSystem, location }: RepeatScopeFields): string {
  return JSON.stringify([parameterCode?.trim() ?? '', parameterCode === null ? '' : codeSystem.trim(), fold(location)]);
}

/** The rule that speaks for a parameter at a place: parameter and place before parameter, that before place; a named system before any. */
export function findRepeatRule<T extends RepeatScopeFields>(
  rules: readonly T[],
  of: { parameterCode: string; codeSystem: string; location: string | null },
): T | null {
  const rank = (rule: T): number =>
    (rule.parameterCode === null ? 0 : 4) + (rule.location === null ? 0 : 2) + (rule.codeSystem === '' ? 0 : 1);
  return rules
    .filter((rule) => covers(rule, of))
    .reduce<T | null>((best, rule) => (best && rank(best) >= rank(rule) ? best : rule), null);
}

function covers(rule: RepeatScopeFields, of: { parameterCode: string; codeSystem: string; location: string | null }): boolean {
  if (rule.parameterCode === null && rule.location === null) return false;
  if (rule.location !== null && fold(rule.location) !== fold(of.location)) return false;
  if (rule.parameterCode === null) return true;
  return rule.parameterCode === of.parameterCode && (rule.codeSystem === '' || rule.codeSystem === of.codeSystem);
}
