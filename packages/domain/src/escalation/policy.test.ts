import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPolicy, DEFAULT_POLICY, type NotifyStep, POLICY_TEMPLATES, type PolicyStep } from './index.ts';
import {
  choosePolicy,
  type EscalationPolicy,
  EVERY_CALLOUT,
  fitOf,
  type PolicyFacts,
  type PolicyMatch,
  policyKeyOf,
} from './policy.ts';

const EVERY = EVERY_CALLOUT;
const facts: PolicyFacts = {
  priority: 'S',
  patientClass: 'inpatient',
  department: 'CHEM',
  location: 'ICU',
  testCode: 'K',
  tier: 'critical',
  hours: 'business',
};

describe('the policy of a callout', () => {
  const policies = [
    { name: 'every', match: EVERY },
    { name: 'inpatient stat', match: { ...EVERY, patientClass: 'inpatient' as const, priority: 'S' } },
    { name: 'icu', match: { ...EVERY, location: 'icu ' } },
    { name: 'potassium', match: { ...EVERY, testCode: 'K' } },
    { name: 'other ward', match: { ...EVERY, location: '7B', testCode: 'K' } },
  ];
  it('is the narrowest that fits: a test outweighs a place, a place outweighs priority and class', () => {
    expect(choosePolicy(policies, facts)?.name).toBe('potassium');
    expect(choosePolicy(policies, { ...facts, testCode: 'NA' })?.name).toBe('icu');
    expect(choosePolicy(policies, { ...facts, testCode: 'NA', location: null })?.name).toBe('inpatient stat');
    expect(choosePolicy(policies, { ...facts, testCode: 'NA', location: null, priority: null })?.name).toBe('every');
    expect(choosePolicy(policies.slice(1), { ...facts, testCode: 'NA', location: null, priority: null })).toBeUndefined();
  });

  it('a place outweighs a department, a department outweighs a priority, and hours decide between two that are the same otherwise', () => {
    const named = [
      { name: 'chemistry', match: { ...EVERY, department: 'chem' } },
      { name: 'chemistry at night', match: { ...EVERY, department: 'CHEM', hours: 'outside' as const } },
      { name: 'by day', match: { ...EVERY, hours: 'business' as const } },
      ...policies.slice(1, 3),
    ];
    expect(choosePolicy(named, facts)?.name).toBe('icu');
    expect(choosePolicy(named, { ...facts, location: null })?.name).toBe('chemistry');
    expect(choosePolicy(named, { ...facts, location: null, hours: 'outside' })?.name).toBe('chemistry at night');
    expect(choosePolicy(named, { ...facts, location: null, department: null })?.name).toBe('inpatient stat');
    expect(choosePolicy(named, { ...facts, location: null, department: 'MICRO', priority: null })?.name).toBe('by day');
  });

  it('never ties: every two different matches of one result fit differently', () => {
    const keys = Object.keys(EVERY) as (keyof PolicyMatch)[];
    const matches = Array.from({ length: 2 ** keys.length }, (_, bits): PolicyMatch => {
      const named = keys.filter((_key, index) => (bits >> index) % 2 === 1);
      return { ...EVERY, ...Object.fromEntries(named.map((key) => [key, facts[key]])) };
    });
    expect(new Set(matches.map((match) => fitOf(match, facts))).size).toBe(matches.length);
    expect(new Set(matches.map(policyKeyOf)).size).toBe(matches.length);
  });
});

describe('a policy that would let a callout fall silent', () => {
  const notify = (minutes: number, more: Partial<Extract<PolicyStep, { kind: 'notify' }>> = {}): PolicyStep => ({
    kind: 'notify',
    after: { minutes, from: 'result' },
    who: 'supervisor',
    how: 'email',
    repeat: null,
    ...more,
  });
  const last = (minutes: number): PolicyStep => ({ kind: 'exhausted', after: { minutes, from: 'last-step' } });
  const problems = (steps: PolicyStep[], within = 30) =>
    checkPolicy({ steps }, within).map(({ code, step }) => `${code} ${step}`);

  it.each<[string, PolicyStep[], string[]]>([
    ['has no step', [], ['escalation.no-last-step null']],
    ['has no last step', [notify(10)], ['escalation.no-last-step null']],
    ['is exhausted before anybody is told', [last(10)], ['escalation.no-notice 1']],
    [
      'goes on after exhausted',
      [notify(10), last(5), notify(40)],
      ['escalation.no-last-step null', 'escalation.exhausted-early 2'],
    ],
    ['begins after its deadline', [notify(31), last(5)], ['escalation.late-first-step 1']],
    ['climbs backwards', [notify(20), notify(10, { who: 'director' }), last(5)], ['escalation.out-of-order 2']],
    ['tells the same twice at once', [notify(20), notify(20), last(5)], ['escalation.step-twice 2']],
    ['repeats past its end', [notify(20, { repeat: { everyMinutes: 10, times: 3 } }), last(15)], ['escalation.loop 1']],
    ['repeats without a pause', [notify(20, { repeat: { everyMinutes: 0, times: 3 } }), last(15)], ['escalation.loop 1']],
    ['never stops talking', [notify(0, { repeat: { everyMinutes: 1, times: 120 } }), last(200)], ['escalation.loop null']],
  ])('%s', (_what, steps, expected) => {
    expect(problems(steps)).toEqual(expected);
  });

  it('has a step that reaches nobody, named by its number', () => {
    const steps = [notify(10), notify(20, { who: 'on-call', how: 'sms' }), last(5)];
    const reach = ({ who }: NotifyStep): string | null => (who === 'on-call' ? 'the laboratory has no on-call' : null);
    expect(checkPolicy({ steps }, 30, reach)).toEqual([
      { code: 'escalation.unreachable', step: 2, message: 'step 2: sms to on-call: the laboratory has no on-call' },
    ]);
  });

  it('tells two departments at once, but not the same one twice', () => {
    const to = (whoId: number, whoName: string) => notify(20, { who: 'department', whoId, whoName });
    expect(problems([to(1, 'Chemistry'), to(2, 'Haematology'), last(5)])).toEqual([]);
    expect(checkPolicy({ steps: [to(1, 'Chemistry'), to(1, 'Chemistry'), last(5)] }, 30)).toEqual([
      {
        code: 'escalation.step-twice',
        step: 2,
        message: 'step 2: email to department Chemistry at 20 min is step 1 again',
      },
    ]);
  });

  it('pages overhead and says nothing', () => {
    const page = (say: string | null) => notify(20, { who: 'ward', how: 'overhead-page', say });
    expect(problems([page('Doctor to ward 7B, please'), last(5)])).toEqual([]);
    expect(problems([page(' '), last(5)])).toEqual(['escalation.nothing-to-say 1']);
    expect(problems([page(null), last(5)])).toEqual(['escalation.nothing-to-say 1']);
  });

  it('is none of ours: the default and every template pass for every deadline that can be set', () => {
    const all: EscalationPolicy[] = [DEFAULT_POLICY, ...Object.values(POLICY_TEMPLATES)];
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.integer({ min: 1, max: 10_080 }), (policy, within) => {
        expect(checkPolicy(policy, policy.notifyWithinMinutes ?? within)).toEqual([]);
      }),
    );
  });
});
