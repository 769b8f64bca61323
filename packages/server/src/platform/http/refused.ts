import type { Refusal } from '@critical-callout/domain/kernel';

/**
 * A rule's "no" on its way to the caller. Thrown inside a transaction it rolls back; the error handler answers
 * problem+json with the refusal's code, message and details. 422 unless the rule is about state (409), a
 * stale version (412), rights (403) or something that is not there (404).
 */
export class Refused extends Error {
  override name = 'Refused';
  readonly refusal: Refusal;
  readonly status: number;
  constructor(refusal: Refusal, status = 422) {
    super(refusal.refusal); // the code alone: messages are for the caller, not for a log
    this.refusal = refusal;
    this.status = status;
  }
}
