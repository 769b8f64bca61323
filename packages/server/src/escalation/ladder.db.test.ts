import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EscalationWorld, escalationWorld } from '../../test/escalation-world.ts';
import type { FixtureBill } from '../../test/fixture.ts';
import { reviewReports } from '../callout/index.ts';
import { ladder } from './index.ts';

let world: EscalationWorld;
let tick: () => Promise<void>;
beforeAll(async () => {
  world = await escalationWorld();
  tick = world.process().settle;
});
afterAll(() => world.close());

const runs = (bill: FixtureBill) =>
  world.rows<{ stop_reason: string | null; is_exhausted: boolean; due: number }>(
    `select stop_reason, exhausted_at is not null as is_exhausted, extract(epoch from due_at - started_at)::integer / 60 as due
     from escalation_runs where bill_id = $1 order by id`,
    [bill.billId],
  );
const openSteps = async (bill: FixtureBill) =>
  (await world.steps(bill)).filter((line) => !/ (told|task|stopped|collapsed|nobody)/.test(line));

describe('a ladder', () => {
  it('starts with its whole plan in the transaction that opens the callout, one for the order', async () => {
    const bill = await world.open({ reports: 3 });
    expect(await runs(bill)).toEqual([{ stop_reason: null, is_exhausted: false, due: 30 }]);
    expect(await world.steps(bill)).toHaveLength(6);
  });

  it('stops when the last report is done, not when the first is', async () => {
    const bill = await world.open({ reports: 2 });
    await world.submit(bill, false, bill.reportIds.slice(0, 1));
    expect(await runs(bill)).toMatchObject([{ stop_reason: null }]);
    await world.submit(bill);
    expect(await runs(bill)).toMatchObject([{ stop_reason: 'done' }]);
    expect(await openSteps(bill)).toEqual([]);
  });

  it('goes on after an attempt that told nobody', async () => {
    const bill = await world.open();
    await world.submit(bill, true);
    expect(await runs(bill)).toMatchObject([{ stop_reason: null }]);
    expect(await openSteps(bill)).toHaveLength(6);
  });

  it('stops when the callout is withdrawn', async () => {
    const bill = await world.open();
    await world.correct(bill, false);
    expect(await runs(bill)).toMatchObject([{ stop_reason: 'withdrawn' }]);
  });

  it('starts again from the bottom when a callout that was done opens again', async () => {
    const bill = await world.open();
    await world.submit(bill);
    await world.correct(bill, true);
    expect(await runs(bill)).toMatchObject([{ stop_reason: 'done' }, { stop_reason: null, due: 30 }]);
    expect(await openSteps(bill)).toHaveLength(6);
  });

  it('starts beside one under way when a report opens again, and tells of it although the other report is done', async () => {
    const bill = await world.open({ reports: 2 });
    const [first = 0, second = 0] = bill.reportIds;
    await world.submit(bill, false, [second]);
    world.clock.advance({ minutes: 27 });
    await tick();
    const before = await openSteps(bill);
    await world.correct({ ...bill, reportIds: [second] }, true);
    expect(await runs(bill)).toMatchObject([
      { stop_reason: null, due: 30 },
      { stop_reason: null, due: 30 },
    ]);
    expect(await openSteps(bill)).toHaveLength(before.length + 6);
    await world.submit(bill, false, [first]);
    world.clock.advance({ minutes: 31 });
    await tick();
    expect(await world.steps(bill)).toEqual(expect.arrayContaining([expect.stringMatching(/^2\.0 supervisor due 57 told 58$/)]));
  });

  it('tells whoever it writes to whether the callout is a first one or one that opened again', async () => {
    const bill = await world.open();
    const said: unknown[] = [];
    const { settle } = world.process({
      ...world.ports,
      queueMessage: async (_tx, { billId, escalation }) => {
        if (billId === bill.billId) said.push(escalation);
        return null;
      },
    });
    world.clock.advance({ minutes: 31 });
    await settle();
    expect(said[0]).toEqual({ step: 2, isRepeat: false, isReopened: false });
    await world.submit(bill);
    await world.correct(bill, true);
    world.clock.advance({ minutes: 31 });
    await settle();
    expect(said.at(-1)).toEqual({ step: 2, isRepeat: false, isReopened: true });
  });

  it('stops by itself where a report was dismissed and nothing else is open', async () => {
    const bill = await world.open();
    await world.rows('update lab_reports set dismissed_at = $2 where bill_id = $1', [bill.billId, world.clock.now()]);
    world.clock.advance({ minutes: 26 });
    await tick();
    expect(await runs(bill)).toMatchObject([{ stop_reason: 'nothing is open any more' }]);
  });

  it('is joined by a report that opens later, and stands beside one with an earlier deadline', async () => {
    const bill = await world.open();
    await world.test.db.inSystem((tx) =>
      sql`insert into escalation_policies (lab_id, policy_key, version, test_code, notify_within_minutes, warn_before_minutes, steps, author, approved_by,
          approved_at, reason, created_at) select lab_id, 'testCode=urgent', 1, 'URGENT', 10, 5, '[{"kind":"notify","after":{"minutes":5,"from":"result"},
          "who":"ward","how":"call-task","repeat":null},{"kind":"exhausted","after":{"minutes":20,"from":"result"}}]', 'a', 'a', ${world.clock.now()}, 'r',
          ${world.clock.now()} from bills where id = ${bill.billId}`.execute(tx),
    );
    for (const [testCode, expected] of [
      ['K2', 1],
      ['URGENT', 2],
    ] as const) {
      await addReport(bill, testCode);
      expect(await runs(bill), testCode).toHaveLength(expected);
    }
    await world.submit(bill, false, await reportIds(bill));
    expect((await runs(bill)).map(({ stop_reason }) => stop_reason)).toEqual(['done', 'done']);
  });
});

