import { dueAt, type NotifyWithin } from './due.ts';
import { type PlannedStep, planSteps, warnAt } from './plan.ts';
import type { EscalationPolicy, PolicyFacts } from './policy.ts';

export type SimulationFacts = PolicyFacts & {
  /** IANA zone of the laboratory. */
  zone: string;
  /** The laboratory's deadlines, for a policy without its own. */
  notifyWithin: NotifyWithin;
};

/** `local` is what the clock on the laboratory's wall shows, with its offset: on the night clocks go back, 02:30 comes twice. */
export type Simulated = {
  policyKey: string;
  version: number;
  criticalAt: { at: Date; local: string };
  warnAt: { at: Date; local: string };
  dueAt: { at: Date; local: string };
  steps: (PlannedStep & { local: string })[];
};

/** The deadline of a callout under a policy. */
export function policyDueAt(
  policy: Pick<EscalationPolicy, 'notifyWithinMinutes'>,
  facts: Pick<PolicyFacts, 'patientClass'>,
  criticalAt: Date,
  within: NotifyWithin,
): Date {
  if (policy.notifyWithinMinutes === null) return dueAt(criticalAt, facts.patientClass, within);
  return new Date(criticalAt.getTime() + policy.notifyWithinMinutes * 60_000);
}

/** Who would be told when, if a result became critical at `at` and nobody called: the same plan a real callout gets. */
export function simulate(policy: EscalationPolicy, facts: SimulationFacts, at: Date): Simulated {
  const due = policyDueAt(policy, facts, at, facts.notifyWithin);
  const shown = (instant: Date): { at: Date; local: string } => ({ at: instant, local: localTime(instant, facts.zone) });
  return {
    policyKey: policy.policyKey,
    version: policy.version,
    criticalAt: shown(at),
    warnAt: shown(warnAt(policy, at, due)),
    dueAt: shown(due),
    steps: planSteps(policy, at, due).map((step) => ({ ...step, local: localTime(step.at, facts.zone) })),
  };
}

/** `2026-10-25 02:30 +01:00` */
export function localTime(instant: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} ${offset}`;
}
