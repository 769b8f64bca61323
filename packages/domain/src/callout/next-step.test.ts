import { describe, expect, it } from 'vitest';
import { ATTEMPT_OUTCOMES, CLOSING_CODES, DEFAULT_CLOSING_RULES, DEFAULT_OUTCOME_RULES, mayClose, nextStepOf } from './index.ts';

const now = new Date('2026-11-23T10:00:00Z');
const at = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

describe('what follows an attempt', () => {
  it.each([
    ['no-answer', 5],
    ['busy', 2],
    ['sent-to-someone-else', 1],
    ['other', 5],
    ['left-message', 10],
    ['voicemail', 10],
    ['on-hold-abandoned', 5],
    ['reached-no-read-back', 5],
    ['sent-awaiting-acknowledgement', 15],
  ] as const)('%s: again after %i minutes, and nothing else', (outcome, minutes) => {
    expect(nextStepOf(outcome, DEFAULT_OUTCOME_RULES, { performedAt: now, now, wishedAt: null })).toEqual({
      retryAt: at(minutes),
      isNextStepNow: false,
      isDirectoryTask: false,
      closeWith: null,
    });
  });

  it.each([
    ['wrong-number', { isNextStepNow: true, isDirectoryTask: true }],
    ['refused', { isNextStepNow: true, isDirectoryTask: false }],
    ['not-on-duty', { isNextStepNow: true, isDirectoryTask: false }],
    ['patient-deceased', { closeWith: 'patient-deceased', isNextStepNow: false }],
    ['reached-read-back', { closeWith: null, isNextStepNow: false }],
    ['declared', { closeWith: null, isNextStepNow: false }],
  ] as const)('%s: no further try of the same kind', (outcome, more) => {
    const step = nextStepOf(outcome, DEFAULT_OUTCOME_RULES, { performedAt: now, now, wishedAt: null });
    expect(step).toMatchObject({ retryAt: null, ...more });
  });

  it('has a rule for every outcome', () => {
    expect(Object.keys(DEFAULT_OUTCOME_RULES).sort()).toEqual([...ATTEMPT_OUTCOMES].sort());
  });

  it('counts from when the call was made, and is never planned into the past', () => {
    const late = { performedAt: at(-3), now, wishedAt: null };
    expect(nextStepOf('no-answer', DEFAULT_OUTCOME_RULES, late).retryAt).toEqual(at(2));
    expect(nextStepOf('no-answer', DEFAULT_OUTCOME_RULES, { ...late, performedAt: at(-60) }).retryAt).toEqual(now);
  });

  it('takes the time the caller chose before that of the rule', () => {
    const wished = { performedAt: now, now, wishedAt: at(33) };
    expect(nextStepOf('no-answer', DEFAULT_OUTCOME_RULES, wished).retryAt).toEqual(at(33));
    expect(nextStepOf('refused', DEFAULT_OUTCOME_RULES, wished)).toMatchObject({ retryAt: at(33), isNextStepNow: true });
  });
});

describe('closing with a code', () => {
  it('is for those who answer for it; what callers hear on the telephone they may write down', () => {
    for (const code of CLOSING_CODES) {
      expect(mayClose(code, 'supervisor', DEFAULT_CLOSING_RULES)).toBeNull();
      expect(mayClose(code, 'auditor', DEFAULT_CLOSING_RULES)).toMatchObject({ refusal: 'callout.closing-not-allowed' });
    }
    expect(mayClose('patient-deceased', 'caller', DEFAULT_CLOSING_RULES)).toBeNull();
    expect(mayClose('other', 'caller', DEFAULT_CLOSING_RULES)).toMatchObject({ details: { code: 'other' } });
  });
});
