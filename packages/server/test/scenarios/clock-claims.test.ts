import type { BillEscalation } from '@critical-callout/contract/escalation';
import { afterEach, describe, expect, it } from 'vitest';
import { escalateNow, readEscalation } from '../../src/escalation/index.ts';
import { checkInvariants } from '../../src/invariants/index.ts';
import { listEscalations } from '../../src/worklist/index.ts';
import { type EscalationWorld, escalationWorld } from '../escalation-world.ts';
import type { FixtureBill } from '../fixture.ts';

let world: EscalationWorld;
let settle: () => Promise<void>;
afterEach(() => world.close());

/** A pathologist at 10, the supervisors at the deadline of 20, exhausted at 40. */
async function laboratory(claimPauses: boolean): Promise<FixtureBill> {
  world = await escalationWorld();
  settle = world.process().settle;
  const steps = [
    {
      kind: 'notify',
      after: { minutes: 10, from: 'result' },
      who: 'pathologist',
      how: 'email',
      repeat: { everyMinutes: 2, times: 1 },
    },
    { kind: 'notify', after: { minutes: 0, from: 'deadline' }, who: 'supervisor', how: 'email', repeat: null },
    { kind: 'exhausted', after: { minutes: 40, from: 'result' } },
  ];
  await world.rows(
    `insert into escalation_policies (lab_id, policy_key, version, notify_within_minutes, warn_before_minutes, steps, claim_pauses, author, approved_by, approved_at, reason, created_at)
     values ($1, 'every callout', 1, 20, 5, $2, $3, 'a', 'a', $4, 'claims', $4)`,
    [world.lab.labId, JSON.stringify(steps), claimPauses, world.clock.now()],
  );
  return world.open();
}

/** Minute by minute; whoever has the order renews their claim as an open panel does. */
async function minutes(count: number, renews?: FixtureBill): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    world.clock.advance({ minutes: 1 });
    if (renews) await world.claim(renews);
    await settle();
  }
}
const told = async (bill: FixtureBill) => (await world.steps(bill)).filter((line) => /(told|collapsed|task)/.test(line));
const heldEvents = () => world.rows<{ text: string }>(`select text from events where type = 'escalation-step-held' order by seq`);

