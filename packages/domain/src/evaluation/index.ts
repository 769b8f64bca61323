export { adviseLimits, type LimitAdvice, type SeenSpecimens, type SeenUnits } from './advise-limits.ts';
export { checkLimit, checkLimits, type LimitProblem } from './check-limits.ts';
export { evaluate } from './evaluate.ts';
export { type ReadFlags, readFlags, type SenderVerdict } from './flags.ts';
export { type Interval, type ReadValue, readPrintedRange, readValue } from './interval.ts';
export {
  type Circumstances,
  DELTA_DIRECTIONS,
  DELTA_MEASURES,
  type DeltaRule,
  type LimitVersion,
  type ListOptionVersion,
  limitKeyOf,
  OPTION_MATCHES,
  type OptionMatchKind,
  optionKeyOf,
  type Tier,
} from './limit.ts';
export { type CodeMapping, checkMapping, judgedCode, type MappingProblem, mappingFor, mapResult } from './mapping.ts';
export { checkOption, type OptionProblem } from './options.ts';
export { type DeltaNeed, foldCode, normalSystem, prepareRules, type Rules, type ShownBounds } from './rules.ts';
export { isKnownSpecimen, isOneSeries, isSpecimenInside, isSurelyOneSeries, SPECIMENS, specimenWord } from './specimens.ts';
export { conversionFactor, type Factor, isUnit, type Substance } from './units.ts';
export {
  type EarlierValue,
  type EvaluationInput,
  FLAG_POLICIES,
  type FlagPolicy,
  isCriticalName,
  type ShownDelta,
  VERDICTS,
  type Verdict,
  type VerdictName,
} from './verdict.ts';
export { limitsInForce, rulesAsIf, waitingDrafts, withDrafts } from './what-if.ts';
