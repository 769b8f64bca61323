export { type AcknowledgementRuling, ruleOnAcknowledgement, type ShownValue } from './acknowledge.ts';
export { activityText, CALLOUT_CATEGORY } from './activity.ts';
export {
  CLOSING_CODES,
  type ClosingCode,
  type ClosingRule,
  type ClosingRules,
  DEFAULT_CLOSING_RULES,
  mayClose,
} from './closing.ts';
export { type CompletionRules, ruleOnSubmit, type SubmitFacts, type SubmitRuling } from './completion.ts';
export {
  type Bounds,
  buildCriticalCallout,
  type CalloutOptions,
  type CommunicationMethod,
  type CriticalCalloutMeta,
  type CriticalValueMeta,
  communicationMethods,
  type NewCriticalCallout,
  type Performer,
  type Recipient,
  type RelayMeta,
  type SentTo,
} from './critical-callout.ts';
export { CriticalValues, type CriticalValuesName, OPEN_CRITICAL_VALUES } from './critical-values.ts';
export { type CalloutAct, type CalloutMeasures, type CountedAs, measureCallout, type OpeningFacts } from './measures.ts';
export { DEFAULT_OUTCOME_RULES, type NextStep, nextStepOf, type OutcomeRule, type OutcomeRules } from './next-step.ts';
export { ATTEMPT_OUTCOMES, type AttemptOutcome } from './outcome.ts';
export { compareReadBack, type ReadBackComparison, type ReadOut, standing } from './read-back.ts';
export { type Relay, type RelayContact, relayDeskOf } from './relay.ts';
export {
  type CalloutCommand,
  type CalloutEvent,
  type Decision,
  decide,
  evolve,
  type OpenReason,
  type ReportState,
  type ResultChange,
  type ResultValue,
  type ReviewCommand,
} from './report-state.ts';
export { maySign, SIGN_VIA, type SignVia } from './sign.ts';
