import { type Refusal, refusal } from '../kernel/index.ts';
import { type CriticalValues, OPEN_CRITICAL_VALUES } from './critical-values.ts';

/** How a report is signed. `manual` is a person looking at this one report. */
export const SIGN_VIA = ['manual', 'auto-approval', 'auto-dispatch', 'sign-all', 'mobile'] as const;
export type SignVia = (typeof SIGN_VIA)[number];

/**
 * `always_notify` (domain.md section 7): a report cannot be signed while its callout is open (pending or attempted).
 * Exempt are the four ways in which nobody could make the call at that moment: auto-approval, auto-dispatch, sign-all, mobile.
 */
export function maySign(facts: { criticalValues: CriticalValues; isAlwaysNotify: boolean; via: SignVia }): Refusal | null {
  if (!facts.isAlwaysNotify || facts.via !== 'manual') return null;
  if (!OPEN_CRITICAL_VALUES.some((open) => open === facts.criticalValues)) return null;
  return refusal(
    'callout.always-notify',
    `criticalValues is ${facts.criticalValues}: the callout must be made before the report is signed`,
    {
      criticalValues: facts.criticalValues,
    },
  );
}
