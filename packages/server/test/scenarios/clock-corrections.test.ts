import type { SubmitCalloutAnswer } from '@critical-callout/contract/callout';
import type { Problem } from '@critical-callout/contract/problem';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCorrector, openChannels } from '../../src/delivery/index.ts';
import { checkInvariants } from '../../src/invariants/index.ts';
import { type FeedLab, startFeedLab } from '../feed-lab.ts';

let lab: FeedLab;
let order: string;
let counter = 0;
beforeAll(async () => {
  lab = await startFeedLab();
});
afterAll(() => lab?.close());
afterEach(async () => {
  const { results } = await checkInvariants(lab.db, lab.clock.now());
  // Nothing here ticks: the ladders' own steps are for other tests.
  expect(results.flatMap(({ id, findings }) => (id === 'I6' ? [] : findings))).toEqual([]);
});

/** A fresh order with one critical potassium, told unless `isTold` is false. */
async function critical(isTold = true): Promise<void> {
  counter += 1;
  order = `C${counter}`;
  expect(await lab.send({ order, patient: order })).toContain('MSA|AA');
  lab.clock.advance({ minutes: 1 });
  if (isTold) expect((await lab.tell(order)).status).toBe(201);
  lab.clock.advance({ minutes: 1 });
}
const change = (more: Parameters<FeedLab['send']>[0]) => lab.send({ order, patient: order, ...more });
const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T;
const state = async () => (await lab.rowOf(order)).states[0];
const reason = async () => (await lab.panel(order)).reports[0]?.criticalReason;
const events = async (type: string) =>
  lab.query<{ text: string; payload: Record<string, unknown> }>(
    'select e.text, e.payload from events e join bills b on b.id = e.bill_id where b.bill_number = $1 and e.type = $2 order by e.seq',
    [order, type],
  );

describe('the table of corrections, from the wire', () => {
  it.each<[string, Parameters<FeedLab['send']>[0], number, string | null]>([
    ['C to another critical value', { value: '7.4', status: 'C' }, 1, 'changed-critical'],
    ['C to a normal value', { value: '4.2', flag: 'N', status: 'C' }, 1, 'correction'],
    ['A, amended, to a normal value', { value: '4.2', flag: 'N', status: 'A' }, 1, 'correction'],
    ['F with a new value', { value: '7.4' }, 1, 'changed-critical'],
    ['D, deleted', { value: '""', flag: '', status: 'D' }, 1, 'correction'],
    ['W, posted wrongly', { status: 'W' }, 1, 'correction'],
    ['X, cannot be obtained', { value: '', flag: '', status: 'X' }, 1, 'correction'],
    ['the same value again', {}, 2, null],
    ['the same value as a correction', { status: 'C' }, 2, null],
    ['an older version that comes late', { value: '4.0', flag: 'N', age: 60 }, 2, null],
  ])('after somebody was told: %s', async (_what, sent, status, why) => {
    await critical();
    expect(await change(sent)).toContain('MSA|AA');
    expect(await state()).toBe(status);
    expect(await reason()).toBe(why);
  });

  it.each<[string, Parameters<FeedLab['send']>[0], number]>([
    ['C to a normal value', { value: '4.2', flag: 'N', status: 'C' }, 0],
    ['W, posted wrongly', { status: 'W' }, 0],
    ['D, deleted', { value: '""', flag: '', status: 'D' }, 0],
    ['C to another critical value', { value: '7.4', status: 'C' }, 1],
  ])('nobody told: %s', async (_what, sent, status) => {
    await critical(false);
    await change(sent);
    expect(await state()).toBe(status);
    expect((await events('callout-withdrawn')).length).toBe(status === 0 ? 1 : 0);
  });

  it('a preliminary value told, then final: the same value is no second callout', async () => {
    counter += 1;
    order = `C${counter}`;
    await change({ status: 'P' });
    lab.clock.advance({ minutes: 1 });
    expect((await lab.tell(order)).status).toBe(201);
    lab.clock.advance({ minutes: 1 });
    await change({ status: 'F' });
    expect(await state()).toBe(2);
  });
});

