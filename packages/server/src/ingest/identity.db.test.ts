import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IntakeLab, type MessageParts, messageOf, openIntakeLab } from '../../test/intake-lab.ts';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import { findSource, type Source } from './index.ts';

let lab: IntakeLab;
beforeEach(async () => {
  lab = await openIntakeLab();
});
afterEach(() => lab.close());

const ANNA = '4711^^^NORTH^MR||MUSTER^ANNA||19700101|F';
const BERT = '9999^^^NORTH^MR||BEISPIEL^BERT||19800101|M';
const potassium = (value: string, flag: string): string => `NM|2823-3^Potassium^LN||${value}|mmol/L|3.5-5.1|${flag}|||F`;

let control = 0;
async function send(parts: MessageParts, source?: Source): Promise<void> {
  control += 1;
  const accepted = await lab.accept(messageOf({ controlId: `I${control}`, ...parts }), source && { source });
  expect(accepted).toMatchObject({ isStored: true, state: 'PROCESSED' });
}
const states = () => lab.rows('select test_code, critical_values, critical_reason from lab_reports order by id');
/** The state after somebody was told. */
const tell = () =>
  lab.deps.db.inLab(1, async (tx) => {
    const seq = await appendEvents(tx, 1, [
      {
        at: lab.now(),
        category: 648,
        type: 'callout-done',
        text: 'Callout done',
        actor: SYSTEM_ACTOR,
        bill_id: 1,
        lab_report_ids: [1],
      },
    ]);
    await sql`update lab_reports set critical_values = 2, critical_event_seq = ${seq} where id = 1`.execute(tx);
  });
const order = async () =>
  (
    await lab.rows(
      `select p.identifier, b.ordering_code, d.code as doctor, b.ward from bills b join patients p on p.id = b.patient_id
       left join doctors d on d.id = b.doctor_id`,
    )
  )[0];

describe('who a patient is', () => {
  it('the same number without an authority from two sources is two people', async () => {
    await lab.rows(`insert into sources (lab_id, code, name) values (1, 'lis2', 'Second laboratory system')`);
    const second = await lab.deps.db.inLab(1, (tx) => findSource(tx, 1, 'lis2'));
    if (!second) throw new Error('no second source');
    await send({ pid: '1001||MUSTER^ANNA||19700101|F' });
    await send({ pid: '1001||MUSTER^ANNA||19700101|F', order: 'B2' });
    await send({ pid: '1001||BEISPIEL^BERT||19800101|M' }, second);
    expect(await lab.rows('select identifier, family_name from patients order by id')).toEqual([
      { identifier: '1001', family_name: 'MUSTER' },
      { identifier: '1001', family_name: 'BEISPIEL' },
    ]);
  });

  it('an authority that is given is the same whoever sends', async () => {
    await send({ pid: ANNA });
    expect(await lab.rows('select authority from patients')).toEqual([{ authority: 'NORTH' }]);
  });

  it.each(['UNKNOWN', 'none', 'N/A', '0000', '?'])('%s in PID-3 names nobody', async (word) => {
    await send({ pid: `${word}^^^NORTH^MR||MUSTER^ANNA||19700101|F` });
    await send({ pid: `${word}^^^NORTH^MR||BEISPIEL^BERT||19800101|M`, order: 'B2' });
    expect(await lab.rows('select identifier, family_name from patients order by id')).toEqual([
      { identifier: null, family_name: 'MUSTER' },
      { identifier: null, family_name: 'BEISPIEL' },
    ]);
  });
});

describe('an order that comes to belong to somebody else', () => {
  it("another patient's normal value does not withdraw the open critical", async () => {
    await send({ pid: ANNA, obx: [potassium('7.2', 'HH')] });
    const later = { pid: BERT, sentAt: '20260302080000+0000', reportedAt: '20260302075900+0000' };
    await send({ ...later, obx: [potassium('4.1', 'N')] });
    expect(await states()).toEqual([{ test_code: '24323-8', critical_values: 1, critical_reason: 'correction' }]);
    await send({ ...later, obx: [potassium('4.2', 'N')], reportedAt: '20260302080000+0000' });
    expect(await states()).toEqual([{ test_code: '24323-8', critical_values: 1, critical_reason: 'correction' }]);
    expect(await lab.rows(`select payload->'is_patient_changed' as changed from events where type = 'callout-reopened'`)).toEqual(
      [{ changed: true }],
    );
    expect(
      await lab.rows(
        `select (payload->>'former_patient_id')::int as former, (payload->>'patient_id')::int as patient from events where type = 'order-patient-changed'`,
      ),
    ).toEqual([{ former: 1, patient: 2 }]);
  });

  it('what was told of the one is opened for review, and so are the reports the message does not name', async () => {
    await send({ pid: ANNA, obx: [potassium('7.2', 'HH')] });
    await tell();
    await send({ pid: BERT, test: 'CBC^Blood count^L', filler: 'F2', sentAt: '20260302080000+0000' });
    expect(await states()).toEqual([
      { test_code: '24323-8', critical_values: 1, critical_reason: 'correction' },
      { test_code: 'CBC', critical_values: 0, critical_reason: null },
    ]);
  });

  it('the same critical value for another patient is told again', async () => {
    await send({ pid: ANNA, obx: [potassium('7.2', 'HH')] });
    await tell();
    await send({ pid: BERT, obx: [potassium('7.2', 'HH')], sentAt: '20260302080000+0000' });
    expect(await states()).toEqual([{ test_code: '24323-8', critical_values: 1, critical_reason: 'correction' }]);
  });

  it('an older message that comes late moves neither patient nor ward nor doctor', async () => {
    await lab.rows(`insert into doctors (lab_id, code, name) values (1, 'D17', 'Greta Green')`);
    await send({ pid: BERT, pv1: 'I|WARD9', sentAt: '20260302075500+0000' });
    await send({ pid: ANNA, pv1: 'I|ICU^1^2', sentAt: '20260302074500+0000' });
    expect(await order()).toEqual({ identifier: '9999', ordering_code: 'D17', doctor: 'D17', ward: 'WARD9' });
  });
});

describe('whose order it is', () => {
  const orderedBy = (xcn: string, parts: MessageParts): Buffer =>
    Buffer.from(messageOf(parts).toString().replace('D17^GREEN^GRETA', xcn));

  it('a new ordering doctor the directory does not know is not the old one', async () => {
    await lab.rows(`insert into doctors (lab_id, code, name) values (1, 'D17', 'Greta Green')`);
    await send({ pid: ANNA });
    expect(await order()).toMatchObject({ ordering_code: 'D17', doctor: 'D17' });
    await lab.accept(orderedBy('D99^NEW^NORA', { controlId: 'D99', pid: ANNA, sentAt: '20260302080000+0000' }));
    expect(await order()).toMatchObject({ ordering_code: 'D99', doctor: null });
    await lab.accept(orderedBy('', { controlId: 'D0', pid: ANNA, sentAt: '20260302080100+0000' }));
    expect(await order()).toMatchObject({ ordering_code: 'D99', doctor: null });
  });

  it('a new ward the directory does not know is not the old one', async () => {
    await lab.rows(`insert into organizations (lab_id, code, name) values (1, 'ICU', 'Intensive care')`);
    await send({ pid: ANNA });
    await send({ pid: ANNA, pv1: 'I|WARD9', sentAt: '20260302080000+0000' });
    expect(await lab.rows('select ward, organization_id from bills')).toEqual([{ ward: 'WARD9', organization_id: null }]);
  });
});
