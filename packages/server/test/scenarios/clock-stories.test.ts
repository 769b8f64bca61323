import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type EscalationWorld, escalationWorld } from '../escalation-world.ts';
import type { FixtureBill } from '../fixture.ts';
import type { EscalatorCommand, EscalatorReport } from '../peers/escalator.ts';
import { type Peer, startPeer } from '../peers/process.ts';
import { simulatePolicyOf } from '../simulated.ts';

let world: EscalationWorld;
const peers: Peer<EscalatorReport, EscalatorCommand>[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.kill('SIGKILL');
  await world.close();
});

/** Two people share a rota of the order's organization, one day each, changing at midnight of the laboratory's wall clock. */
async function rota(members: readonly string[]): Promise<void> {
  const { labId, organizationId } = world.lab;
  await world.rows(
    `insert into schedules (lab_id, code, name, duty, organization_id, first_day, handover, turn_hours) values ($1, 'OC', 'On call', 'on-call', $2, '2026-01-01', '00:00', 24)`,
    [labId, organizationId],
  );
  for (const [place, name] of members.entries()) {
    await world.rows(
      `with p as (insert into persons (lab_id, code, name) values ($1, $2, $2) returning id),
         c as (insert into contact_points (lab_id, person_id, purpose, channel, value, dialled) select $1, id, 'general', 'email', $2 || '@clinic.example', $2 || '@clinic.example' from p)
       insert into schedule_members (lab_id, schedule_id, place, person_id) select $1, (select id from schedules where code = 'OC'), $3, id from p`,
      [labId, name, place],
    );
  }
}
/** Whoever is on call is written to 10 and 40 minutes after the result. */
const onCallPolicy = () =>
  world.rows(
    `insert into escalation_policies (lab_id, policy_key, version, notify_within_minutes, warn_before_minutes, steps, author, approved_by, approved_at, reason, created_at)
     values ($1, 'every callout', 1, 60, 5, $2, 'a', 'a', $3, 'rota', $3)`,
    [
      world.lab.labId,
      JSON.stringify([
        {
          kind: 'notify',
          after: { minutes: 10, from: 'result' },
          who: 'on-call',
          how: 'email',
          repeat: { everyMinutes: 30, times: 1 },
        },
        { kind: 'exhausted', after: { minutes: 90, from: 'result' } },
      ]),
      world.clock.now(),
    ],
  );
const writtenTo = async (bill: FixtureBill): Promise<string[]> => {
  const rows = await world.rows<{ line: string }>(
    `select recipient_name || ' ' || to_char(queued_at at time zone 'UTC', 'HH24:MI') as line from deliveries where bill_id = $1 order by id`,
    [bill.billId],
  );
  return rows.map(({ line }) => line);
};

async function throughTheNight(minutes: number): Promise<void> {
  const { settle } = world.process();
  for (let minute = 0; minute < minutes; minute += 5) {
    world.clock.advance({ minutes: 5 });
    await settle();
  }
}

describe('the on-call changes at midnight', () => {
  it('each notice goes to whoever has the duty at that minute, and the simulator said so before', async () => {
    world = await escalationWorld({ now: new Date('2026-11-23T23:40:00Z') });
    await rota(['Evening', 'Morning']);
    await onCallPolicy();
    const bill = await world.open();
    const simulated = await simulatePolicyOf(world, bill, world.clock.now());
    expect(simulated.slice(0, 2)).toEqual(['2026-11-23 23:50 Evening', '2026-11-24 00:20 Morning']);
    await throughTheNight(50);
    expect(await writtenTo(bill)).toEqual(['Evening 23:50', 'Morning 00:20']);
  });

  it('a swap of shifts is asked at the same moment', async () => {
    world = await escalationWorld({ now: new Date('2026-11-23T23:40:00Z') });
    await rota(['Evening', 'Morning']);
    await onCallPolicy();
    await world.rows(
      `insert into schedule_overrides (lab_id, schedule_id, from_at, to_at, person_id, reason)
       select $1, s.id, '2026-11-24T00:00:00Z', '2026-11-24T06:00:00Z', p.id, 'swap' from schedules s, persons p where s.code = 'OC' and p.name = 'Evening'`,
      [world.lab.labId],
    );
    const bill = await world.open();
    expect((await simulatePolicyOf(world, bill, world.clock.now())).slice(0, 2)).toEqual([
      '2026-11-23 23:50 Evening',
      '2026-11-24 00:20 Evening',
    ]);
    await throughTheNight(50);
    expect(await writtenTo(bill)).toEqual(['Evening 23:50', 'Evening 00:20']);
  });
});

