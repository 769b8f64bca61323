/**
 * The status of a lab report towards its callout (data-model specification, CriticalValuesEnum). The only place where
 * these numbers are written: the database check, the API schema, the web's badges and the search mapping derive from it.
 */
export const CriticalValues = {
  NORMAL: 0,
  CALLOUT_PENDING: 1,
  CALLOUT_DONE: 2,
  ABNORMAL: 3,
  CALLOUT_ATTEMPTED: 4,
} as const;

export type CriticalValuesName = keyof typeof CriticalValues;
export type CriticalValues = (typeof CriticalValues)[CriticalValuesName];

/** The statuses that still need somebody to be told. */
export const OPEN_CRITICAL_VALUES = [CriticalValues.CALLOUT_PENDING, CriticalValues.CALLOUT_ATTEMPTED] as const;
