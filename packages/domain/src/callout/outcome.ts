/**
 * What became of an attempt (domain.md section 5, and two that callers need besides: sent to somebody else, and other, in
 * words). `declared` is written where the lab's policy asks for no outcome.
 */
export const ATTEMPT_OUTCOMES = [
  'reached-read-back',
  'reached-no-read-back',
  'left-message',
  'voicemail',
  'no-answer',
  'busy',
  'on-hold-abandoned',
  'wrong-number',
  'refused',
  'sent-to-someone-else',
  'not-on-duty',
  'patient-deceased',
  'sent-awaiting-acknowledgement',
  'other',
] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];
