export { type BusinessHours, HOURS_KINDS, type HoursKind, hoursKindAt } from './business-hours.ts';
export { checkPolicy, MAX_NOTICES, type PolicyProblem } from './check.ts';
export { dueAt, type NotifyWithin } from './due.ts';
export { CLAIM_HOLD_MINUTES, type HoldingRun, heldUntil } from './hold.ts';
export { type PlannedStep, planSteps, warnAt } from './plan.ts';
export {
  choosePolicy,
  type EscalationPolicy,
  EVERY_CALLOUT,
  isNamed,
  isSent,
  NAMED_WHO,
  type NamedWho,
  type NotifyStep,
  type PolicyFacts,
  type PolicyMatch,
  type PolicyStep,
  policyKeyOf,
  type SentHow,
  STEP_FROM,
  STEP_HOW,
  STEP_WHO,
  type StepHow,
  type StepTarget,
  type StepWho,
  targetText,
} from './policy.ts';
export { decideNow, decideStep, type RunState, type StepDecision, type StepState } from './run-state.ts';
export { policyDueAt, type Simulated, type SimulationFacts, simulate } from './simulate.ts';
export { DEFAULT_POLICY, POLICY_TEMPLATES, TEMPLATE_NAMES, type TemplateName } from './templates.ts';
