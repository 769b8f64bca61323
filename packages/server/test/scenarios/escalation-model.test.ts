import { CriticalValues } from '@critical-callout/domain/callout';
import { planSteps } from '@critical-callout/domain/escalation';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/invariants/index.ts';
import { Refused } from '../../src/platform/http.ts';
import { listMeasuredOpenings } from '../../src/platform/openings.ts';
import { type EscalationWorld, escalationWorld } from '../escalation-world.ts';
import type { FixtureBill } from '../fixture.ts';

/**
 * Random days of a laboratory: orders open, are attempted, done, closed with a code, corrected, written down later; the clock
 * moves, also back; processes tick, die with a step in hand or in the middle of a submit, and the auditor looks. After every
 * command that ends with a tick, I6 is held against a plan made here, I5 against what was done to each report, and I12.
 */
const RUNS = Number(process.env.TEST_MODEL_RUNS ?? 15);

type Command =
  | { do: 'open'; reports: number }
  | { do: Act; bill: number }
  | { do: 'late' | 'late-attempt'; bill: number; minutes: number }
  | { do: 'move'; minutes: number }
  | { do: 'tick'; process: 0 | 1 }
  | { do: 'crash' }
  | { do: 'audit' }
  | { do: 'policy'; minutes: number; claimPauses: boolean }
  | { do: 'claim' | 'release'; bill: number; who: 'osei' | 'reed' };

type Act = 'attempt' | 'done' | 'close' | 'die' | 'worse' | 'normal' | 'dismiss';

const bill = fc.nat({ max: 5 });
// Set back by less than two minutes, a lease in hand is only prolonged by as much.
const moved = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 45 }) },
  { weight: 1, arbitrary: fc.integer({ min: -120, max: -2 }) },
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('open' as const), reports: fc.integer({ min: 1, max: 2 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom<Act>('attempt', 'done', 'close', 'die', 'worse', 'normal', 'dismiss'), bill }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('late' as const, 'late-attempt'),
      bill,
      minutes: fc.integer({ min: 6, max: 50 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('move' as const), minutes: moved }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('tick' as const), process: fc.constantFrom(0 as const, 1 as const) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'audit' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('policy' as const),
      minutes: fc.integer({ min: 5, max: 60 }),
      claimPauses: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('claim' as const, 'release'),
      bill,
      who: fc.constantFrom('osei' as const, 'reed'),
    }),
  },
);

let world: EscalationWorld;
let processes: ReturnType<EscalationWorld['process']>[];
let dying: ReturnType<EscalationWorld['process']>;
let version = 0;
/** Of each report, whether its value is critical now: the model's own memory. */
const critical = new Map<number, boolean>();
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
      for (const id of bills.at(-1)?.reportIds ?? []) critical.set(id, true);
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
      return publish(one.minutes, one.claimPauses);
    default: {
      const target = bills[one.bill % Math.max(1, bills.length)];
      if (!target) return;
      if (one.do === 'claim' || one.do === 'release') await have(one.do, target, one.who);
      else if (one.do === 'late' || one.do === 'late-attempt') await enterLater(target, one.do === 'late-attempt', one.minutes);
      else await act(one.do, target);
    }
  }
}

/** Reports of the order in one of these states, not dismissed. */
async function reportsIn(target: FixtureBill, states: readonly number[]): Promise<number[]> {
  const reports = await world.rows<{ id: number }>(
    'select id from lab_reports where bill_id = $1 and dismissed_at is null and critical_values = any($2) order by id',
    [target.billId, states],
  );
  return reports.map(({ id }) => id);
}
const OPEN = [CriticalValues.CALLOUT_PENDING, CriticalValues.CALLOUT_ATTEMPTED];

