import { type Refusal, refusal } from '../kernel/index.ts';
import type { SentTo } from './critical-callout.ts';
import type { AttemptOutcome } from './outcome.ts';
import { compareReadBack, type ReadBackComparison, type ReadOut, standing } from './read-back.ts';
import { type Relay, refuseOpenRelay } from './relay.ts';

/** The lab's rules for a submit (settings `callout_policy` and `critical_notification_settings`). */
export type CompletionRules = {
  completion: 'as-declared' | 'proven';
  isCommentMandatory: boolean;
  isFullNameRequired: boolean;
  /** Under `proven`: a desk that takes a result to pass it on completes nothing before it has confirmed that. */
  isRelayRequired: boolean;
};

/** What a caller says happened. */
export type SubmitFacts = {
  isDraft: boolean;
  hasRecipients: boolean;
  /** A message is to be sent by at least one channel. */
  isSending: boolean;
  calledName: string | null;
  faxedName: string | null;
  otherName: string | null;
  outcome: AttemptOutcome | null;
  /** In the order heard: of a value read back wrongly and again, both. */
  heard: readonly { resultId: number; heard: string }[] | null;
  exception: { exception: string; reason: string } | null;
  /** The contact that was told and may take a result only to pass it on, by name; null: no such contact. */
  relayDesk: string | null;
  relay: Relay | null;
  /** Who is to be called instead, by whoever answered. */
  sentTo: SentTo | null;
  comment: string;
  /** What had to be read back: every critical value of the selected reports. */
  readOut: readonly ReadOut[];
};

export type SubmitRuling = {
  isDraft: boolean;
  outcome: AttemptOutcome | 'declared';
  toldSomebody: boolean;
  readBack: ReadBackComparison[] | null;
};

/** Outcomes by which nobody heard a value. */
const NOT_REACHED: readonly string[] = [
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
  'other',
];
/** By these an order is never completed, whatever is sent beside the call: nobody took the value. */
const ATTEMPT_ONLY: readonly string[] = ['sent-to-someone-else', 'other'];

/**
 * Whether a submit is accepted, and as what (domain.md section 5, step 2 and "Completion policy"). Under `proven` only a
 * matching read-back or a coded exception with a comment completes; what was merely sent becomes an attempt that awaits
 * acknowledgement. An attempt is never refused for what it says: it happened.
 */
export function ruleOnSubmit(facts: SubmitFacts, rules: CompletionRules): SubmitRuling | Refusal {
  const told = facts.calledName !== null || facts.faxedName !== null;
  if (!told && !facts.isSending && !facts.outcome && (!facts.isDraft || !facts.hasRecipients)) {
    return refusal('callout.nobody-told', 'notification names nobody who was told and no message to send');
  }
  if (rules.isCommentMandatory && facts.comment.trim() === '') {
    return refusal('callout.comment-missing', 'notification.comment is empty; this laboratory requires a comment', {
      field: 'notification.comment',
    });
  }
  const incomplete = shortName(facts, rules) ?? incompleteOutcome(facts);
  if (incomplete) return incomplete;
  const compared = compareAll(facts);
  if ('refusal' in compared) return compared;
  const { readBack } = compared;
  const outcome = outcomeOf(facts, readBack);
  const toldSomebody =
    outcome === 'reached-read-back' || outcome === 'reached-no-read-back' || (told && !NOT_REACHED.includes(outcome));
  const ruling: SubmitRuling = { isDraft: facts.isDraft, outcome, toldSomebody, readBack };
  return facts.isDraft ? ruling : ruleOnDone(facts, rules, ruling);
}

function shortName(facts: SubmitFacts, rules: CompletionRules): Refusal | null {
  if (!rules.isFullNameRequired) return null;
  const names = { 'notifiedByCall.name': facts.calledName, 'notifiedByFax.name': facts.faxedName, 'other.name': facts.otherName };
  for (const [field, name] of Object.entries(names)) {
    if (name !== null && name.trim().split(/\s+/u).length < 2) {
      return refusal(
        'callout.full-name-required',
        `notification.${field} "${name}" is one word; this laboratory requires first and last name`,
        {
          field: `notification.${field}`,
        },
      );
    }
  }
  return null;
}

/** Two outcomes say nothing without their words: who is to be called instead, and what happened. */
function incompleteOutcome({ outcome, sentTo, comment }: SubmitFacts): Refusal | null {
  if (outcome === 'other' && comment.trim() === '') {
    return refusal('callout.outcome-text-missing', 'notification.comment is empty; the outcome "other" must say what happened', {
      field: 'notification.comment',
    });
  }
  if ((outcome === 'sent-to-someone-else') === (sentTo !== null)) return null;
  const message = sentTo
    ? `notification.sentTo names somebody, and the outcome is ${outcome ?? 'not given'}: it belongs to sent-to-someone-else`
    : 'notification.sentTo is missing: who is to be called instead, with name and number';
  return refusal(sentTo ? 'callout.sent-to-unexpected' : 'callout.sent-to-missing', message, { field: 'notification.sentTo' });
}

