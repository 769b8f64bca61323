export { emailAddressProblem } from './address.ts';
export {
  CONTENT_LEVELS,
  type ContentLevel,
  chooseLanguage,
  MAX_SEGMENTS,
  MESSAGE_LANGUAGES,
  MESSAGE_PURPOSES,
  MESSAGE_VARIABLES,
  type MessageLanguage,
  type MessagePurpose,
  type MessageVariable,
  TEMPLATE_PARTS,
  type TemplatePart,
} from './message-variables.ts';
export {
  decideNext,
  NEXT_CAUSES,
  NEXT_OUTCOMES,
  type NextCandidate,
  type NextCause,
  type NextDecision,
  type NextOutcome,
  type SentMessage,
  type Way,
} from './next.ts';

export { e164, isE164 } from './phone.ts';
export {
  type AfterAttempt,
  decideAfterAttempt,
  MAX_TRIES,
  MAX_UNKNOWN_TRIES,
  plannedTries,
  RETRY_DELAYS_SECONDS,
} from './retry.ts';
export { countSegments, type Segments } from './segments.ts';
export {
  DELIVERY_CHANNELS,
  DELIVERY_RESULTS,
  DELIVERY_STATES,
  DELIVERY_TRANSITIONS,
  type DeliveryResult,
  type DeliveryState,
  mayMove,
} from './state.ts';
export { decideAfterReport, STATUS_RESULTS, type StatusReport, type StatusResult } from './status-report.ts';
export { isolateText, lineText, messageText } from './text.ts';