/** Written down later than it was made: accepted, or refused because nobody could have known of the result then. */
async function enterLater(target: FixtureBill, isDraft: boolean, minutesAgo: number): Promise<void> {
  const open = await reportsIn(target, OPEN);
  if (open.length === 0) return;
  await world.submit(target, isDraft, open, { minutesAgo }).catch((error: unknown) => {
    if (!(error instanceof Refused) || !error.refusal.refusal.startsWith('callout.performed-')) throw error;
  });
}

/** Somebody takes it or gives it back: done, or refused because another has it, nobody has it or nothing is open. */
async function have(what: 'claim' | 'release', target: FixtureBill, who: 'osei' | 'reed'): Promise<void> {
  await world[what](target, who).catch((error: unknown) => {
    if (!(error instanceof Refused) || !error.refusal.refusal.startsWith('ownership.')) throw error;
  });
}

async function act(what: Act, target: FixtureBill): Promise<void> {
  const callable = await reportsIn(target, [...OPEN, CriticalValues.CALLOUT_DONE]);
  const open = await reportsIn(target, OPEN);
  if (what === 'dismiss') await dismiss(target);
  else if (what === 'worse' || what === 'normal') {
    await world.correct(target, what === 'worse');
    for (const id of target.reportIds) critical.set(id, what === 'worse');
  } else if (what === 'close') {
    if (open.length > 0) await world.closeAs(target, open);
  } else if (what === 'die') {
    if (open.length > 0)
      await expect(world.submit(target, false, open, { dies: true })).rejects.toThrow('the process ended here');
  } else if (callable.length > 0) await world.submit(target, what === 'attempt', callable);
}

async function dismiss(target: FixtureBill): Promise<void> {
  await world.rows('update lab_reports set dismissed_at = $2 where bill_id = $1', [target.billId, world.clock.now()]);
  await world.rows('delete from bill_owners where bill_id = $1', [target.billId]);
}

async function publish(minutes: number, claimPauses: boolean): Promise<void> {
  version += 1;
  const steps = [
    { kind: 'notify', after: { minutes: -4, from: 'deadline' }, who: 'director', how: 'email', repeat: null },
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
    `insert into escalation_policies (lab_id, policy_key, version, notify_within_minutes, warn_before_minutes, steps, claim_pauses, author, approved_by, approved_at, reason, created_at)
     values ($1, 'every callout', $2, $3, 5, $4, $6, 'a', 'a', $5, 'model', $5)`,
    [world.lab.labId, version, minutes, JSON.stringify(steps), world.clock.now(), claimPauses],
  );
}

type Seen = { bill_id: number; due_at: Date; runs: Ladder[] | null; claimed_at: string | null };
type Planned = ReturnType<typeof planSteps>[number];
type Ladder = {
  policy: Parameters<typeof planSteps>[0] & { claimPauses?: boolean };
  critical_at: string;
  due_at: string;
  exhausted_at: string | null;
  done: string[];
};

const HOLD = 5 * 60_000;

/** A notice may wait for whoever has the order where its policy says so: five minutes, never past the deadline, never before the last step. */
function mayWait(step: Planned, run: Ladder, plan: readonly Planned[], claimedAt: string | null, now: Date): boolean {
  if (!run.policy.claimPauses || claimedAt === null || step.kind === 'exhausted') return false;
  const last = plan.find(({ kind }) => kind === 'exhausted')?.at.getTime() ?? 0;
  const end = Math.min(new Date(claimedAt).getTime() + HOLD, step.at.getTime() + HOLD, new Date(run.due_at).getTime(), last);
  return now.getTime() < end;
}

