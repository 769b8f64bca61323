import { type EscalationPolicy, EVERY_CALLOUT, type PolicyMatch, policyKeyOf } from './policy.ts';

/** Minutes before the deadline at which a callout is shown as due soon where no policy says otherwise. */
const WARN_BEFORE = 10;

const policy = (
  match: Partial<PolicyMatch>,
  rest: Omit<EscalationPolicy, 'policyKey' | 'version' | 'match'>,
): EscalationPolicy => {
  const whole = { ...EVERY_CALLOUT, ...match };
  return { policyKey: policyKeyOf(whole), version: 0, match: whole, ...rest };
};

/**
 * What counts in a laboratory without policies, and where none fits: the deadline is the setting `notify_within`; the
 * bench is reminded before it, the supervisors hear at the deadline, a pathologist after it.
 */
export const DEFAULT_POLICY: EscalationPolicy = {
  ...policy(
    {},
    {
      notifyWithinMinutes: null,
      warnBeforeMinutes: WARN_BEFORE,
      steps: [
        { kind: 'notify', after: { minutes: -5, from: 'deadline' }, who: 'ordering-doctor', how: 'call-task', repeat: null },
        {
          kind: 'notify',
          after: { minutes: 0, from: 'deadline' },
          who: 'supervisor',
          how: 'email',
          repeat: { everyMinutes: 10, times: 2 },
        },
        { kind: 'notify', after: { minutes: 15, from: 'last-step' }, who: 'pathologist', how: 'email', repeat: null },
        { kind: 'exhausted', after: { minutes: 15, from: 'last-step' } },
      ],
    },
  ),
  policyKey: 'default',
};

export const TEMPLATE_NAMES = ['icu', 'ward', 'outpatient'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** Where a laboratory begins: examples to change and approve, with the deadlines of domain practice (30 and 60 minutes; 15 in intensive care). */
export const POLICY_TEMPLATES: Record<TemplateName, EscalationPolicy> = {
  icu: policy(
    { location: 'ICU' },
    {
      notifyWithinMinutes: 15,
      warnBeforeMinutes: 5,
      steps: [
        { kind: 'notify', after: { minutes: 8, from: 'result' }, who: 'ward', how: 'call-task', repeat: null },
        {
          kind: 'notify',
          after: { minutes: 15, from: 'result' },
          who: 'supervisor',
          how: 'email',
          repeat: { everyMinutes: 5, times: 2 },
        },
        { kind: 'notify', after: { minutes: 10, from: 'last-step' }, who: 'pathologist', how: 'email', repeat: null },
        { kind: 'exhausted', after: { minutes: 10, from: 'last-step' } },
      ],
    },
  ),
  ward: policy(
    {},
    {
      notifyWithinMinutes: null,
      warnBeforeMinutes: WARN_BEFORE,
      steps: DEFAULT_POLICY.steps,
    },
  ),
  outpatient: policy(
    { patientClass: 'outpatient' },
    {
      notifyWithinMinutes: null,
      warnBeforeMinutes: 15,
      steps: [
        { kind: 'notify', after: { minutes: -15, from: 'deadline' }, who: 'ordering-doctor', how: 'call-task', repeat: null },
        {
          kind: 'notify',
          after: { minutes: 0, from: 'deadline' },
          who: 'supervisor',
          how: 'email',
          repeat: { everyMinutes: 15, times: 1 },
        },
        { kind: 'notify', after: { minutes: 30, from: 'last-step' }, who: 'pathologist', how: 'email', repeat: null },
        { kind: 'exhausted', after: { minutes: 30, from: 'last-step' } },
      ],
    },
  ),
};
