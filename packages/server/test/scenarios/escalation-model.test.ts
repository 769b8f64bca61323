import { CriticalValues } from '@critical-callout/domain/callout';
import { planSteps } from '@critical-callout/domain/escalation';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/invariants/index.ts';
import { type EscalationWorld, escalationWorld } from '../escalation-world.ts';
import type { FixtureBill } from '../fixture.ts';

/**
 * Random days of a laboratory: orders open, are attempted, done, corrected; the clock moves, also back; processes tick, die
 * with a step in hand, and the auditor looks. After every command that ends with a tick, I6 is held against a plan made here.
 */
type Command =
  | { do: 'open'; reports: number }
  | { do: 'attempt' | 'done' | 'worse' | 'normal' | 'dismiss'; bill: number }
  | { do: 'move'; minutes: number }
  | { do: 'tick'; process: 0 | 1 }
  | { do: 'crash' }
  | { do: 'audit' }
  | { do: 'policy'; minutes: number };

const bill = fc.nat({ max: 5 });
// Set back by less than two minutes, a lease in hand is only prolonged by as much.
const moved = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 45 }) },
  { weight: 1, arbitrary: fc.integer({ min: -120, max: -2 }) },
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('open' as const), reports: fc.integer({ min: 1, max: 2 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('attempt' as const, 'done', 'worse', 'normal', 'dismiss'), bill }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('move' as const), minutes: moved }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('tick' as const), process: fc.constantFrom(0 as const, 1 as const) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'audit' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('policy' as const), minutes: fc.integer({ min: 5, max: 60 }) }) },
);

let world: EscalationWorld;
let processes: ReturnType<EscalationWorld['process']>[];
let dying: ReturnType<EscalationWorld['process']>;
let version = 0;
beforeAll(async () => {
  world = await escalationWorld();
  processes = [world.process(), world.process()];
  dying = world.process({ ...world.ports, resolve: () => Promise.reject(new Error('the process ended here')) });
});
afterAll(() => world.close());

async function run(one: Command, bills: FixtureBill[]): Promise<void> {
  switch (one.do) {
    case 'open':
      bills.push(await world.open({ reports: one.reports }));
      return;
    case 'move':
      world.clock.advance({ minutes: one.minutes });
      return;
    case 'tick':
      return processes[one.process]?.settle();
    case 'crash':
      await dying.tick();
      // Its lease: until then nobody else may take the step.
      world.clock.advance({ seconds: 31 });
      return;
    case 'audit':
      await world.auditor()();
      return;
    case 'policy':
      return publish(one.minutes);
    default: {
      const target = bills[one.bill % Math.max(1, bills.length)];
      if (target) await act(one.do, target);
    }
  }
}

async function act(what: 'attempt' | 'done' | 'worse' | 'normal' | 'dismiss', target: FixtureBill): Promise<void> {
  const reports = await world.rows<{ id: number; critical_values: number }>(
    'select id, critical_values from lab_reports where bill_id = $1 and dismissed_at is null',
    [target.billId],
  );
  const isCallable = ({ critical_values }: { critical_values: number }) =>
    critical_values !== CriticalValues.NORMAL && critical_values !== CriticalValues.ABNORMAL;
  const callable = reports.filter(isCallable).map(({ id }) => id);
  if (what === 'dismiss')
    await world.rows('update lab_reports set dismissed_at = $2 where bill_id = $1', [target.billId, world.clock.now()]);
  else if (what === 'worse' || what === 'normal') await world.correct(target, what === 'worse');
  else if (callable.length > 0) await world.submit(target, what === 'attempt', callable);
}

async function publish(minutes: number): Promise<void> {
  version += 1;
  const steps = [
    {
      kind: 'notify',
      after: { minutes: 0, from: 'deadline' },
      who: 'supervisor',
      how: 'email',
      repeat: { everyMinutes: 5, times: 2 },
    },
    { kind: 'exhausted', after: { minutes: 12, from: 'last-step' } },
  ];
  await world.rows(
    `insert into escalation_policies (lab_id, policy_key, version, notify_within_minutes, warn_before_minutes, steps, author, approved_by, approved_at, reason, created_at)
     values ($1, 'every callout', $2, $3, 5, $4, 'a', 'a', $5, 'model', $5)`,
    [world.lab.labId, version, minutes, JSON.stringify(steps), world.clock.now()],
  );
}

type Seen = { bill_id: number; due_at: Date; runs: Ladder[] | null };
type Ladder = {
  policy: Parameters<typeof planSteps>[0];
  critical_at: string;
  due_at: string;
  exhausted_at: string | null;
  done: string[];
};

/** I6: every overdue callout has reached the step its policy says, or shows that it is exhausted. */
async function overdueAreEscalated(): Promise<void> {
  const now = world.clock.now();
  const open = await world.rows<Seen>(
    `select r.bill_id, min(r.due_at) as due_at, (select jsonb_agg(jsonb_build_object('policy', u.policy, 'critical_at', u.critical_at, 'due_at', u.due_at,
        'exhausted_at', u.exhausted_at, 'done', array(select s.step_number || '.' || s.repeat_number from escalation_steps s where s.run_id = u.id and s.done_at is not null)))
       from escalation_runs u where u.bill_id = r.bill_id and u.stopped_at is null) as runs
     from lab_reports r where r.critical_values in (1, 4) and r.dismissed_at is null group by r.bill_id`,
  );
  for (const callout of open) {
    expect(callout.runs, `order ${callout.bill_id} is open and has no ladder`).not.toBeNull();
    // Some ladder of the order is at least as early as the callout's own deadline, or already used up.
    expect(callout.runs?.some((one) => one.exhausted_at !== null || new Date(one.due_at) <= callout.due_at)).toBe(true);
    for (const one of callout.runs ?? []) {
      const due = planSteps(one.policy, new Date(one.critical_at), new Date(one.due_at)).filter(({ at }) => at <= now);
      const reached = due.map(({ number, repeat }) => `${number}.${repeat}`);
      expect(one.done, `order ${callout.bill_id}`).toEqual(expect.arrayContaining(reached));
      if (due.some(({ kind }) => kind === 'exhausted')) expect(one.exhausted_at).not.toBeNull();
    }
  }
  const closed = await world.rows(
    `select u.id from escalation_runs u where u.stopped_at is null and not exists (select from lab_reports r
       where r.bill_id = u.bill_id and r.critical_values in (1, 4) and r.dismissed_at is null)
       and exists (select from escalation_steps s where s.run_id = u.id and s.done_at is null and s.due_at <= $1)`,
    [now],
  );
  expect(closed).toEqual([]);
  const twice = await world.rows(
    `select payload->>'run_id' from events where type in ('escalation-step-reached', 'escalation-exhausted')
     group by payload->>'run_id', payload->>'step', payload->>'repeat' having count(*) > 1`,
  );
  expect(twice).toEqual([]);
}

describe('whatever happens in a laboratory', () => {
  it('no overdue callout is left below the step its policy says, and no step is done twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
        const bills: FixtureBill[] = [];
        for (const one of commands) {
          await run(one, bills);
          if (one.do !== 'tick') continue;
          await overdueAreEscalated();
        }
        await processes[0]?.settle();
        await overdueAreEscalated();
      }),
      { numRuns: 25, endOnFailure: true },
    );
    const { results } = await checkInvariants(world.test.db, world.clock.now());
    expect(results.filter(({ id }) => id === 'I6').flatMap(({ findings }) => findings)).toEqual([]);
  });
});