describe('a claim on an order', () => {
  it('holds nothing back until a policy says so', async () => {
    const bill = await laboratory(false);
    await minutes(8);
    await world.claim(bill);
    await minutes(13, bill);
    expect(await told(bill)).toEqual([
      '1.0 pathologist due 10 told 10',
      '1.1 pathologist due 12 told 12',
      '2.0 supervisor due 20 told 20',
    ]);
    expect(await heldEvents()).toEqual([]);
  });

  it('holds a notice until five minutes after it began, says so once, and the deadline and the last step are told in time', async () => {
    const bill = await laboratory(true);
    await minutes(8);
    await world.claim(bill);
    await minutes(4, bill);
    expect(await told(bill)).toEqual([]);
    const shown = await world.test.db.inLab(
      world.lab.labId,
      async (tx): Promise<[BillEscalation, unknown]> => [
        await readEscalation(tx, world.lab.session, bill.billId, world.clock.now()),
        (await listEscalations(tx, world.lab.labId, [bill.billId], world.clock.now())).get(bill.billId),
      ],
    );
    expect(shown[0].runs[0]?.steps[0]?.held).toEqual({ until: '2026-11-23T10:13:00.000Z', by: 'M. Osei' });
    expect(shown[1]).toMatchObject({ nextStepNumber: 1, heldUntil: '2026-11-23T10:13:00.000Z' });
    expect(await heldEvents()).toEqual([
      {
        text: 'Escalation step 1 to pathologist held back - M. Osei has claimed the order; it goes out at 2026-11-23T10:13:00.000Z at the latest',
      },
    ]);
    await world.auditor()();
    expect(await world.rows(`select text from events where type = 'escalation-alarm'`)).toEqual([]);
    // Of the repeats that came due meanwhile only the latest goes out, as after every pause.
    await minutes(1, bill);
    expect(await told(bill)).toEqual(['1.0 pathologist due 10 collapsed 13', '1.1 pathologist due 12 told 13']);
    await world.release(bill);
    await minutes(4);
    await world.claim(bill);
    await minutes(23, bill);
    expect((await told(bill)).slice(2)).toEqual(['2.0 supervisor due 20 told 20', '3.0 supervisor due 40 told 40']);
    const [report] = await world.rows('select due_at, critical_values from lab_reports where bill_id = $1', [bill.billId]);
    expect(report).toMatchObject({ due_at: new Date('2026-11-23T10:20:00Z'), critical_values: 1 });
    const { results } = await checkInvariants(world.test.db, world.clock.now());
    expect(results.filter(({ id }) => id === 'I6').flatMap(({ findings }) => findings)).toEqual([]);
  });

  it.each([
    ['given back', async (bill: FixtureBill) => world.release(bill)],
    ['that runs out because nobody renews it', async () => void world.clock.advance({ minutes: 2 })],
  ])('%s lets the notice go out at once', async (_how, end) => {
    const bill = await laboratory(true);
    await minutes(9);
    await world.claim(bill);
    await minutes(1, bill);
    expect(await told(bill)).toEqual([]);
    await end(bill);
    const at = Math.round((world.clock.now().getTime() - Date.parse('2026-11-23T10:00:00Z')) / 60_000);
    await settle();
    expect((await told(bill)).at(-1)).toMatch(new RegExp(`pathologist due 1[02] told ${at}$`));
  });

  it('taken in turns by two people holds a notice no longer than one of them could', async () => {
    const bill = await laboratory(true);
    await minutes(9);
    for (const who of ['osei', 'reed', 'osei', 'reed', 'osei', 'reed', 'osei'] as const) {
      await world.claim(bill, who);
      await minutes(1);
      await world.release(bill, who);
    }
    // Claimed at 9: the notice of 10 waited until somebody looked while nobody had it, or until 14.
    const first = (await told(bill))[0] ?? '';
    expect(Number(first.split(' ').at(-1))).toBeLessThanOrEqual(14);
    expect(await heldEvents()).toHaveLength(1);
  });

  it('holds back across a restart and a killed process alike, because a row says so and no timer', async () => {
    const bill = await laboratory(true);
    await minutes(9);
    await world.claim(bill);
    world.clock.advance({ minutes: 1 });
    await world.process().tick();
    for (const minute of [11, 12, 13]) {
      world.clock.advance({ minutes: 1 });
      await world.claim(bill);
      await world.process().settle();
      expect(await told(bill), `minute ${minute}`).toEqual([]);
    }
    world.clock.advance({ minutes: 1 });
    const dying = world.process({ ...world.ports, resolve: () => Promise.reject(new Error('the process ended here')) });
    await dying.tick();
    expect(await told(bill)).toEqual([]);
    world.clock.advance({ seconds: 31 });
    await world.process().settle();
    expect((await told(bill)).at(-1)).toContain('1.1 pathologist due 12 told 15');
  });

  it('does not stop whoever asks for the next step at once', async () => {
    const bill = await laboratory(true);
    await minutes(9);
    await world.claim(bill);
    await minutes(1, bill);
    await world.test.db.inLab(world.lab.labId, (tx) =>
      escalateNow(tx, world.ports, {
        session: world.lab.session,
        billId: bill.billId,
        reason: 'ward is closed',
        now: world.clock.now(),
      }),
    );
    expect((await told(bill))[0]).toBe('1.0 pathologist due 10 told 10');
  });

  it('taken before the clock was set back holds nothing up', async () => {
    const bill = await laboratory(true);
    await minutes(9);
    world.clock.advance({ minutes: 30 });
    await world.claim(bill);
    world.clock.advance({ minutes: -29 });
    await settle();
    expect((await told(bill))[0]).toBe('1.0 pathologist due 10 told 10');
  });
});