const reportIds = async (bill: FixtureBill) =>
  (await world.rows<{ id: number }>('select id from lab_reports where bill_id = $1 order by id', [bill.billId])).map(
    ({ id }) => id,
  );

async function addReport(bill: FixtureBill, testCode: string): Promise<void> {
  const now = world.clock.now();
  const { labId } = world.lab;
  const [made] = await world.rows<{ id: number }>(
    `insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, status, received_at, updated_at)
     values ($1, $2, $3, $3, $3, 'final', $4, $4) returning id`,
    [labId, bill.billId, testCode, now],
  );
  const after = { value: '9', unit: 'mmol/L', isCritical: true };
  const report = {
    labReportId: Number(made?.id),
    billId: bill.billId,
    testName: testCode,
    current: 0 as const,
    patientClass: 'inpatient' as const,
    results: [{ identity: 'K', ...after, isAbnormal: true, status: 'F' }],
    changes: [{ identity: 'K', kind: 'new' as const, before: null, after }],
  };
  await world.test.db.inLab(labId, (tx) => reviewReports(tx, { labId, now, reports: [report] }, ladder));
}

describe('the rows', () => {
  it('cannot be changed, deleted or written twice, by anybody', async () => {
    const bill = await world.open();
    const [run] = await world.rows<{ id: number }>('select id from escalation_runs where bill_id = $1', [bill.billId]);
    const refused = async (text: string) => expect(world.rows(text, [run?.id]), text).rejects.toThrow();
    await refused('delete from escalation_steps where run_id = $1');
    await refused('delete from escalation_runs where id = $1');
    await refused(`update escalation_steps set due_at = due_at + interval '1 hour' where run_id = $1`);
    await refused(`update escalation_runs set policy = '{}' where id = $1`);
    await refused(
      `insert into escalation_steps (lab_id, run_id, step_number, repeat_number, kind, who, how, due_at)
       select lab_id, run_id, step_number, repeat_number, kind, who, how, due_at from escalation_steps where run_id = $1`,
    );
    await world.submit(bill);
    await refused(`update escalation_steps set done_at = null, outcome = null where run_id = $1`);
    await refused(`update escalation_runs set stopped_at = null, stop_reason = null where id = $1`);
  });

  it('are written by a number of statements that does not depend on the size of the batch', async () => {
    const statements: string[] = [];
    const db = world.test.open({ onStatement: (text) => statements.push(text) });
    const counts: number[] = [];
    for (const size of [1, 40]) {
      const bill = await world.open({ reports: size });
      await world.submit(bill);
      statements.length = 0;
      const now = world.clock.now();
      const before = { value: '6.8', unit: 'mmol/L', isCritical: true };
      const after = { ...before, value: '7.9' };
      await db.inLab(world.lab.labId, (tx) =>
        reviewReports(
          tx,
          {
            labId: world.lab.labId,
            now,
            reports: bill.reportIds.map((labReportId) => ({
              labReportId,
              billId: bill.billId,
              testName: 'K',
              current: 2 as const,
              patientClass: null,
              results: [{ identity: 'K', ...after, isAbnormal: true, status: 'C' }],
              changes: [{ identity: 'K', kind: 'changed' as const, before, after }],
            })),
          },
          ladder,
        ),
      );
      counts.push(statements.length);
      expect(await runs(bill)).toHaveLength(2);
    }
    expect(counts[0]).toBe(counts[1]);
  });
});
