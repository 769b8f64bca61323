import type { PatientClass } from '../result/index.ts';
import type { HoursKind } from './business-hours.ts';

/** Somebody or something a step names: a doctor or a person of the directory, a rota, a department with its people. */
export const NAMED_WHO = ['doctor', 'person', 'rota', 'department'] as const;
export type NamedWho = (typeof NAMED_WHO)[number];
/** Whom a step tells. Who that is at the moment is resolved when the step is due, never when the policy is written. */
export const STEP_WHO = [
  ...(['ordering-doctor', 'on-call', 'ward', 'organization', 'supervisor', 'pathologist', 'director'] as const),
  ...NAMED_WHO,
] as const;
export type StepWho = (typeof STEP_WHO)[number];

export const isNamed = (who: StepWho): who is NamedWho => (NAMED_WHO as readonly StepWho[]).includes(who);

/** Whom a step tells; a named one with its number, and with the name it had when the policy was saved. */
export type StepTarget = { who: StepWho; whoId?: number | null | undefined; whoName?: string | null | undefined };

/** `rota Chemistry nights`, `supervisor`: a target as messages of refusal and the audit trail name it. */
export const targetText = ({ who, whoName }: StepTarget): string => (whoName ? `${who} ${whoName}` : who);

/** How: a call or an overhead page that a person must make (shown on the worklist), or a message. */
export const STEP_HOW = ['call-task', 'email', 'sms', 'fax', 'webhook', 'overhead-page'] as const;
export type StepHow = (typeof STEP_HOW)[number];
/** What a machine sends; the others are tasks of people, and are never counted as sent. */
export type SentHow = Exclude<StepHow, 'call-task' | 'overhead-page'>;

export const isSent = (how: StepHow): how is SentHow => how !== 'call-task' && how !== 'overhead-page';

/** `last-step`: since the first notice of the step before. `deadline`: minutes after it; before it, when negative. */
export const STEP_FROM = ['result', 'last-step', 'deadline'] as const;
export type StepAfter = { minutes: number; from: (typeof STEP_FROM)[number] };

export type NotifyStep = StepTarget & {
  kind: 'notify';
  after: StepAfter;
  how: StepHow;
  /** What is said over the loudspeakers, for an overhead page; null for every other way. */
  say?: string | null | undefined;
  /** Further notices of the same step: `times` of them, `everyMinutes` apart. */
  repeat: { everyMinutes: number; times: number } | null;
};
/** The last rung: nobody came. The supervisors are told and the order alarms until it is closed. */
export type ExhaustedStep = { kind: 'exhausted'; after: StepAfter };
export type PolicyStep = NotifyStep | ExhaustedStep;

export type Tier = 'critical' | 'significant';

/** What a policy is for; null: whatever it is. */
export type PolicyMatch = {
  priority: string | null;
  patientClass: PatientClass | null;
  /** A department's code. */
  department: string | null;
  location: string | null;
  testCode: string | null;
  tier: Tier | null;
  /** In or outside the laboratory's business hours, at the moment the report became critical. */
  hours: HoursKind | null;
};

/** What fits every callout. */
export const EVERY_CALLOUT: PolicyMatch = {
  priority: null,
  patientClass: null,
  department: null,
  location: null,
  testCode: null,
  tier: null,
  hours: null,
};

/** What is known of a critical report when its policy is chosen. */
export type PolicyFacts = {
  priority: string | null;
  patientClass: PatientClass | null;
  department: string | null;
  location: string | null;
  testCode: string;
  tier: Tier;
  hours: HoursKind;
};

export type EscalationPolicy = {
  policyKey: string;
  version: number;
  match: PolicyMatch;
  /** Minutes to the deadline; null: the laboratory's setting for the patient class. */
  notifyWithinMinutes: number | null;
  /** Minutes before the deadline from which the callout counts as due soon. */
  warnBeforeMinutes: number;
  steps: readonly PolicyStep[];
  /** Notices wait a little while somebody's claim on the order counts (`heldUntil`). Off where it is not said. */
  claimPauses?: boolean | undefined;
};

const fold = (text: string): string => text.trim().toLowerCase();

// A narrower kind of fact outweighs all wider ones together, so two policies of different match never tie.
const WEIGHTS = { testCode: 64, location: 32, department: 16, priority: 8, patientClass: 4, tier: 2, hours: 1 } as const;

/** How closely a policy fits; null: it does not. */
export function fitOf(match: PolicyMatch, facts: PolicyFacts): number | null {
  let fit = 0;
  for (const [key, weight] of Object.entries(WEIGHTS) as [keyof PolicyMatch, number][]) {
    const wanted = match[key];
    if (wanted === null) continue;
    const known = facts[key];
    if (known === null || fold(known) !== fold(wanted)) return null;
    fit += weight;
  }
  return fit;
}

/** The policy that fits best; undefined: none fits, and the laboratory's default counts. */
export function choosePolicy<P extends Pick<EscalationPolicy, 'match'>>(
  policies: readonly P[],
  facts: PolicyFacts,
): P | undefined {
  let best: P | undefined;
  let bestFit = -1;
  for (const policy of policies) {
    const fit = fitOf(policy.match, facts);
    if (fit !== null && fit > bestFit) {
      best = policy;
      bestFit = fit;
    }
  }
  return best;
}

/** The identity of a policy: what it is for. The same match again is its next version. */
export function policyKeyOf(match: PolicyMatch): string {
  const named = (['tier', 'patientClass', 'priority', 'department', 'location', 'testCode', 'hours'] as const).flatMap((key) => {
    const value = match[key];
    return value === null ? [] : [`${key}=${fold(value)}`];
  });
  return named.length === 0 ? 'every callout' : named.join(' ');
}
