export { CriticalValues, type CriticalValuesName, OPEN_CRITICAL_VALUES } from './critical-values.ts';
export { ATTEMPT_OUTCOMES, type AttemptOutcome } from './outcome.ts';