function compareAll(facts: SubmitFacts): { readBack: ReadBackComparison[] | null } | Refusal {
  if (!facts.heard) return { readBack: null };
  const expected = new Map(facts.readOut.map((value) => [value.resultId, value]));
  const readBack: ReadBackComparison[] = [];
  for (const { resultId, heard } of facts.heard) {
    const value = expected.get(resultId);
    // An attempt is evidence: what was heard of a value that has been replaced meanwhile is kept, and does not match.
    if (!value && facts.isDraft) {
      const difference = 'no longer a current critical result';
      readBack.push({ resultId, parameterName: '', heard, expected: '', isMatch: false, difference });
      continue;
    }
    if (!value) {
      return refusal(
        'callout.read-back-unknown',
        `readBack names result ${resultId}, which is not a critical result of the selected reports`,
        {
          resultId,
        },
      );
    }
    readBack.push(compareReadBack(value, heard));
  }
  return { readBack };
}

function outcomeOf(facts: SubmitFacts, readBack: ReadBackComparison[] | null): AttemptOutcome | 'declared' {
  const isProven =
    facts.readOut.length === 0 ? facts.calledName !== null : readBack?.length && standing(readBack).every((one) => one.isMatch);
  if (facts.outcome === 'reached-read-back' || (!facts.outcome && readBack))
    return isProven ? 'reached-read-back' : 'reached-no-read-back';
  if (facts.outcome) return facts.outcome;
  if (facts.calledName !== null) return 'reached-no-read-back';
  return facts.isSending ? 'sent-awaiting-acknowledgement' : 'declared';
}

function ruleOnDone(facts: SubmitFacts, rules: CompletionRules, ruling: SubmitRuling): SubmitRuling | Refusal {
  if (ATTEMPT_ONLY.includes(ruling.outcome)) {
    return refusal('callout.attempt-only', `outcome ${ruling.outcome} completes nothing; it can be saved as an attempt`, {
      field: 'notification.outcome',
      outcome: ruling.outcome,
    });
  }
  const wrong = standing(ruling.readBack ?? []).filter((one) => !one.isMatch);
  if (wrong.length > 0) {
    return refusal('callout.read-back-mismatch', wrong.map((one) => `${one.parameterName}: ${one.difference}`).join('; '), {
      mismatches: wrong.map(({ resultId, parameterName }) => ({ resultId, parameterName })),
    });
  }
  if (ruling.readBack || facts.outcome === 'reached-read-back') {
    const heard = new Set(ruling.readBack?.map((one) => one.resultId));
    const missing = facts.readOut.filter((value) => !heard.has(value.resultId));
    if (missing.length > 0) {
      const names = missing.map((value) => value.parameterName).join(', ');
      return refusal('callout.read-back-missing', `read-back is missing for ${names}`, {
        resultIds: missing.map((value) => value.resultId),
      });
    }
  }
  const reached = ruling.outcome === 'reached-read-back' || ruling.outcome === 'reached-no-read-back';
  if (reached && facts.calledName === null && facts.faxedName === null) {
    return refusal(
      'callout.recipient-missing',
      'notification.notifiedByCall.name is missing: who was told is part of the record',
      {
        field: 'notification.notifiedByCall.name',
      },
    );
  }
  // Nobody heard it and nothing is on its way: that is an attempt, by any policy.
  if (NOT_REACHED.includes(ruling.outcome) && ruling.outcome !== 'patient-deceased' && !facts.isSending) {
    return refusal(
      'callout.nobody-told',
      `outcome ${ruling.outcome} tells nobody and no message is sent; it can be saved as an attempt`,
      {
        outcome: ruling.outcome,
      },
    );
  }
  if (rules.completion === 'as-declared') return ruling;
  if (reached && rules.isRelayRequired && facts.relayDesk !== null) {
    const open = refuseOpenRelay(facts.relayDesk, facts.relay);
    if (open) return open;
  }
  if (ruling.outcome === 'reached-read-back') return ruling;
  // A coded exception carries its own reason in words; somebody must still have been told, by name.
  if (facts.exception && facts.calledName !== null && !NOT_REACHED.includes(ruling.outcome)) return ruling;
  if (ruling.outcome === 'patient-deceased' && facts.comment.trim() !== '') return ruling;
  if (ruling.outcome === 'sent-awaiting-acknowledgement') return { ...ruling, isDraft: true };
  return refusal(
    'callout.not-proven',
    `outcome ${ruling.outcome} does not complete a callout here; a matching read-back does, or a read-back exception with a comment. It can be saved as an attempt`,
    { outcome: ruling.outcome },
  );
}
