import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyEvents } from '../../src/audit/index.ts';
import { type EscalationWorld, escalationWorld } from '../escalation-world.ts';
import type { FixtureBill } from '../fixture.ts';

let world: EscalationWorld;
beforeEach(async () => {
  world = await escalationWorld();
});
afterEach(() => world.close());

const eventsOf = (bill: FixtureBill, types = ['escalation-step-reached', 'escalation-exhausted', 'escalation-alarm']) =>
  world.rows<{ type: string; text: string }>('select type, text from events where bill_id = $1 and type = any($2) order by seq', [
    bill.billId,
    types,
  ]);
const messagesOf = (bill: FixtureBill) =>
  world.rows<{ recipient_name: string; queued: number }>(
    `select d.recipient_name, round(extract(epoch from d.queued_at - u.started_at) / 60)::integer as queued
     from deliveries d join escalation_runs u on u.lab_id = d.lab_id and u.bill_id = d.bill_id where d.bill_id = $1 order by d.id`,
    [bill.billId],
  );

describe('nobody answers', () => {
  it('every step is done once and in time, then the callout is exhausted, loudly', async () => {
    const bill = await world.open();
    const { settle } = world.process();
    for (let minute = 1; minute <= 90; minute += 1) {
      world.clock.advance({ minutes: 1 });
      await settle();
    }
    expect(await world.steps(bill)).toEqual([
      '1.0 ordering-doctor due 25 task 25',
      '2.0 supervisor due 30 told 30',
      '2.1 supervisor due 40 told 40',
      '3.0 pathologist due 45 told 45',
      '2.2 supervisor due 50 told 50',
      '4.0 supervisor due 60 told 60',
    ]);
    expect((await eventsOf(bill)).map(({ type }) => type)).toEqual([
      ...Array.from({ length: 5 }, () => 'escalation-step-reached'),
      'escalation-exhausted',
    ]);
    // The supervisor without an address is named in the step, and gets no message.
    expect(await messagesOf(bill)).toEqual([
      { recipient_name: 'Sofia Marsh', queued: 30 },
      { recipient_name: 'Sofia Marsh', queued: 40 },
      { recipient_name: 'Dr. Henrik Solano', queued: 45 },
      { recipient_name: 'Sofia Marsh', queued: 50 },
      { recipient_name: 'Sofia Marsh', queued: 60 },
    ]);
    expect(await verifyEvents(world.test.db, world.lab.labId)).toMatchObject({ broken: null });
  });

  it('a step that reaches nobody says so and does not hold up the next', async () => {
    await world.rows(`update users set email = id || '@no-mail.invalid' where id = 'sup-1'`);
    const bill = await world.open();
    const { settle } = world.process();
    for (const minutes of [31, 15]) {
      world.clock.advance({ minutes });
      await settle();
    }
    expect((await world.steps(bill)).slice(1, 4)).toEqual([
      '2.0 supervisor due 30 nobody-reached 31',
      '2.1 supervisor due 40 nobody-reached 46',
      '3.0 pathologist due 45 told 46',
    ]);
    expect((await eventsOf(bill, ['escalation-alarm']))[0]?.text).toBe(
      'Escalation alarm - step 2 reached nobody - Sam Reed: no address for email; Sofia Marsh: no address for email',
    );
  });

  it('the laboratory switched e-mail off: the ladder climbs on and alarms', async () => {
    await world.rows(
      `insert into lab_settings (lab_id, key, value, updated_at) values ($1, 'critical_notification_settings', '{"is_email": 0}', now())`,
      [world.lab.labId],
    );
    const bill = await world.open();
    world.clock.advance({ minutes: 61 });
    await world.process().settle();
    expect(await messagesOf(bill)).toEqual([]);
    const events = await eventsOf(bill);
    expect(events.at(-2)?.type).toBe('escalation-exhausted');
    expect(events.filter(({ text }) => text.includes('is_email 0'))).toHaveLength(3);
  });
});

describe('the server is dead for two hours', () => {
  it('afterwards every step that came due is done once, in order, and repeats are not made up for', async () => {
    const bill = await world.open();
    world.clock.advance({ hours: 2 });
    await world.process().settle();
    expect(await world.steps(bill)).toEqual([
      '1.0 ordering-doctor due 25 task 120',
      '2.0 supervisor due 30 collapsed 120',
      '2.1 supervisor due 40 collapsed 120',
      '3.0 pathologist due 45 told 120',
      '2.2 supervisor due 50 told 120',
      '4.0 supervisor due 60 told 120',
    ]);
    expect((await eventsOf(bill)).map(({ text }) => text.slice(0, 25))).toEqual([
      'Escalation step 1 - call ',
      'Escalation step 2 - e-mai',
      'Escalation step 3 - e-mai',
      'Escalation exhausted: nob',
    ]);
    expect(await messagesOf(bill)).toHaveLength(3);
  });

  it('a process that died with a step in hand is replaced when its lease ends, and its late return writes nothing', async () => {
    const bill = await world.open();
    world.clock.advance({ minutes: 26 });
    let isDead = true;
    const dying = world.process({
      ...world.ports,
      resolve: (...asked) => (isDead ? Promise.reject(new Error('the process ended here')) : world.ports.resolve(...asked)),
    });
    expect(await dying.tick()).toBe(1);
    const other = world.process();
    expect(await other.tick()).toBe(0);
    world.clock.advance({ seconds: 31 });
    expect(await other.tick()).toBe(1);
    isDead = false;
    expect(await dying.tick()).toBe(0);
    expect((await eventsOf(bill)).map(({ type }) => type)).toEqual(['escalation-step-reached']);
  });

  it('a step that fails every time is crossed out with an alarm, so that those above it are reached', async () => {
    const bill = await world.open();
    const broken = world.process({
      ...world.ports,
      resolve: (tx, asked) =>
        asked.who === 'ordering-doctor' ? Promise.reject(new Error('no')) : world.ports.resolve(tx, asked),
    });
    world.clock.advance({ minutes: 25 });
    for (let claim = 1; claim <= 6; claim += 1) {
      await broken.settle();
      world.clock.advance({ minutes: 1 });
    }
    await broken.settle();
    expect((await world.steps(bill)).slice(0, 2)).toEqual([
      '1.0 ordering-doctor due 25 nobody-reached 30',
      '2.0 supervisor due 30 told 30',
    ]);
    expect((await eventsOf(bill, ['escalation-alarm'])).map(({ text }) => text)).toEqual([
      'Escalation alarm - step 1 failed 5 times; the ladder goes on without it',
    ]);
  });
});