describe('the on-call changes on the night the clocks change', () => {
  it.each([
    // Berlin: 23:40 summer time is 21:40 UTC; the duty changes at midnight on the wall, 22:00 UTC, and clocks go back at 01:00 UTC.
    ['before they go back', '2026-10-24T21:40:00Z', ['2026-10-24 23:50', '2026-10-25 00:20'], ['21:50', '22:20']],
    // At 01:40 winter time the hour has come twice; the turn began at midnight of this 25-hour day and lasts until the next.
    ['at the end of the day of 25 hours', '2026-10-25T22:40:00Z', ['2026-10-25 23:50', '2026-10-26 00:20'], ['22:50', '23:20']],
    ['at the end of the day of 23 hours', '2026-03-29T21:40:00Z', ['2026-03-29 23:50', '2026-03-30 00:20'], ['21:50', '22:20']],
  ])('%s: it changes at midnight on the wall', async (_when, start, wall, utc) => {
    world = await escalationWorld({ zone: 'Europe/Berlin', now: new Date(start) });
    await rota(['One', 'Two']);
    await onCallPolicy();
    const bill = await world.open();
    const simulated = await simulatePolicyOf(world, bill, world.clock.now());
    const [before, after] = simulated.map((line) => line.split(' ').at(-1));
    expect(new Set([before, after])).toEqual(new Set(['One', 'Two']));
    expect(simulated.slice(0, 2)).toEqual([`${wall[0]} ${before}`, `${wall[1]} ${after}`]);
    await throughTheNight(50);
    expect(await writtenTo(bill)).toEqual([`${before} ${utc[0]}`, `${after} ${utc[1]}`]);
  });
});

describe('two servers, one of them killed', () => {
  it('with a step in hand: the other takes over within 40 seconds of the clock, and no step is done twice', async () => {
    world = await escalationWorld();
    const bill = await world.open();
    const start = async (): Promise<Peer<EscalatorReport, EscalatorCommand>> => {
      const peer = startPeer<EscalatorReport, EscalatorCommand>(
        fileURLToPath(new URL('../peers/escalator.ts', import.meta.url)),
        [world.test.url],
      );
      peers.push(peer);
      await peer.hear((line) => 'ready' in line);
      return peer;
    };
    const [dying, other] = await Promise.all([start(), start()]);
    world.clock.advance({ minutes: 25 });
    dying.tell({ now: world.clock.now().toISOString(), holds: true });
    await dying.hear((line) => 'holding' in line);
    await dying.kill('SIGKILL');
    const look = async (seconds: number): Promise<number> => {
      const now = world.clock.advance({ seconds }).toISOString();
      const said = other.said.length;
      other.tell({ now });
      const answer = await other.hear((line) => 'done' in line, said);
      return 'done' in answer ? answer.done : -1;
    };
    expect(await look(0)).toBe(0);
    expect(await look(20)).toBe(0);
    expect(await look(15)).toBe(1); // 35 s after the kill
    expect(await look(5)).toBe(0);
    const events = await world.rows(
      `select payload->>'step' as step from events where bill_id = $1 and type = 'escalation-step-reached'`,
      [bill.billId],
    );
    expect(events).toEqual([{ step: '1' }]);
  });
});

describe('clocks that jump or disagree', () => {
  it.each([
    ['an hour ahead', 1],
    ['an hour back', -1],
  ])('%s: every step is done once, in order, none is left out', async (_way, hours) => {
    world = await escalationWorld();
    const bill = await world.open();
    const { settle } = world.process();
    await throughTheNight(25);
    world.clock.advance({ hours });
    await settle();
    for (let minute = 0; minute < 180; minute += 5) {
      world.clock.advance({ minutes: 5 });
      await settle();
    }
    const steps = await world.steps(bill);
    expect(steps).toHaveLength(6);
    expect(steps.every((line) => / (task|told|collapsed) /.test(line))).toBe(true);
    const reached = await world.rows<{ step: string }>(
      `select payload->>'step' as step from events where bill_id = $1 and type in ('escalation-step-reached', 'escalation-exhausted') order by seq`,
      [bill.billId],
    );
    expect(reached.at(-1)?.step).toBe('4');
    expect(new Set(reached.map(({ step }) => step)).size).toBe(4);
  });

  it('a lease given before the clock was set back holds nothing up', async () => {
    world = await escalationWorld();
    const bill = await world.open();
    world.clock.advance({ minutes: 26 });
    const dying = world.process({ ...world.ports, resolve: () => Promise.reject(new Error('the process ended here')) });
    await dying.tick();
    world.clock.advance({ hours: -1 });
    world.clock.advance({ minutes: 61 });
    await world.process().settle();
    expect((await world.steps(bill))[0]).toContain('task');
  });

  it('the database may live in another year: only the program’s clock counts', async () => {
    // The database of a test runs on the machine's time; the laboratory's clock stands 40 years ahead of it.
    world = await escalationWorld({ now: new Date('2066-11-23T10:00:00Z') });
    const bill = await world.open();
    await throughTheNight(65);
    expect((await world.steps(bill)).every((line) => /due (\d+) (told|task) \1$/.test(line))).toBe(true);
    await world.submit(bill);
    const [row] = await world.rows<{ at: Date }>('select recorded_at as at from critical_callouts where bill_id = $1', [
      bill.billId,
    ]);
    expect(row?.at).toEqual(world.clock.now());
  });

  it('a call made after the clock was set back is written down in the order of facts', async () => {
    world = await escalationWorld();
    const bill = await world.open();
    const opened = world.clock.now();
    world.clock.advance({ hours: -1 });
    await world.submit(bill);
    const [row] = await world.rows<{ performed: Date; recorded: Date }>(
      'select performed_at as performed, recorded_at as recorded from critical_callouts where bill_id = $1',
      [bill.billId],
    );
    expect(row).toEqual({ performed: opened, recorded: opened });
  });
});