/** I6: every overdue callout has reached the step its policy says, or shows that it is exhausted. */
async function overdueAreEscalated(): Promise<void> {
  const now = world.clock.now();
  const open = await world.rows<Seen>(
    `select r.bill_id, min(r.due_at) as due_at, (select jsonb_agg(jsonb_build_object('policy', u.policy, 'critical_at', u.critical_at, 'due_at', u.due_at,
        'exhausted_at', u.exhausted_at, 'done', array(select s.step_number || '.' || s.repeat_number from escalation_steps s where s.run_id = u.id and s.done_at is not null)))
       from escalation_runs u where u.bill_id = r.bill_id and u.stopped_at is null) as runs,
       (select o.claimed_at from bill_owners o where o.bill_id = r.bill_id and o.lease_until > $1) as claimed_at
     from lab_reports r where r.critical_values in (1, 4) and r.dismissed_at is null group by r.lab_id, r.bill_id`,
    [now],
  );
  for (const callout of open) {
    expect(callout.runs, `order ${callout.bill_id} is open and has no ladder`).not.toBeNull();
    // Some ladder of the order is at least as early as the callout's own deadline, or already used up.
    expect(callout.runs?.some((one) => one.exhausted_at !== null || new Date(one.due_at) <= callout.due_at)).toBe(true);
    for (const one of callout.runs ?? []) {
      const plan = planSteps(one.policy, new Date(one.critical_at), new Date(one.due_at));
      const due = plan.filter((step) => step.at <= now && !mayWait(step, one, plan, callout.claimed_at, now));
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

/** I5: every critical report is done by a record, or open; what was told and is calm now is not closed by itself. */
async function everyCriticalIsAccountedFor(): Promise<void> {
  const reports = await world.rows<{ id: number; state: number; due: Date | null; records: number; is_dismissed: boolean }>(
    `select r.id, r.critical_values::integer as state, r.due_at as due, r.dismissed_at is not null as is_dismissed,
       (select count(*)::integer from critical_callouts k where k.lab_report_id = r.id and k.event_seq > (select max(o.event_seq) from callout_openings o where o.lab_report_id = r.id)) as records
     from lab_reports r`,
  );
  for (const { id, state, due, records, is_dismissed } of reports) {
    if (state === CriticalValues.CALLOUT_DONE)
      expect(records, `report ${id} is done without a record since it opened`).toBeGreaterThan(0);
    else if (critical.get(id) && !is_dismissed) {
      expect(OPEN, `report ${id} is critical and nobody is called`).toContain(state);
      expect(due).not.toBeNull();
    }
  }
}

/** I12: received ≤ attempted ≤ done, of every record and of every measure. */
async function factsStandInOrder(): Promise<void> {
  const wrong = await world.rows(
    `select k.id from critical_callouts k where k.performed_at > k.recorded_at
       or exists (select from lab_reports r where r.id = k.lab_report_id and k.performed_at < r.received_at)`,
  );
  expect(wrong).toEqual([]);
  const ids = await world.rows<{ id: number }>('select id from lab_reports');
  const openings = await world.test.db.inLab(world.lab.labId, (tx) =>
    listMeasuredOpenings(
      tx,
      world.lab.labId,
      ids.map(({ id }) => id),
    ),
  );
  for (const { criticalAt, firstAttemptAt, doneAt } of [...openings.values()].flat()) {
    if (firstAttemptAt) expect(firstAttemptAt.getTime()).toBeGreaterThanOrEqual(criticalAt.getTime());
    if (doneAt) expect(doneAt.getTime()).toBeGreaterThanOrEqual(firstAttemptAt?.getTime() ?? Number.POSITIVE_INFINITY);
  }
}

async function invariantsHold(): Promise<void> {
  await overdueAreEscalated();
  await everyCriticalIsAccountedFor();
  await factsStandInOrder();
}

describe('whatever happens in a laboratory', () => {
  it('no critical report is forgotten, no overdue callout is left below its step, no step is done twice, and facts stand in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
        const bills: FixtureBill[] = [];
        for (const one of commands) {
          await run(one, bills);
          if (one.do === 'tick') await invariantsHold();
        }
        await processes[0]?.settle();
        await invariantsHold();
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    const { results } = await checkInvariants(world.test.db, world.clock.now());
    expect(results.filter(({ id }) => ['I5', 'I6', 'I9', 'I11', 'I12'].includes(id)).flatMap(({ findings }) => findings)).toEqual(
      [],
    );
  });
});
