import { type CalloutPolicy, closingRulesOf } from '@critical-callout/contract/settings';
import type { LabSession } from '@critical-callout/domain/auth';
import { type ClosingCode, mayClose, type SubmitRuling } from '@critical-callout/domain/callout';
import { refusal } from '@critical-callout/domain/kernel';
import { Refused } from '../platform/http.ts';
import type { ProcessCallout } from './submit.ts';

/** Refuses who may not close with this code; answers whether a second person has to agree. */
export function requireClosing(code: ClosingCode, { role }: LabSession, policy: CalloutPolicy): { needsSecond: boolean } {
  const rules = closingRulesOf(policy);
  const refused = mayClose(code, role, rules);
  if (refused) throw new Refused(refused, 403);
  return { needsSecond: rules[code].isSecondPersonNeeded };
}

/**
 * A submit that closes because the patient has died tells nobody: it is a closing with a code, and only whom the
 * laboratory lets close with it may submit it so, with a comment. Undefined: an ordinary submit.
 */
export function closingCodeOf(
  { session, notification }: ProcessCallout,
  { isDraft, outcome }: SubmitRuling,
  policy: CalloutPolicy,
): ClosingCode | undefined {
  if (isDraft || outcome !== 'patient-deceased') return undefined;
  const { needsSecond } = requireClosing('patient-deceased', session, policy);
  if ((notification.comment ?? '').trim() === '') {
    const message = 'notification.comment is empty; closing because the patient has died needs a comment';
    throw new Refused(refusal('callout.comment-missing', message, { field: 'notification.comment' }));
  }
  if (needsSecond) {
    const message = 'closing as patient-deceased needs a second person here: save it as an attempt, and close it with the code';
    throw new Refused(refusal('callout.second-person-needed', message, { code: 'patient-deceased' }));
  }
  return 'patient-deceased';
}
