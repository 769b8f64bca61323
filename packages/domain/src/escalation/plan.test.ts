import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_POLICY,
  decideNow,
  decideStep,
  type EscalationPolicy,
  POLICY_TEMPLATES,
  type PolicyStep,
  planSteps,
  type SimulationFacts,
  STEP_FROM,
  STEP_HOW,
  STEP_WHO,
  type StepState,
  simulate,
} from './index.ts';

const start = new Date('2026-11-23T10:00:00Z');
const minutes = (n: number): Date => new Date(start.getTime() + n * 60_000);
const after = fc.record({ minutes: fc.integer({ min: -60, max: 240 }), from: fc.constantFrom(...STEP_FROM) });
const notifyStep = fc.record({
  kind: fc.constant('notify' as const),
  after,
  who: fc.constantFrom(...STEP_WHO),
  how: fc.constantFrom(...STEP_HOW),
  repeat: fc.option(fc.record({ everyMinutes: fc.integer({ min: 1, max: 60 }), times: fc.integer({ min: 1, max: 5 }) })),
});
const anySteps = fc
  .tuple(fc.array(notifyStep, { minLength: 1, maxLength: 6 }), after)
  .map(([steps, end]): PolicyStep[] => [...steps, { kind: 'exhausted', after: end }]);

describe('the plan of a ladder', () => {
  it('is the default: a call before the deadline, supervisors at it, a pathologist after, then exhausted', () => {
    expect(planSteps(DEFAULT_POLICY, start, minutes(30)).map(({ number, repeat, who, at }) => [number, repeat, who, at])).toEqual(
      [
        [1, 0, 'ordering-doctor', minutes(25)],
        [2, 0, 'supervisor', minutes(30)],
        [2, 1, 'supervisor', minutes(40)],
        [3, 0, 'pathologist', minutes(45)],
        [2, 2, 'supervisor', minutes(50)],
        [4, 0, 'supervisor', minutes(60)],
      ],
    );
  });

  it('only climbs, begins in time, and has every notice once, whatever the policy says', () => {
    fc.assert(
      fc.property(anySteps, fc.integer({ min: 1, max: 1440 }), (steps, within) => {
        const plan = planSteps({ steps }, start, minutes(within));
        const firsts = plan.filter(({ repeat }) => repeat === 0).sort((a, b) => a.number - b.number);
        expect(firsts.map(({ number }) => number)).toEqual(steps.map((_, index) => index + 1));
        for (const [index, { at }] of firsts.entries()) expect(at >= (firsts[index - 1]?.at ?? start)).toBe(true);
        expect((firsts[0]?.at ?? start) <= minutes(within)).toBe(true);
        expect(new Set(plan.map(({ number, repeat }) => `${number}.${repeat}`)).size).toBe(plan.length);
        expect(firsts.at(-1)).toMatchObject({ kind: 'exhausted', who: 'supervisor' });
      }),
    );
  });
});