describe('the value is corrected after the call', () => {
  it('whoever was told is told again, by name, linked to the first callout, with the value they heard', async () => {
    await critical();
    const [first] = await lab.query<{ id: number }>('select id from critical_callouts where bill_number = $1', [order]);
    await change({ value: '7.4', status: 'C' });
    const [opened] = await events('callout-reopened');
    expect(opened?.text).toBe('Callout opened again (changed-critical) - Chemistry - told before: Rowan Birch');
    expect(opened?.payload).toMatchObject({
      changes: [{ parameter: 'Potassium', was: { value: '6.8' }, is: { value: '7.4' } }],
      told_before: [{ calloutId: first?.id, name: 'Rowan Birch', values: [{ parameterName: 'Potassium', value: '6.8' }] }],
    });
    const [report] = (await lab.panel(order)).reports;
    expect(report?.toldBefore).toMatchObject([
      { calloutId: first?.id, how: 'phone', name: 'Rowan Birch', role: 'RN', contact: '555-0100', by: 'Test technologist' },
    ]);
    // The new callout has a clock of its own; what was measured of the first stays.
    expect(report?.measures).toMatchObject({ openings: 2, doneAt: null, countedAs: 'regular' });
    expect((await lab.tell(order)).status).toBe(201);
    const [first2, second] = await lab.query<{ critical_at: Date }>(
      'select o.critical_at from callout_openings o join lab_reports r on r.id = o.lab_report_id join bills b on b.id = r.bill_id where b.bill_number = $1 order by o.event_seq',
      [order],
    );
    expect(Number(second?.critical_at) - Number(first2?.critical_at)).toBe(120_000);
  });

  it('the addresses of the first message get the correction, once; what was not sent yet goes out no more', async () => {
    await critical(false);
    const mail = { sendEmail: true, other: { name: 'Ward 7B', email: 'ward7b@clinic.example' } };
    expect((await lab.submit(order, { ...mail, outcome: 'no-answer' }, { isDraft: true })).status).toBe(201);
    lab.clock.advance({ minutes: 1 });
    await change({ value: '4.2', flag: 'N', status: 'C' });
    const tick = createCorrector(lab.deps, { channels: openChannels(lab.deps.config), publicUrl: '' });
    await Promise.all([tick(), tick()]);
    expect(await tick()).toBe(0);
    const rows = await lab.query('select state, address, template_purpose from deliveries where bill_number = $1 order by id', [
      order,
    ]);
    expect(rows).toEqual([
      { state: 'cancelled', address: 'ward7b@clinic.example', template_purpose: 'first' },
      { state: 'queued', address: 'ward7b@clinic.example', template_purpose: 'correction' },
    ]);
    expect((await events('correction-queued')).length).toBe(1);
    expect(await state()).toBe(1);
  });

  it('a value that changes while a reached attempt is open names whom it must reach', async () => {
    await critical(false);
    const reached = { notifiedByCall: { name: 'Kit Vale', contact: '555-0102' }, outcome: 'reached-no-read-back' };
    expect((await lab.submit(order, reached, { isDraft: true })).status).toBe(201);
    lab.clock.advance({ minutes: 1 });
    await change({ value: '7.4', status: 'C' });
    const [report] = (await lab.panel(order)).reports;
    expect(report).toMatchObject({
      criticalReason: 'changed-critical',
      toldBefore: [{ name: 'Kit Vale', values: [{ value: '6.8' }] }],
    });
  });
});

