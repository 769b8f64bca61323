export { adviseLimits, type LimitAdvice, type SeenUnits } from './advise-limits.ts';
export { checkLimit, checkLimits, type LimitProblem } from './check-limits.ts';
export { evaluate } from './evaluate.ts';
export { type ReadFlags, readFlags, type SenderVerdict } from './flags.ts';
export { type Interval, type ReadValue, readPrintedRange, readValue } from './interval.ts';
export {
  type Circumstances,
  type LimitVersion,
  type ListOptionVersion,
  limitKeyOf,
  OPTION_MATCHES,
  type OptionMatchKind,
  optionKeyOf,
  type Tier,
} from './limit.ts';
export { type CodeMapping, checkMapping, type MappingProblem, mappingFor, mapResult } from './mapping.ts';
export { checkOption, type OptionProblem } from './options.ts';
export { normalSystem, prepareRules, type Rules, type ShownBounds } from './rules.ts';
export { conversionFactor, type Factor, isUnit, type Substance } from './units.ts';
export {
  type EvaluationInput,
  FLAG_POLICIES,
  type FlagPolicy,
  isCriticalName,
  VERDICTS,
  type Verdict,
  type VerdictName,
} from './verdict.ts';
export { limitsInForce, rulesAsIf, waitingDrafts, withDrafts } from './what-if.ts';
