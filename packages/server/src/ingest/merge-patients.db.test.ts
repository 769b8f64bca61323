import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IntakeLab, type MessageParts, messageOf, openIntakeLab } from '../../test/intake-lab.ts';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import { findSource } from './index.ts';

let lab: IntakeLab;
beforeEach(async () => {
  lab = await openIntakeLab();
});
afterEach(() => lab.close());

const CRITICAL = 'NM|2823-3^Potassium^LN||7.2|mmol/L|3.5-5.1|HH|||F';
const pid = (number: string, authority = 'NORTH'): string => `${number}^^^${authority}^MR||MUSTER^ANNA||19700101|F`;
let control = 0;

async function send(parts: MessageParts): Promise<void> {
  control += 1;
  expect(await lab.accept(messageOf({ controlId: `M${control}`, ...parts }))).toMatchObject({ state: 'PROCESSED' });
}

function merging(prior: string, staying: string, authority = 'NORTH'): string {
  control += 1;
  const header = `MSH|^~\\&|LIS|NORTH|CC|LAB|20260302080000+0000||ADT^A40^ADT_A39|M${control}|P|2.5.1`;
  return `${header}\rEVN|A40\rPID|1||${pid(staying, authority)}\rMRG|${prior}^^^${authority}^MR\r`;
}
async function merge(prior: string, staying: string, authority?: string): Promise<void> {
  const accepted = await lab.accept(merging(prior, staying, authority));
  expect(accepted).toMatchObject({ isStored: true, state: 'PROCESSED' });
  expect(accepted.acks.map(String).join('')).toContain('MSA|AA|');
}

/** Whose number each order has. */
const owners = async (): Promise<string[]> =>
  (
    await lab.rows<{ bill_number: string; identifier: string }>(
      'select b.bill_number, p.identifier from bills b join patients p on p.lab_id = b.lab_id and p.id = b.patient_id order by b.bill_number',
    )
  ).map((row) => `${row.bill_number} ${row.identifier}`);
const eventsOf = (type: string) =>
  lab.rows<{ payload: Record<string, unknown> }>('select payload from events where type = $1 order by seq', [type]);

describe('ADT^A40', () => {
  it('moves the orders of the number given up, opens nothing again, and says so in the history of each', async () => {
    await send({ pid: pid('100'), order: 'B1', obx: [CRITICAL] });
    await send({ pid: pid('100'), order: 'B2', filler: 'F2' });
    await send({ pid: pid('200'), order: 'B3', filler: 'F3' });
    await lab.deps.db.inLab(1, async (tx) => {
      const told = { at: lab.now(), category: 648, type: 'callout-done', text: 'Callout done', actor: SYSTEM_ACTOR };
      const seq = await appendEvents(tx, 1, [{ ...told, bill_id: 1, lab_report_ids: [1] }]);
      await sql`update lab_reports set critical_values = 2, critical_event_seq = ${seq} where id = 1`.execute(tx);
    });
    await merge('100', '200');
    expect(await owners()).toEqual(['B1 200', 'B2 200', 'B3 200']);
    expect(await lab.rows('select critical_values from lab_reports order by id')).toEqual([
      { critical_values: 2 },
      { critical_values: 0 },
      { critical_values: 0 },
    ]);
    expect(await lab.rows('select bill_number, version > 1 as moved from bills order by id')).toMatchObject([
      { moved: true },
      { moved: true },
      { moved: false },
    ]);
    expect((await eventsOf('order-patient-changed')).map(({ payload }) => payload)).toMatchObject([
      { former_patient_id: 1, patient_id: 2, is_merge: true },
      { former_patient_id: 1, patient_id: 2, is_merge: true },
    ]);
    expect(await eventsOf('patients-merged')).toMatchObject([
      { payload: { former_patient_id: 1, patient_id: 2, message_id: 4 } },
    ]);
    expect(await eventsOf('callout-reopened')).toEqual([]);
  });

  it('a result that still comes under the number given up lands with the record that stays', async () => {
    await send({ pid: pid('100'), obx: [CRITICAL] });
    await merge('100', '200');
    await send({ pid: pid('100'), sentAt: '20260302090000+0000' });
    await send({ pid: pid('100'), order: 'B2', filler: 'F2', sentAt: '20260302090000+0000' });
    expect(await owners()).toEqual(['B1 200', 'B2 200']);
    expect((await eventsOf('order-patient-differs')).length).toBe(0);
  });

  it('of two numbers that are both new here is kept for the results to come', async () => {
    await merge('100', '200');
    await send({ pid: pid('100') });
    expect(await owners()).toEqual(['B1 200']);
  });

  it('one after the other leads to the last, in either order, and said again changes nothing', async () => {
    await send({ pid: pid('100') });
    await merge('100', '200');
    await merge('200', '300');
    await merge('100', '200');
    await send({ pid: pid('100'), order: 'B2', filler: 'F2' });
    expect(await owners()).toEqual(['B1 300', 'B2 300']);
    expect(
      await lab.rows(
        'select p.identifier, s.identifier as into from patients p join patients s on s.id = p.merged_into order by p.identifier',
      ),
    ).toEqual([
      { identifier: '100', into: '300' },
      { identifier: '200', into: '300' },
    ]);
    expect(await eventsOf('patients-merged')).toHaveLength(2);
  });

  it('said the other way round turns, and no circle is left', async () => {
    await send({ pid: pid('100') });
    await merge('100', '200');
    await merge('200', '100');
    await send({ pid: pid('200'), order: 'B2', filler: 'F2' });
    expect(await owners()).toEqual(['B1 100', 'B2 100']);
    expect(await lab.rows('select identifier from patients where merged_into is not null')).toEqual([{ identifier: '200' }]);
  });

  it('a number without an authority is that of its own source only', async () => {
    await lab.rows(`insert into sources (lab_id, code, name) values (1, 'lis2', 'Second laboratory system')`);
    const second = await lab.deps.db.inLab(1, (tx) => findSource(tx, 1, 'lis2'));
    if (!second) throw new Error('no second source');
    await lab.accept(messageOf({ controlId: 'other', pid: '100||BEISPIEL^BERT||19800101|M', order: 'X1' }), { source: second });
    await send({ pid: '100||MUSTER^ANNA||19700101|F' });
    await lab.accept(merging('100', '200', '').replaceAll('^^^^MR', ''));
    expect(await owners()).toEqual(['B1 200', 'X1 100']);
  });

  it('without a number is kept apart, by the field that lacks it', async () => {
    await send({ pid: pid('100') });
    const accepted = await lab.accept(merging('', '200'));
    expect(accepted).toMatchObject({ state: 'QUARANTINED', reason: 'MRG[1]-1: the number that is given up is missing' });
    expect(accepted.acks.map(String).join('')).toMatch(/MSA\|AE\|.*ERR\|\|MRG\^1\^1\|101/s);
    expect(await owners()).toEqual(['B1 100']);
  });

  it('in the same batch as results of both numbers, and beside another batch, leaves one record', async () => {
    const results = Array.from({ length: 12 }, (_, at) =>
      lab.accept(messageOf({ controlId: `R${at}`, pid: pid(at % 2 ? '100' : '200'), order: `B${at + 10}`, filler: `F${at}` })),
    );
    const accepted = await Promise.all([...results.slice(0, 6), lab.accept(merging('100', '200')), ...results.slice(6)]);
    expect(accepted.every((one) => one.isStored && one.state === 'PROCESSED')).toBe(true);
    expect(new Set((await owners()).map((row) => row.split(' ')[1]))).toEqual(new Set(['200']));
  });
});