describe('the value is corrected during the call', () => {
  it('the caller learns the new value before saving, the attempt is kept, and the read-back is given for the new one', async () => {
    await critical(false);
    const seen = await lab.panel(order);
    await change({ value: '7.4', status: 'C' });
    const late = await lab.tell(order, 'Rowan Birch', seen);
    expect(await json<Problem>(late)).toMatchObject({
      status: 409,
      code: 'callout.stale-version',
      details: {
        changes: [{ parameterName: 'Potassium', was: { value: '6.8', unit: 'mmol/L' }, is: { value: '7.4', unit: 'mmol/L' } }],
      },
    });
    const values = seen.reports.flatMap((r) => r.parameters).map(({ resultId }) => ({ resultId, heard: '6.8' }));
    const old = { notifiedByCall: { name: 'Rowan Birch', contact: '' }, outcome: 'reached-read-back', readBack: { values } };
    const attempt = await json<SubmitCalloutAnswer>(await lab.submit(order, old, { isDraft: true, seen }));
    expect(attempt.reports).toMatchObject([{ criticalValues: 4 }]);
    const closing = await lab.submit(order, old);
    expect(await json<Problem>(closing)).toMatchObject({
      status: 409,
      code: 'callout.value-changed',
      details: { changes: [{ was: { value: '6.8' }, is: { value: '7.4' } }] },
    });
    expect((await lab.tell(order)).status).toBe(201);
    expect(await state()).toBe(2);
  });

  it('to normal: nothing closes by itself, and whoever heard the old value hears that it is none', async () => {
    await critical(false);
    const seen = await lab.panel(order);
    await change({ value: '4.2', flag: 'N', status: 'C' });
    expect(await state()).toBe(0);
    const values = seen.reports.flatMap((r) => r.parameters).map(({ resultId }) => ({ resultId, heard: '6.8' }));
    const old = { notifiedByCall: { name: 'Rowan Birch', contact: '' }, outcome: 'reached-read-back', readBack: { values } };
    expect((await lab.tell(order, 'Rowan Birch', seen)).status).toBe(404);
    const kept = await json<SubmitCalloutAnswer>(await lab.submit(order, old, { isDraft: true, seen }));
    expect(kept.reports).toMatchObject([{ criticalValues: 1 }]);
    const [report] = (await lab.panel(order)).reports;
    expect(report).toMatchObject({ criticalReason: 'correction', toldBefore: [{ name: 'Rowan Birch' }] });
    expect((await lab.tell(order)).status).toBe(201);
  });

  it('a call made before the correction cannot close it, whenever it is written down', async () => {
    await critical();
    lab.clock.advance({ minutes: 8 });
    await change({ value: '7.4', status: 'C' });
    lab.clock.advance({ minutes: 1 });
    const performedAt = new Date(lab.clock.now().getTime() - 4 * 60_000).toISOString();
    const [parameter] = (await lab.panel(order)).reports[0]?.parameters ?? [];
    const readBack = { values: [{ resultId: parameter?.resultId, heard: '7.4' }] };
    const notification = {
      notifiedByCall: { name: 'Rowan Birch', contact: '' },
      outcome: 'reached-read-back',
      readBack,
      performedAt,
    };
    expect(await json<Problem>(await lab.submit(order, notification))).toMatchObject({ code: 'callout.performed-before-opened' });
    expect((await lab.submit(order, notification, { isDraft: true })).status).toBe(201);
  });
});

describe('what the sender says of another order', () => {
  it.each([
    ['a deletion', { value: '""', flag: '', status: 'D' }],
    ['a correction', { value: '4.2', flag: 'N', status: 'C' }],
  ])('%s under another order number finds the order that was told', async (_what, sent) => {
    await critical();
    await change({ ...sent, order: `${order}-new`, filler: `F-${order}`, patient: order });
    expect(await state()).toBe(1);
    expect(await reason()).toBe('correction');
    expect((await events('callout-reopened'))[0]?.payload).toMatchObject({ told_before: [{ name: 'Rowan Birch' }] });
  });

  it("of another patient's result with the same filler number is left alone", async () => {
    await critical();
    await change({ value: '""', flag: '', status: 'D', order: `${order}-new`, filler: `F-${order}`, patient: 'SOMEBODY' });
    expect(await state()).toBe(2);
  });

  it("a late message of a former patient is marked: its value stands on another's order until somebody looked", async () => {
    counter += 1;
    order = `C${counter}`;
    await change({ patient: 'MOVED-TO', value: '4.1', flag: 'N' });
    await change({ patient: 'FORMER', age: 30, obx: ['NM|2951-2^Sodium^LN||171|mmol/L|135-145|HH|||F'] });
    const [differs] = await events('order-patient-differs');
    expect(differs?.payload).toMatchObject({ patient_id: expect.any(Number), message_patient_id: expect.any(Number) });
    expect(await state()).toBe(1);
    expect(await reason()).toBe('correction');
    await change({ patient: 'MOVED-TO', obx: ['NM|2951-2^Sodium^LN||140|mmol/L|135-145|N|||F'] });
    expect(await state()).toBe(1);
  });
});
