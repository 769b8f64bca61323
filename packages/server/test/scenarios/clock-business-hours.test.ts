import type { SimulatedAnswer } from '@critical-callout/contract/escalation';
import { afterEach, describe, expect, it } from 'vitest';
import { simulatePolicy } from '../../src/escalation/index.ts';
import { type EscalationWorld, escalationWorld } from '../escalation-world.ts';
import { type FixtureBill, seedBill } from '../fixture.ts';

let world: EscalationWorld;
afterEach(() => world.close());

/** Weekdays from eight to five, and Sunday mornings from one to three, when clocks are changed; two variants and one for a department. */
async function laboratory(now: string): Promise<void> {
  world = await escalationWorld({ zone: 'Europe/Berlin', now: new Date(now) });
  const hours = [
    { days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' },
    { days: [7], from: '01:00', to: '03:00' },
  ];
  await world.rows(
    `insert into lab_settings (lab_id, key, value, updated_at, updated_by) values ($1, 'business_hours', $2, $3, 'test')`,
    [world.lab.labId, JSON.stringify({ hours, holidays: ['2026-12-25'] }), now],
  );
  await policy('hours=business', { hours: 'business' }, 20);
  await policy('hours=outside', { hours: 'outside' }, 10);
}

const policy = (key: string, match: { hours?: string; department?: string }, within: number, version = 1) =>
  world.rows(
    `insert into escalation_policies (lab_id, policy_key, version, hours, department, notify_within_minutes, warn_before_minutes, steps, author, approved_by, approved_at, reason, created_at)
     values ($1, $2, $3, $4, $5, $6, 5, $7, 'a', 'a', $8, 'variants', $8)`,
    [
      ...[world.lab.labId, key, version, match.hours ?? null, match.department ?? null, within],
      JSON.stringify([
        { kind: 'notify', after: { minutes: 0, from: 'deadline' }, who: 'supervisor', how: 'email', repeat: null },
        { kind: 'exhausted', after: { minutes: 30, from: 'last-step' } },
      ]),
      world.clock.now(),
    ],
  );

const runOf = async (bill: FixtureBill) =>
  (
    await world.rows<{ key: string; version: number; within: number }>(
      `select u.policy_key as key, u.policy_version as version, extract(epoch from r.due_at - r.critical_at)::integer / 60 as within
       from escalation_runs u join lab_reports r on r.bill_id = u.bill_id where u.bill_id = $1 order by u.id desc limit 1`,
      [bill.billId],
    )
  )[0];

const simulatedAt = (at: string): Promise<SimulatedAnswer> => {
  const facts = {
    ...{ priority: null, patientClass: null, department: null },
    ...{ location: null, testCode: 'K', tier: 'critical' as const },
  };
  const asking = { now: world.clock.now(), requestId: 'test', address: '127.0.0.1' };
  return world.test.db.inLab(world.lab.labId, (tx) =>
    simulatePolicy(tx, world.lab.session, { facts, at, billId: null, orderNumber: null }, world.ports, asking),
  );
};

describe('two variants of a policy', () => {
  it.each([
    ['a minute before five', '2026-11-23T15:59:00Z', 'business'],
    ['at five', '2026-11-23T16:00:00Z', 'outside'],
    ['on a holiday', '2026-12-25T10:00:00Z', 'outside'],
    ['at 02:30 for the first time, on the night the clocks go back', '2026-10-25T00:30:00Z', 'business'],
    ['at 02:30 for the second time', '2026-10-25T01:30:00Z', 'business'],
    ['at 03:00 of that night', '2026-10-25T02:00:00Z', 'outside'],
    ['at 03:00 of the night the clocks go forward, a minute after 01:59', '2026-03-29T01:00:00Z', 'outside'],
  ])('%s the one for the hour counts, and the simulator said so', async (_when, at, hours) => {
    await laboratory(at);
    const said = await simulatedAt(at);
    expect([said.hours, said.policyKey, said.counts.policyKey]).toEqual([hours, `hours=${hours}`, `hours=${hours}`]);
    expect(await runOf(await world.open())).toEqual({
      key: `hours=${hours}`,
      version: 1,
      within: hours === 'business' ? 20 : 10,
    });
  });

  it('go by when the report became critical: a ladder keeps its variant after five, and when policies and hours are changed', async () => {
    await laboratory('2026-11-23T15:55:00Z');
    const before = await world.open();
    world.clock.advance({ minutes: 10 });
    const after = await world.open();
    expect([await runOf(before), await runOf(after)]).toMatchObject([{ key: 'hours=business' }, { key: 'hours=outside' }]);
    await policy('hours=business', { hours: 'business' }, 5, 2);
    await world.rows(
      `update lab_settings set value = '{"hours":[{"days":[7],"from":"01:00","to":"02:00"}]}' where key = 'business_hours'`,
    );
    world.clock.advance({ minutes: 11 });
    await world.process().settle();
    expect(await world.steps(before)).toEqual(['1.0 supervisor due 20 told 21', '2.0 supervisor due 50']);
    expect(await world.steps(after)).toEqual(['1.0 supervisor due 20 told 21', '2.0 supervisor due 50']);
    expect(await runOf(before)).toMatchObject({ version: 1, within: 20 });
  });

  it('are asked of that moment too when a ladder that went missing is put back later', async () => {
    await laboratory('2026-11-23T15:55:00Z');
    const bill = await world.open();
    world.clock.advance({ minutes: 10 });
    for (const table of ['escalation_steps', 'escalation_runs']) {
      await world.rows(`alter table ${table} disable trigger all`);
      await world.rows(`delete from ${table}`);
      await world.rows(`alter table ${table} enable trigger all`);
    }
    await world.auditor()();
    expect(await runOf(bill)).toMatchObject({ key: 'hours=business', within: 20 });
  });
});

describe('a policy of a department', () => {
  it('counts for its reports alone, before one that names the hours only', async () => {
    await laboratory('2026-11-23T10:00:00Z');
    await policy('department=ch', { department: ' ch' }, 45);
    expect(await runOf(await world.open())).toMatchObject({ key: 'department=ch', within: 45 });
    const other = await seedBill(world.test.db, world.lab, { now: world.clock.now(), departmentId: world.lab.haematologyId });
    expect(await runOf(other)).toMatchObject({ key: 'hours=business', within: 20 });
    const none = await seedBill(world.test.db, world.lab, { now: world.clock.now(), departmentId: null });
    expect(await runOf(none)).toMatchObject({ key: 'hours=business', within: 20 });
  });
});
