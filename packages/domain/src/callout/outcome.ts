/** What became of an attempt (domain.md section 5). `declared` is written where the lab's policy asks for no outcome. */
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
  'not-on-duty',
  'patient-deceased',
  'sent-awaiting-acknowledgement',
] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];