describe('several processes on one database', () => {
  it('do every step of many callouts exactly once between them, also after one of them stops', async () => {
    const bills: FixtureBill[] = [];
    for (let n = 0; n < 30; n += 1) bills.push(await world.open());
    const [one, two] = [world.process(), world.process()];
    for (const minutes of [25, 5, 10]) {
      world.clock.advance({ minutes });
      await Promise.all([one.settle(), two.settle(), one.settle(), two.settle()]);
    }
    await one.db.close();
    for (const minutes of [5, 5, 10]) {
      world.clock.advance({ minutes });
      await two.settle();
    }
    for (const bill of bills) {
      const steps = await world.steps(bill);
      expect(steps.every((line) => /due (\d+) (told|task) \1$/.test(line))).toBe(true);
      expect((await eventsOf(bill)).map(({ type }) => type)).toHaveLength(6);
    }
    const [twice] = await world.rows<{ n: number }>(
      `select count(*)::integer as n from (select payload->>'run_id', payload->>'step', payload->>'repeat' from events
        where type in ('escalation-step-reached', 'escalation-exhausted') group by 1, 2, 3 having count(*) > 1) t`,
    );
    expect(twice).toEqual({ n: 0 });
  });

  it('done at the moment a step is due: either the step came first or it never happens, never after the done', async () => {
    const [one, two] = [world.process(), world.process()];
    for (let round = 0; round < 20; round += 1) {
      const bill = await world.open();
      world.clock.advance({ minutes: 25 });
      await Promise.all([one.settle(), world.submit(bill), two.settle()]);
      const order = (await eventsOf(bill, ['escalation-step-reached', 'callout-done'])).map(({ type }) => type);
      expect(order.at(-1)).toBe('callout-done');
      expect(order.length).toBeLessThanOrEqual(2);
      expect((await world.steps(bill)).every((line) => / (task|stopped) \d+$/.test(line))).toBe(true);
    }
  });
});

describe('the policy is edited while a ladder runs', () => {
  it('the running callout keeps its version, the next one gets the new', async () => {
    const before = await world.open();
    await world.rows(
      `insert into escalation_policies (lab_id, policy_key, version, notify_within_minutes, warn_before_minutes, steps, author, approved_by, approved_at, reason, created_at)
       values ($1, 'every callout', 1, 10, 5, $2, 'a', 'a', $3, 'faster', $3)`,
      [
        world.lab.labId,
        JSON.stringify([
          { kind: 'notify', after: { minutes: 5, from: 'result' }, who: 'director', how: 'email', repeat: null },
          { kind: 'exhausted', after: { minutes: 15, from: 'result' } },
        ]),
        world.clock.now(),
      ],
    );
    const after = await world.open();
    const { settle } = world.process();
    world.clock.advance({ minutes: 16 });
    await settle();
    expect(await world.steps(before)).toHaveLength(6);
    expect((await world.steps(before)).some((line) => / (task|told) /.test(line))).toBe(false);
    expect(await world.steps(after)).toEqual(['1.0 director due 5 told 16', '2.0 supervisor due 15 told 16']);
    expect(await world.rows('select policy_key, policy_version from escalation_runs order by id')).toEqual([
      { policy_key: 'default', policy_version: 0 },
      { policy_key: 'every callout', policy_version: 1 },
    ]);
  });
});

describe('the night the clocks change', () => {
  it.each([
    ['back', '2026-10-25T00:40:00Z'],
    ['forward', '2026-03-29T00:40:00Z'],
  ])('%s: steps come after elapsed minutes, each once', async (_way, start) => {
    await world.close();
    world = await escalationWorld({ zone: 'Europe/Berlin', now: new Date(start) });
    const bill = await world.open();
    const { settle } = world.process();
    for (let minute = 0; minute < 60; minute += 5) {
      world.clock.advance({ minutes: 5 });
      await settle();
    }
    expect((await world.steps(bill)).every((line) => /due (\d+) (told|task) \1$/.test(line))).toBe(true);
  });
});