describe('a ladder', () => {
  type Step = StepState & { done: Date[] };
  const climb = (steps: PolicyStep[], looks: number[]): Step[] => {
    const state: Step[] = planSteps({ steps }, start, minutes(30)).map((step) => ({ ...step, isDone: false, done: [] }));
    let now = 0;
    for (const wait of looks) {
      now += wait;
      for (;;) {
        const decision = decideStep({ isOpen: true, steps: state }, minutes(now));
        if (decision.type !== 'perform') break;
        decision.step.done.push(minutes(now));
        for (const step of [decision.step, ...decision.collapsed]) step.isDone = true;
      }
    }
    return state;
  };
  const looks = fc.array(fc.integer({ min: -30, max: 200 }), { maxLength: 20 });

  it('does each notice at most once, never early, and after any look nothing that is due waits', () => {
    fc.assert(
      fc.property(anySteps, looks, (steps, waits) => {
        const state = climb(steps, waits);
        let latest = Number.NEGATIVE_INFINITY;
        waits.reduce((sum, wait) => {
          latest = Math.max(latest, sum + wait);
          return sum + wait;
        }, 0);
        for (const step of state) {
          expect(step.done.length).toBeLessThanOrEqual(1);
          for (const at of step.done) expect(at >= step.at).toBe(true);
          expect(step.isDone).toBe(waits.length > 0 && step.at.getTime() <= start.getTime() + latest * 60_000);
        }
      }),
    );
  });

  it('after an outage does every step that is due once and in order, and of its repeats the latest', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const state = climb(steps, [100_000]);
        const done = state.filter((step) => step.done.length > 0);
        expect(done.map(({ number }) => number).sort((a, b) => a - b)).toEqual(steps.map((_, index) => index + 1));
        expect(state.every(({ isDone }) => isDone)).toBe(true);
      }),
    );
  });

  it('stops when nothing is open, waits when nothing is due, ends when all is done', () => {
    const steps = [{ number: 1, repeat: 0, at: minutes(5), isDone: false }];
    expect(decideStep({ isOpen: false, steps }, minutes(9))).toEqual({ type: 'stop' });
    expect(decideStep({ isOpen: true, steps }, minutes(4))).toEqual({ type: 'wait', until: minutes(5) });
    expect(decideStep({ isOpen: true, steps: [] }, minutes(4))).toEqual({ type: 'finished' });
  });

  it('takes the next rung when somebody asks, not a repeat of the one before', () => {
    const steps = [
      { number: 1, repeat: 0, at: minutes(5), isDone: true },
      { number: 1, repeat: 1, at: minutes(8), isDone: false },
      { number: 2, repeat: 0, at: minutes(20), isDone: false },
    ];
    expect(decideNow({ isOpen: true, steps })).toMatchObject({ type: 'perform', step: { number: 2, repeat: 0 }, collapsed: [] });
    expect(decideNow({ isOpen: false, steps })).toEqual({ type: 'stop' });
    expect(decideNow({ isOpen: true, steps: [] })).toEqual({ type: 'finished' });
  });
});

describe('the simulator', () => {
  const facts: SimulationFacts = {
    priority: null,
    patientClass: 'inpatient',
    department: null,
    hours: 'business',
    location: null,
    testCode: 'K',
    tier: 'critical',
    zone: 'Europe/Berlin',
    notifyWithin: { inpatient: 30, emergency: 30, outpatient: 60, other: 30 },
  };
  const times = (policy: EscalationPolicy, at: string) =>
    simulate(policy, facts, new Date(at)).steps.map(({ number, repeat, local }) => `${number}.${repeat} ${local}`);

  it('counts elapsed minutes on the night the clocks go back: 02:30 comes twice', () => {
    expect(times(POLICY_TEMPLATES.icu, '2026-10-25T00:30:00Z')).toEqual([
      '1.0 2026-10-25 02:38 +02:00',
      '2.0 2026-10-25 02:45 +02:00',
      '2.1 2026-10-25 02:50 +02:00',
      '2.2 2026-10-25 02:55 +02:00',
      '3.0 2026-10-25 02:55 +02:00',
      '4.0 2026-10-25 02:05 +01:00',
    ]);
  });

  it('skips the hour that does not exist on the night they go forward', () => {
    const { dueAt, warnAt, steps } = simulate(DEFAULT_POLICY, facts, new Date('2026-03-29T00:45:00Z'));
    expect([warnAt.local, dueAt.local, steps.at(-1)?.local]).toEqual([
      '2026-03-29 03:05 +02:00',
      '2026-03-29 03:15 +02:00',
      '2026-03-29 03:45 +02:00',
    ]);
  });

  it('gives the plan of a real callout, shown in the zone of the laboratory', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(POLICY_TEMPLATES)), fc.integer({ min: 0, max: 600_000 }), (policy, offset) => {
        const at = minutes(offset);
        const answer = simulate(policy, facts, at);
        expect(answer.steps.map(({ local: _local, ...step }) => step)).toEqual(planSteps(policy, at, answer.dueAt.at));
        for (const { at: instant, local } of answer.steps) {
          const [day, time, zone] = local.split(' ');
          expect(new Date(`${day}T${time}:00${zone}`).getTime()).toBe(Math.floor(instant.getTime() / 60_000) * 60_000);
        }
      }),
    );
  });
});
