import { type CalloutPolicy, closingRulesOf, outcomeRulesOf } from '@critical-callout/contract/settings';
import type { Role } from '@critical-callout/domain/auth';
import {
  ATTEMPT_OUTCOMES,
  type AttemptOutcome,
  CLOSING_CODES,
  type ClosingCode,
  DEFAULT_CLOSING_RULES,
  DEFAULT_OUTCOME_RULES,
} from '@critical-callout/domain/callout';

type OutcomeLine = { retry: string; isNextStepNow: boolean; isDirectoryTask: boolean; closeWith: ClosingCode | '' };
type ClosingLine = { roles: Role[]; isSecondPersonNeeded: boolean };
export const PLACES = ['inpatient', 'emergency', 'outpatient', 'other'] as const;

export type CallsFields = {
  completion: CalloutPolicy['completion'];
  full_name_required: boolean;
  relay_required: boolean;
  within: Record<(typeof PLACES)[number], string>;
  outcomes: Record<AttemptOutcome, OutcomeLine>;
  closings: Record<ClosingCode, ClosingLine>;
};

const each = <K extends string, V>(keys: readonly K[], of: (key: K) => V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;

export function toFields(policy: CalloutPolicy): CallsFields {
  const outcomes = outcomeRulesOf(policy);
  const closings = closingRulesOf(policy);
  return {
    completion: policy.completion,
    full_name_required: policy.full_name_required === 1,
    relay_required: policy.relay_required === 1,
    within: each(PLACES, (place) => String(policy.notify_within[place])),
    outcomes: each(ATTEMPT_OUTCOMES, (outcome) => {
      const { retryMinutes, isNextStepNow, isDirectoryTask, closeWith } = outcomes[outcome];
      return {
        retry: retryMinutes === null ? '' : String(retryMinutes),
        isNextStepNow,
        isDirectoryTask,
        closeWith: closeWith ?? '',
      };
    }),
    closings: each(CLOSING_CODES, (code) => ({
      roles: [...closings[code].roles],
      isSecondPersonNeeded: closings[code].isSecondPersonNeeded,
    })),
  };
}

const flag = (isOn: boolean): 0 | 1 => (isOn ? 1 : 0);

/** What is as the program does it by itself is not stored, so that it follows the program. */
export function toPolicy(fields: CallsFields): CalloutPolicy {
  const outcomes: CalloutPolicy['outcomes'] = {};
  for (const outcome of ATTEMPT_OUTCOMES) {
    const { retry, isNextStepNow, isDirectoryTask, closeWith } = fields.outcomes[outcome];
    const rule = {
      retryMinutes: retry.trim() === '' ? null : Number(retry),
      isNextStepNow,
      isDirectoryTask,
      closeWith: closeWith || null,
    };
    const usual = DEFAULT_OUTCOME_RULES[outcome];
    if ((Object.keys(rule) as (keyof typeof rule)[]).every((key) => rule[key] === usual[key])) continue;
    outcomes[outcome] = {
      retry_minutes: rule.retryMinutes,
      next_step_now: flag(isNextStepNow),
      directory_task: flag(isDirectoryTask),
      close_with: rule.closeWith,
    };
  }
  const closings: CalloutPolicy['closings'] = {};
  for (const code of CLOSING_CODES) {
    const { roles, isSecondPersonNeeded } = fields.closings[code];
    const usual = DEFAULT_CLOSING_RULES[code];
    const isSame = roles.length === usual.roles.length && roles.every((role) => usual.roles.includes(role));
    if (isSame && isSecondPersonNeeded === usual.isSecondPersonNeeded) continue;
    closings[code] = { roles, second_person: flag(isSecondPersonNeeded) };
  }
  return {
    completion: fields.completion,
    full_name_required: flag(fields.full_name_required),
    relay_required: flag(fields.relay_required),
    notify_within: each(PLACES, (place) => Number(fields.within[place])),
    outcomes,
    closings,
  };
}
