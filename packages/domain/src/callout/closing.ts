import type { Role } from '../auth/index.ts';
import { type Refusal, refusal } from '../kernel/index.ts';

/** Why a callout is closed although nobody was told of it. */
export const CLOSING_CODES = ['corrected', 'duplicate', 'already-known', 'patient-deceased', 'other'] as const;
export type ClosingCode = (typeof CLOSING_CODES)[number];

export type ClosingRule = {
  roles: readonly Role[];
  /** Somebody else has to agree; until then the callout stays open and its ladder climbs on. */
  isSecondPersonNeeded: boolean;
};
export type ClosingRules = Record<ClosingCode, ClosingRule>;

const ANSWERABLE: readonly Role[] = ['supervisor', 'doctor', 'director'];
const rule = (...more: Role[]): ClosingRule => ({ roles: [...more, ...ANSWERABLE], isSecondPersonNeeded: false });

/** What callers hear on the telephone or see in the feed they may write down themselves; the rest is for those who answer for it. */
export const DEFAULT_CLOSING_RULES: ClosingRules = {
  corrected: rule(),
  duplicate: rule('technologist'),
  'already-known': rule(),
  'patient-deceased': rule('technologist', 'caller'),
  other: rule(),
};

/** May this role close with this code? Null: yes. */
export function mayClose(code: ClosingCode, role: Role, rules: ClosingRules): Refusal | null {
  if (rules[code].roles.includes(role)) return null;
  return refusal('callout.closing-not-allowed', `the role ${role} may not close a callout as ${code}`, {
    code,
    roles: rules[code].roles,
  });
}
